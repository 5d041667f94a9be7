package io.proxima.engine;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.DirectoryLock;
import io.proxima.engine.io.Storage;
import io.proxima.engine.lsm.CurrentManifest;
import io.proxima.engine.lsm.LiveSegment;
import io.proxima.engine.lsm.SegmentStore;
import io.proxima.engine.lsm.TableState;
import io.proxima.engine.lsm.Version;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.schema.Catalog;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.OrderedIndexDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableName;
import io.proxima.engine.schema.VectorIndexDef;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.txn.Basis;
import io.proxima.engine.txn.CommitPipeline;
import io.proxima.engine.txn.SnapshotRegistry;
import io.proxima.engine.upkeep.BackgroundJob;
import io.proxima.engine.upkeep.IndexProgress;
import io.proxima.engine.upkeep.Upkeep;
import io.proxima.engine.wal.LogFile;
import io.proxima.engine.wal.Wal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A database: rows and vectors on a [Storage], readable at snapshots, changed by transactions.
///
/// - **Owns:** the storage's lock and a background task, until `close`; the storage and the
///   scheduler stay the caller's.
/// - **Threads:** thread-safe.
public final class Engine implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(Engine.class.getName());

  private final Parts parts;
  private final EngineSettings settings;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  /// What an engine is put together from.
  record Parts(
      Storage storage,
      DirectoryLock lock,
      CurrentManifest manifest,
      SegmentStore store,
      Wal wal,
      CommitPipeline pipeline,
      Readers readers,
      Upkeep upkeep,
      MemoryBudget budget) {}

  Engine(Parts parts, EngineSettings settings) {
    this.parts = parts;
    this.settings = settings;
  }

  /// Opens the database on `storage`, making it if there is none, and takes its lock.
  ///
  /// @throws ProximaException `CANNOT_CONNECT` if somebody else has it open, `CORRUPT_FILE` if a
  ///   file is damaged or missing, `UNSUPPORTED` if a newer program wrote it, `OUT_OF_MEMORY`,
  ///   `IO_FAILURE`, `DISK_FULL`; the lock is free then
  public static Engine open(Storage storage, EngineSettings settings, EngineSeams seams) {
    Directory.requireNotForeign(storage);
    DirectoryLock lock = storage.lock();
    boolean isOpen = false;
    try {
      Engine engine = new Opening(storage, settings, seams, lock).run();
      isOpen = true;
      return engine;
    } finally {
      if (!isOpen) {
        lock.close();
      }
    }
  }

  /// The database as of now.
  public Snapshot snapshot() {
    return parts.readers().open();
  }

  /// The database as it was after a commit.
  ///
  /// @throws ProximaException `INVALID_PARAMETER` if that was too long ago
  public Snapshot asOfSequence(long sequence) {
    return parts.readers().asOfSequence(sequence);
  }

  /// The database as it was at a time, in microseconds since 1970.
  ///
  /// @throws ProximaException `INVALID_PARAMETER` if that was too long ago
  public Snapshot asOfTime(long timeMicros) {
    return parts.readers().asOfTime(timeMicros);
  }

  /// A transaction over the database as of now.
  public Transaction begin() {
    return new Transaction(parts.pipeline(), parts.readers()::start);
  }

  /// Takes the wall clock as it is, durably: expired rows may come back with a clock that goes
  /// back.
  ///
  /// @return what time it is, in microseconds since 1970
  public long acceptClock() {
    return parts.pipeline().acceptClock();
  }

  /// Changes the catalog, durably and atomically. An index is made for all rows there are before
  /// this returns; others read and write meanwhile, and use it as soon as a part of it is there.
  ///
  /// @return the number of the commit
  public long define(Definition definition) {
    return define(definition, null, Cancellation.unlimited());
  }

  /// As `define`, if what the definition was made for is as it was; null if that does not matter.
  ///
  /// @param cancellation ends what takes long before anything is written
  /// @return the number of the commit
  /// @throws ProximaException `WRITE_CONFLICT` if it is not; `CANCELLED`, `TIMEOUT`
  public long define(Definition definition, @Nullable Basis basis, Cancellation cancellation) {
    long sequence = parts.pipeline().define(definition, basis, cancellation);
    if (definition instanceof Definition.CreateIndex(TableName table, OrderedIndexDef index)) {
      try (Snapshot snapshot = snapshot()) {
        snapshot.makeIndex(new TableName(table.schema(), index.name()));
      }
    }
    return sequence;
  }

  /// The definitions as of now.
  public Catalog catalog() {
    return parts.pipeline().published().version().catalog();
  }

  /// The memory that rows and transactions are charged to.
  public MemoryBudget memory() {
    return parts.budget();
  }

  /// The files of the log, in order.
  public List<LogFileState> logFiles() {
    Wal.Progress progress = parts.wal().progress();
    return parts.manifest().now().logs().stream()
        .map(file -> LogFileState.of(file, progress))
        .toList();
  }

  /// The segments of all tables.
  public List<SegmentState> segments() {
    List<SegmentState> segments = new ArrayList<>();
    Version version = parts.pipeline().pin().version();
    try {
      for (TableState table : version.tables()) {
        int id = table.table().definition().id();
        table.segments().forEach(segment -> segments.add(SegmentState.of(id, segment)));
      }
    } finally {
      version.unpin();
    }
    return segments;
  }

  /// The background work that is being done or waits.
  public List<BackgroundJob> backgroundJobs() {
    return parts.upkeep().jobs();
  }

  /// The snapshots that are open.
  public SnapshotRegistry snapshots() {
    return parts.readers().registry();
  }

  /// Writes what a table has in memory to a segment; everything that is committed now is in
  /// segments when this returns.
  ///
  /// @throws ProximaException `DISK_FULL`, `IO_FAILURE`, `OUT_OF_MEMORY`; nothing is lost then
  public void flush(int tableId) {
    parts.upkeep().flush(tableId);
  }

  /// Flushes a table and merges all its segments into one, without the rows that nobody can see.
  ///
  /// @throws io.proxima.engine.error.ProximaException as `flush`
  public void compact(int tableId) {
    parts.upkeep().compact(tableId);
  }

  /// Reads every byte of the segments of a table, and looks for each of their rows by its key. A
  /// segment that is found to be damaged is not read from then on.
  ///
  /// @return what is wrong, a line for each damaged segment
  public List<String> verify(int tableId, Cancellation cancellation) {
    List<String> damages = new ArrayList<>();
    Version version = parts.pipeline().pin().version();
    try {
      TableState table = version.table(tableId);
      if (table != null) {
        table.lost().forEach(lost -> damages.add(String.valueOf(lost.damage().getMessage())));
        for (LiveSegment segment : table.segments()) {
          verify(segment, cancellation).ifPresent(damages::add);
        }
      }
    } finally {
      version.unpin();
    }
    return damages;
  }

  private static Optional<String> verify(LiveSegment segment, Cancellation cancellation) {
    try {
      segment.reader().verify(cancellation::check);
      return Optional.empty();
    } catch (ProximaException e) {
      if (e.code() != ErrorCode.CORRUPT_FILE) {
        throw e;
      }
      segment.markDamaged(e);
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /// Makes the vector indexes that the segments of a table lack; until then, and for the rows in
  /// memory always, searches do without.
  ///
  /// @throws ProximaException `CANCELLED`, `TIMEOUT` of `cancellation`, when they may still be
  ///   made; `DISK_FULL`, `IO_FAILURE`, `OUT_OF_MEMORY`
  public void buildIndexes(int tableId, Cancellation cancellation) {
    parts.upkeep().buildIndexes(tableId, cancellation);
  }

  /// Makes indexes of a table anew from its rows; the old ones serve until the new ones are there.
  ///
  /// @throws ProximaException `CANCELLED`, `TIMEOUT` of `cancellation`; `DISK_FULL`, `IO_FAILURE`,
  ///   `OUT_OF_MEMORY`; `CORRUPT_FILE` if rows are damaged; what was not made anew is as before
  public void reindex(int tableId, Set<Integer> indexes, Cancellation cancellation) {
    parts.upkeep().reindex(tableId, indexes, cancellation);
  }

  /// How far it is with the indexes that are being made.
  public List<IndexProgress> indexProgress() {
    return parts.upkeep().indexProgress();
  }

  /// In how many segments the vector indexes are.
  public List<IndexState> vectorIndexes() {
    List<IndexState> indexes = new ArrayList<>();
    Version version = parts.pipeline().pin().version();
    try {
      for (TableDef table : version.catalog().tables()) {
        TableState state = version.table(table.id());
        for (VectorIndexDef index : table.vectorIndexes()) {
          indexes.add(
              IndexState.of(table.id(), index, state == null ? List.of() : state.segments()));
        }
      }
    } finally {
      version.unpin();
    }
    return indexes;
  }

  /// Takes the damaged segments of a table out of the database: their rows are lost to it, the
  /// others can be read again, and the files stay in the directory `quarantine`.
  ///
  /// @return the directories of the files
  public List<String> quarantine(int tableId) {
    return parts.upkeep().quarantine(tableId);
  }

  /// Waits for running commits, writes the clean-close mark and gives the storage's lock back.
  ///
  /// Snapshots that are open can be read to their end. After a failed write there is no mark: the
  /// next open finds what is on the disk.
  ///
  /// @throws ProximaException `IO_FAILURE` if background work or the log does not end in time: the
  ///   rest is done when it does, and the lock is held until then; or if the mark cannot be written
  @Override
  public void close() {
    if (isClosed.compareAndSet(false, true)) {
      parts.pipeline().close();
      parts.upkeep().stop(settings.closeWait(), this::stopLogLate);
      stopLog();
    }
  }

  private void stopLog() {
    finish(parts.wal().stop(settings.closeWait(), this::finish));
  }

  /// Runs on a thread that nobody waits for.
  private void stopLogLate() {
    try {
      stopLog();
    } catch (ProximaException e) {
      LOGGER.log(
          System.Logger.Level.ERROR,
          "database {0} was not closed as it should: {1}",
          parts.storage().location(),
          e.getMessage());
    }
  }

  private void finish(@Nullable LogFile end) {
    try (DirectoryLock _ = parts.lock()) {
      if (end != null) {
        Version last = parts.pipeline().last().version();
        parts
            .manifest()
            .recordClose(
                end,
                last,
                parts.readers().time().nowMicros(),
                parts.readers().history().state(end.lastLsn()));
      }
    } finally {
      parts.pipeline().last().version().unpin();
    }
  }
}
