package io.proxima.engine.txn;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.lsm.LiveTable;
import io.proxima.engine.lsm.Version;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.row.Key;
import io.proxima.engine.schema.Catalog;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.wal.LogFrame;
import io.proxima.engine.wal.LogGroup;
import io.proxima.engine.wal.Reach;
import io.proxima.engine.wal.Wal;
import io.proxima.engine.wal.WalRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Takes commits through their stages: check, number, log, apply, publish.
///
/// One thread at a time checks a commit against what is visible and what is on its way, and queues
/// it; the log then applies and publishes in the order of the queue. All memory that applying needs
/// is taken before anything is queued, so that it cannot fail; if it fails nevertheless the engine
/// answers no further call.
///
/// - **Threads:** thread-safe.
public final class CommitPipeline {
  private final Wal wal;
  private final MemoryBudget budget;
  private final EngineTime time;
  private final Failpoints failpoints;
  private final ReentrantLock lock = new ReentrantLock();
  private final InFlight inFlight = new InFlight();
  private Catalog coming;
  private volatile Published published;
  private volatile @Nullable Throwable broken;
  private volatile boolean isClosed;

  /// A pipeline that goes on from `start`, whose version it pins.
  public CommitPipeline(
      Wal wal, Published start, MemoryBudget budget, EngineTime time, Failpoints failpoints) {
    this.wal = wal;
    this.published = start;
    this.coming = start.version().catalog();
    this.budget = budget;
    this.time = time;
    this.failpoints = failpoints;
  }

  /// What is visible now.
  ///
  /// @throws ProximaException `CLOSED`, or `INTERNAL` if applying a commit has failed
  public Published published() {
    if (isClosed) {
      throw new ProximaException(ErrorCode.CLOSED, "the database is closed");
    }
    Throwable cause = broken;
    if (cause != null) {
      throw new ProximaException(
          ErrorCode.INTERNAL,
          "the database answers no call until it is reopened, because a commit could not be"
              + " applied: "
              + cause,
          cause);
    }
    return published;
  }

  /// Refuses further calls; commits that are queued go on.
  public void close() {
    isClosed = true;
  }

  /// What was visible last, whatever has happened since.
  public Published last() {
    return published;
  }

  /// What is visible now, with its version pinned for the caller.
  public Published pin() {
    Published now = published();
    while (!now.version().tryPin()) {
      now = published();
    }
    return now;
  }

  /// Makes the writes of a batch visible, once they are as durable as asked.
  ///
  /// @return the number of the commit
  /// @throws ProximaException `WRITE_CONFLICT`, `UNDEFINED_TABLE`, `OUT_OF_MEMORY` if nothing was
  ///   written; `IO_FAILURE`, `DISK_FULL`, `INTERNAL` if the outcome is not known
  public long commit(WriteBatch batch, Durability durability) {
    List<TableWrite> writes = batch.net();
    if (writes.isEmpty()) {
      return published().sequence();
    }
    published();
    wal.requireWritable();
    List<LogFrame> frames = encode(writes);
    Map<Integer, Set<Key>> keys = writtenKeys(writes);
    long bytes = LogFrame.bytes(frames);
    wal.admit(bytes);
    int reserved = 0;
    LogGroup group = null;
    try {
      for (TableWrite write : writes) {
        write.table().memtable().reserve(write.rows().rows());
        reserved++;
      }
      group = enqueue(batch.sequence(), writes, keys, frames, durability);
    } finally {
      if (group == null) {
        wal.dismiss(bytes);
        for (TableWrite write : writes.subList(0, reserved)) {
          write.table().memtable().cancel(write.rows().rows());
        }
      }
    }
    return group.await();
  }

  private List<LogFrame> encode(List<TableWrite> writes) {
    long now = time.nowMicros();
    List<LogFrame> frames = new ArrayList<>();
    for (TableWrite write : writes) {
      frames.add(
          wal.encode(
              new WalRecord.Rows(
                  now,
                  write.table().definition().id(),
                  write.firstRowId(),
                  write.rows().rows().rowCount(),
                  write.applied(),
                  write.removed(),
                  write.rows().payload())));
    }
    return frames;
  }

  /// The keys that must not have changed. Rows under a hidden key are nobody else's.
  private static Map<Integer, Set<Key>> writtenKeys(List<TableWrite> writes) {
    Map<Integer, Set<Key>> keys = new HashMap<>();
    for (TableWrite write : writes) {
      Set<Key> own = keys.computeIfAbsent(write.table().definition().id(), id -> new HashSet<>());
      own.addAll(write.removed());
      if (!write.table().hasHiddenKey()) {
        write.applied().stream().forEach(row -> own.add(write.keys().get(row)));
      }
    }
    return keys;
  }

  private LogGroup enqueue(
      long snapshot,
      List<TableWrite> writes,
      Map<Integer, Set<Key>> keys,
      List<LogFrame> frames,
      Durability durability) {
    lock.lock();
    try {
      for (TableWrite write : writes) {
        requireTable(write.table());
        requireUnchanged(write.table(), keys, snapshot);
      }
      failpoints.hit("commit.checked");
      LogGroup group = wal.append(frames, reach(durability), sequence -> apply(writes, sequence));
      inFlight.add(group.sequence(), keys);
      return group;
    } finally {
      lock.unlock();
    }
  }

