package io.proxima.engine;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.DirectoryLock;
import io.proxima.engine.io.Storage;
import io.proxima.engine.lsm.EpochStore;
import io.proxima.engine.lsm.Manifest;
import io.proxima.engine.lsm.ManifestFile;
import io.proxima.engine.lsm.SegmentRef;
import io.proxima.engine.lsm.SegmentStore;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.segment.BlockCache;
import io.proxima.engine.segment.SegmentId;
import io.proxima.engine.segment.SegmentReader;
import io.proxima.engine.segment.viper.Viper;
import io.proxima.engine.segment.viper.ViperSettings;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.wal.LogFile;
import io.proxima.engine.wal.LogReplay;
import io.proxima.engine.wal.WalCodec;
import java.util.ArrayList;
import java.util.List;

/// Looks for damage in the files of a database that nobody has open, and changes none of them.
///
/// - **Threads:** one thread at a time.
public final class DatabaseCheck {
  private static final long MEMORY_BYTES = 64L << 20;

  private final Storage storage;
  private final boolean isDeep;
  private final List<String> damages = new ArrayList<>();
  private int logFiles;
  private int segments;

  private DatabaseCheck(Storage storage, boolean isDeep) {
    this.storage = storage;
    this.isDeep = isDeep;
  }

  /// What was looked at, and what is wrong: a line for each damage.
  public record Report(int logFiles, int segments, List<String> damages) {}

  /// Checks the manifest, every frame of the log, all epochs, and the heads of all segments; if
  /// `isDeep` every byte of them, and that each of their rows is found by its key.
  ///
  /// @throws ProximaException `CANNOT_CONNECT` if somebody has the database open, `CORRUPT_FILE` if
  ///   there is none, `UNSUPPORTED` if a newer program wrote it, `IO_FAILURE`
  public static Report run(Storage storage, boolean isDeep) {
    Directory.requireNotForeign(storage);
    DatabaseCheck check = new DatabaseCheck(storage, isDeep);
    try (DirectoryLock lock = storage.lock()) {
      check.attempt(() -> check.database(lock));
    }
    return new Report(check.logFiles, check.segments, List.copyOf(check.damages));
  }

  private void database(DirectoryLock lock) {
    Manifest manifest = new ManifestFile(storage, lock, Failpoints.NONE).read();
    LogReplay replay = new LogReplay(storage, manifest.databaseId(), WalCodec.avro());
    attempt(() -> replay.checkLeftovers(manifest.logs()));
    for (LogFile file : manifest.logs()) {
      logFiles++;
      attempt(() -> replay.replay(List.of(file), (_, _) -> {}));
    }
    EpochStore epochs = new EpochStore(storage, manifest.databaseId(), Failpoints.NONE);
    manifest.epochs().forEach(id -> attempt(() -> epochs.verify(id)));
    MemoryBudget budget = MemoryBudget.of(MEMORY_BYTES);
    try (BlockCache cache = new BlockCache(budget, MEMORY_BYTES / 2)) {
      Viper viper = new Viper(storage, budget, cache, ViperSettings.within(MEMORY_BYTES));
      for (SegmentRef ref : manifest.segments()) {
        segments++;
        attempt(() -> segment(viper, manifest, ref));
      }
    }
  }

  private void segment(Viper viper, Manifest manifest, SegmentRef ref) {
    SegmentId id = new SegmentId(manifest.databaseId(), ref.tableId(), ref.segmentId());
    TableDef table = manifest.catalog().table(ref.tableId());
    if (table == null) {
      throw new ProximaException(
          ErrorCode.CORRUPT_FILE,
          "the manifest names segment "
              + id.segmentId()
              + " of table "
              + ref.tableId()
              + ", which is none");
    }
    String directory = SegmentStore.directory(table, id);
    try (SegmentReader reader = viper.open(directory, id, table, ref.deletes())) {
      if (isDeep) {
        reader.verify();
      }
    }
  }

  private void attempt(Runnable step) {
    try {
      step.run();
    } catch (ProximaException e) {
      if (e.code() != ErrorCode.CORRUPT_FILE) {
        throw e;
      }
      damages.add(String.valueOf(e.getMessage()));
    }
  }
}
