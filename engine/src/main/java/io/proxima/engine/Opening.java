package io.proxima.engine;

import io.proxima.engine.io.DirectoryLock;
import io.proxima.engine.io.DiskReserve;
import io.proxima.engine.io.Storage;
import io.proxima.engine.lsm.CurrentManifest;
import io.proxima.engine.lsm.Manifest;
import io.proxima.engine.lsm.ManifestFile;
import io.proxima.engine.lsm.SegmentStore;
import io.proxima.engine.lsm.Version;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.segment.BlockCache;
import io.proxima.engine.segment.viper.Viper;
import io.proxima.engine.segment.viper.ViperSettings;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.txn.CommitPipeline;
import io.proxima.engine.txn.EngineTime;
import io.proxima.engine.txn.History;
import io.proxima.engine.txn.Published;
import io.proxima.engine.txn.SnapshotRegistry;
import io.proxima.engine.upkeep.Upkeep;
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
    Memory memory = Memory.of(settings.maxMemoryBytes());
    SegmentStore store = segments(found, memory);
    EngineTime time = new EngineTime(seams.clock(), settings.time().ttlPurgeGrace());
    SnapshotRegistry snapshots = new SnapshotRegistry();
    History history =
        new History(time, snapshots, settings.time().historyRetention(), found.history());
    WalSettings walSettings =
        new WalSettings(
            found.databaseId(), WalCodec.avro(), settings.logFileBytes(), settings.syncInterval());
    DiskReserve reserve = DiskReserve.open(storage, settings.reserveBytes());
    try (Recovery recovery =
        new Recovery(
            found,
            store,
            memory.memtables(),
            time,
            history,
            Cancellation.unlimited(seams.clock()))) {
      store.removeLeftovers(found.segments()); // also of openings that failed during replay
      List<LogFile> logs = replay(found, walSettings, recovery);
      LogFile next = LogFile.open(found.nextLogId(), found.withLogs(logs).nextLsn());
      try (Wal.NewLog newLog =
          reserve.use(() -> Wal.create(storage, walSettings, next, seams.failpoints()))) {
        List<LogFile> listed = new ArrayList<>(logs);
        listed.add(next);
        Version version = recovery.version();
        Manifest manifest =
            recovery
                .manifest()
                .withLogs(listed)
                .withCatalog(version.definedAt(), version.catalog(), time.nowMicros())
                .withHistory(history.state(next.firstLsn() - 1));
        CurrentManifest current = new CurrentManifest(manifestFile, found, reserve);
        current.change(_ -> manifest);
        directory.finish();
        removeUnlisted(found, manifest);
        store.removeLeftovers(manifest.segments());
        store.epochs().removeLeftovers(manifest.epochs());
        reserve.restore();
        Wal wal =
            newLog.start(
                storage,
                walSettings,
                new Wal.WalSeams(seams.clock(), seams.scheduler(), seams.failpoints()),
                current,
                reserve);
        Times times = new Times(time, history, snapshots);
        return engine(current, store, wal, recovery.take(), memory, times);
      }
    }
  }

  private Engine engine(
      CurrentManifest manifest,
      SegmentStore store,
      Wal wal,
      Published start,
      Memory memory,
      Times times) {
    Upkeep upkeep = new Upkeep(settings.upkeep(), memory.memtables(), seams.clock());
    CommitPipeline pipeline =
        new CommitPipeline(
            wal,
            start,
            memory.memtables(),
            times.time(),
            times.history(),
            upkeep,
            seams.failpoints());
    upkeep.start(
        new Upkeep.Parts(
            storage,
            pipeline,
            manifest,
            store,
            wal,
            times.history(),
            times.time(),
            memory.all(),
            settings.time().sweepInterval(),
            seams.failpoints()),
        seams.scheduler());
    Readers readers =
        new Readers(pipeline, times.time(), times.history(), times.snapshots(), memory.users());
    return new Engine(
        new Engine.Parts(
            storage, lock, manifest, store, wal, pipeline, readers, upkeep, memory.users()),
        settings);
  }

  /// What knows of time: the clock, the commits and the readers.
  private record Times(EngineTime time, History history, SnapshotRegistry snapshots) {}

  private SegmentStore segments(Manifest manifest, Memory memory) {
    ViperSettings viper = ViperSettings.within(settings.maxMemoryBytes());
    BlockCache cache = new BlockCache(memory.users(), settings.upkeep().cacheBytes());
    return new SegmentStore(
        storage,
        manifest.databaseId(),
        new Viper(storage, memory.all(), cache, viper),
        seams.failpoints());
  }

  /// The memory of a database: a part is left to the writing of segments, by which the rest gets
  /// free again.
  ///
  /// @param users what statements and caches take counts against this
  /// @param memtables rows in memory count against this, a part of it
  private record Memory(MemoryBudget all, MemoryBudget users, MemoryBudget memtables) {
    static Memory of(long bytes) {
      MemoryBudget all = MemoryBudget.of(bytes);
      MemoryBudget users = all.part(bytes / 8 * 7, "");
      return new Memory(all, users, users.part(bytes / 8 * 5, ""));
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