  private void requireTable(LiveTable table) {
    if (coming.table(table.definition().id()) == null) {
      boolean isReplaced = coming.table(table.definition().name()) != null;
      throw isReplaced
          ? conflict("table " + table.definition().name() + " was emptied or made anew")
          : new ProximaException(
              ErrorCode.UNDEFINED_TABLE,
              "table " + table.definition().name() + " does not exist any more");
    }
  }

  private void requireUnchanged(LiveTable table, Map<Integer, Set<Key>> keys, long snapshot) {
    int id = table.definition().id();
    for (Key key : keys.getOrDefault(id, Set.of())) {
      if (table.memtable().changedAt(key) > snapshot || inFlight.has(id, key, snapshot)) {
        throw conflict(
            "the row with the key "
                + table.keys().describe(key)
                + " of table "
                + table.definition().name()
                + " was changed");
      }
    }
  }

  private static ProximaException conflict(String what) {
    return new ProximaException(
        ErrorCode.WRITE_CONFLICT, what + " by another transaction since this one began");
  }

  private static Reach reach(Durability durability) {
    return switch (durability) {
      case MEMORY -> Reach.BUFFER;
      case OS -> Reach.FILE;
      case SYNC -> Reach.DISK;
    };
  }

  /// Gives away `count` numbers of the identity column of a table; the first of them. They are lost
  /// if nobody writes them.
  ///
  /// @throws ProximaException `IDENTITY_EXHAUSTED`; `UNDEFINED_TABLE` or `WRITE_CONFLICT` if the
  ///   table is gone, `IO_FAILURE`, `DISK_FULL`
  public long takeIdentity(WriteBatch batch, TableDef definition, int count) {
    published();
    LiveTable table = batch.require(definition);
    return Objects.requireNonNull(table.identity())
        .take(count, reserved -> reserve(table, reserved));
  }

  private void reserve(LiveTable table, long count) {
    WalRecord entry = new WalRecord.Identity(time.nowMicros(), table.definition().id(), count);
    log(
        List.of(wal.encode(entry)),
        frames -> {
          requireTable(table);
          return wal.append(frames, Reach.DISK, sequence -> apply(List.of(), sequence));
        });
  }

  /// Changes the catalog; waits for its turn behind the commits that are on their way.
  ///
  /// @return the number of the commit
  /// @throws ProximaException as [Catalog#apply] does if nothing was written
  public long define(Definition definition) {
    published();
    WalRecord entry = new WalRecord.Define(time.nowMicros(), definition);
    return log(List.of(wal.encode(entry)), frames -> append(definition, frames));
  }

  /// Logs what changes no rows; waits for its turn.
  private long log(List<LogFrame> frames, Function<List<LogFrame>, LogGroup> append) {
    wal.requireWritable();
    long bytes = LogFrame.bytes(frames);
    wal.admit(bytes);
    LogGroup group = null;
    try {
      group = enqueue(frames, append);
    } finally {
      if (group == null) {
        wal.dismiss(bytes);
      }
    }
    return group.await();
  }

  private LogGroup enqueue(List<LogFrame> frames, Function<List<LogFrame>, LogGroup> append) {
    lock.lock();
    try {
      LogGroup group = append.apply(frames);
      inFlight.add(group.sequence(), Map.of());
      return group;
    } finally {
      lock.unlock();
    }
  }

  private LogGroup append(Definition definition, List<LogFrame> frames) {
    Catalog next = coming.apply(definition);
    LiveTable fresh = Version.fresh(coming, next, budget);
    failpoints.hit("commit.checked");
    LogGroup group = wal.append(frames, Reach.DISK, sequence -> apply(next, fresh, sequence));
    coming = next;
    return group;
  }

  private void apply(List<TableWrite> writes, long sequence) {
    applying(
        sequence,
        () -> {
          for (TableWrite write : writes) {
            write
                .table()
                .memtable()
                .apply(
                    sequence,
                    write.removed(),
                    write.rows().rows(),
                    write.applied(),
                    write.firstRowId());
            failpoints.hit("commit.applied");
          }
          published = new Published(published.version(), sequence);
        });
  }

  private void apply(Catalog next, @Nullable LiveTable fresh, long sequence) {
    applying(
        sequence,
        () -> {
          Version before = published.version();
          published = new Published(before.with(next, sequence, fresh), sequence);
          before.unpin();
        });
  }

  /// Runs on the log's thread.
  private void applying(long sequence, Runnable step) {
    boolean isDone = false;
    try {
      step.run();
      isDone = true;
    } catch (Throwable e) {
      broken = e;
      throw e;
    } finally {
      if (isDone) {
        release(sequence);
      }
    }
  }

  private void release(long sequence) {
    lock.lock();
    try {
      inFlight.removeUpTo(sequence);
    } finally {
      lock.unlock();
    }
  }
}
