package io.proxima.engine;

import io.proxima.engine.io.DirectoryLock;
import io.proxima.engine.io.Storage;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.schema.Catalog;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.txn.CommitPipeline;
import io.proxima.engine.txn.Published;
import io.proxima.engine.txn.SnapshotRegistry;
import io.proxima.engine.txn.WriteBatch;
import io.proxima.engine.wal.LogFile;
import io.proxima.engine.wal.Wal;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A database: rows and vectors on a [Storage], readable at snapshots, changed by transactions.
///
/// - **Owns:** the storage's lock and a background task, until `close`; the storage and the
///   scheduler stay the caller's.
/// - **Threads:** thread-safe.
public final class Engine implements AutoCloseable {
  private final Parts parts;
  private final EngineSettings settings;
  private final SnapshotRegistry snapshots = new SnapshotRegistry();
  private final AtomicBoolean isClosed = new AtomicBoolean();

  /// What an engine is put together from.
  record Parts(
      Storage storage,
      DirectoryLock lock,
      CurrentManifest manifest,
      Wal wal,
      CommitPipeline pipeline,
      MemoryBudget budget) {}

  Engine(Parts parts, EngineSettings settings) {
    this.parts = parts;
    this.settings = settings;
  }

  /// Opens the database on `storage`, making it if there is none, and takes its lock.
  ///
  /// @throws io.proxima.engine.error.ProximaException `CANNOT_CONNECT` if somebody else has it
  ///   open, `CORRUPT_FILE` if a file is damaged or missing, `UNSUPPORTED` if a newer program wrote
  ///   it, `OUT_OF_MEMORY`, `IO_FAILURE`, `DISK_FULL`; the lock is free then
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
    Published now = parts.pipeline().pin();
    return new Snapshot(now, null, snapshots);
  }

  /// A transaction over the database as of now.
  public Transaction begin() {
    Published now = parts.pipeline().pin();
    WriteBatch batch = new WriteBatch(now.version(), now.sequence(), parts.budget());
    return new Transaction(parts.pipeline(), batch, new Snapshot(now, batch, snapshots));
  }

  /// Changes the catalog, durably and atomically.
  ///
  /// @return the number of the commit
  public long define(Definition definition) {
    return parts.pipeline().define(definition);
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
    return parts.manifest().logs().stream().map(file -> LogFileState.of(file, progress)).toList();
  }

  /// The snapshots that are open.
  public SnapshotRegistry snapshots() {
    return snapshots;
  }

  /// Waits for running commits, writes the clean-close mark and gives the storage's lock back.
  ///
  /// Snapshots that are open can be read to their end. After a failed write there is no mark: the
  /// next open finds what is on the disk.
  ///
  /// @throws io.proxima.engine.error.ProximaException `IO_FAILURE` if the log does not end in time:
  ///   the rest is done when it does, and the lock is held until then; or if the mark cannot be
  ///   written
  @Override
  public void close() {
    if (isClosed.compareAndSet(false, true)) {
      parts.pipeline().close();
      finish(parts.wal().stop(settings.closeWait(), this::finish));
    }
  }

  private void finish(@Nullable LogFile end) {
    try (DirectoryLock _ = parts.lock()) {
      if (end != null) {
        parts.manifest().recordClose(end, parts.pipeline().last().version());
      }
    } finally {
      parts.pipeline().last().version().unpin();
    }
  }
}
