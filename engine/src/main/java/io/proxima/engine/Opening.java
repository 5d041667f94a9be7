package io.proxima.engine;

import io.proxima.engine.io.DirectoryLock;
import io.proxima.engine.io.Storage;
import io.proxima.engine.lsm.Manifest;
import io.proxima.engine.lsm.ManifestFile;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.txn.CommitPipeline;
import io.proxima.engine.txn.EngineTime;
import io.proxima.engine.wal.LogFile;
import io.proxima.engine.wal.LogReplay;
import io.proxima.engine.wal.Wal;
import io.proxima.engine.wal.WalCodec;
import io.proxima.engine.wal.WalSettings;
import java.util.ArrayList;
import java.util.List;

/// The steps from a locked directory to a running engine.
///
/// - **Threads:** one thread, once.
final class Opening {
  private final Storage storage;
  private final EngineSettings settings;
  private final EngineSeams seams;
  private final DirectoryLock lock;

  Opening(Storage storage, EngineSettings settings, EngineSeams seams, DirectoryLock lock) {
    this.storage = storage;
    this.settings = settings;
    this.seams = seams;
    this.lock = lock;
  }

  Engine run() {
    ManifestFile manifestFile = new ManifestFile(storage, lock, seams.failpoints());
    Directory directory = new Directory(storage, manifestFile, seams.failpoints());
    Manifest found = directory.openOrCreate(seams.random());
    MemoryBudget budget = MemoryBudget.of(settings.maxMemoryBytes());
    EngineTime time = new EngineTime(seams.clock());
    WalSettings walSettings =
        new WalSettings(
            found.databaseId(), WalCodec.avro(), settings.logFileBytes(), settings.syncInterval());
    try (Recovery recovery = new Recovery(found.catalog(), found.catalogSequence(), budget, time)) {
      List<LogFile> logs = replay(found, walSettings, recovery);
      LogFile next = LogFile.open(found.nextLogId(), found.withLogs(logs).nextLsn());
      try (Wal.NewLog newLog = Wal.create(storage, walSettings, next, seams.failpoints())) {
        List<LogFile> listed = new ArrayList<>(logs);
        listed.add(next);
        Manifest manifest =
            found
                .withLogs(listed)
                .withCatalog(recovery.version().definedAt(), recovery.version().catalog());
        manifestFile.write(manifest);
        directory.finish();
        removeUnlisted(found, manifest);
        CurrentManifest current = new CurrentManifest(manifestFile, manifest);
        Wal wal =
            newLog.start(
                storage,
                walSettings,
                new Wal.WalSeams(seams.clock(), seams.scheduler(), seams.failpoints()),
                current);
        CommitPipeline pipeline =
            new CommitPipeline(wal, recovery.take(), budget, time, seams.failpoints());
        return new Engine(
            new Engine.Parts(storage, lock, current, wal, pipeline, budget), settings);
      }
    }
  }

  private List<LogFile> replay(Manifest found, WalSettings walSettings, Recovery recovery) {
    LogReplay replay = new LogReplay(storage, walSettings.databaseId(), walSettings.codec());
    replay.removeLeftovers(found.logs());
    seams.failpoints().hit("recovery.leftovers-removed");
    List<LogFile> logs = replay.replay(found.logs(), recovery);
    seams.failpoints().hit("recovery.replayed");
    return logs;
  }

  private void removeUnlisted(Manifest before, Manifest after) {
    for (LogFile log : before.logs()) {
      if (after.logs().stream().noneMatch(listed -> listed.id() == log.id())) {
        storage.delete(log.name());
      }
    }
  }
}
