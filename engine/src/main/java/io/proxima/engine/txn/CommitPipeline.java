package io.proxima.engine.txn;

import io.proxima.engine.error.ProximaException;
import io.proxima.engine.lsm.LiveTable;
import io.proxima.engine.lsm.TableState;
import io.proxima.engine.lsm.Version;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memtable.Memtable;
import io.proxima.engine.schema.Catalog;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.wal.Allowance;
import io.proxima.engine.wal.LogGroup;
import io.proxima.engine.wal.Reach;
import io.proxima.engine.wal.Wal;
import io.proxima.engine.wal.WalRecord;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
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
  private final Stages stages;
  private final CommitOrder order;
  private final Publisher publisher;
  private final Entries entries;
  private final RowCommits rows;
  private final CatalogCommits definitions;

  /// A pipeline that goes on from `start`, whose version it pins.
  public CommitPipeline(
      Wal wal,
      Published start,
      MemoryBudget budget,
      EngineTime time,
      History history,
      WritePressure pressure,
      Failpoints failpoints) {
    this.order = new CommitOrder(start.version().catalog());
    this.publisher = new Publisher(start, history, order);
    this.stages = new Stages(wal, time, order, publisher, history, budget, failpoints);
    this.entries = new Entries(stages);
    this.rows = new RowCommits(stages, pressure);
    this.definitions = new CatalogCommits(stages, entries, pressure);
  }

  /// What is visible now.
  ///
  /// @throws ProximaException `CLOSED`, or `INTERNAL` if applying a commit has failed
  public Published published() {
    return publisher.published();
  }

  /// Refuses further calls; commits that are queued go on.
  public void close() {
    publisher.close();
  }

  /// What was visible last, whatever has happened since.
  public Published last() {
    return publisher.last();
  }

  /// What is visible now, with its version pinned for the caller.
  public Published pin() {
    return publisher.pin();
  }

  /// Makes the writes of a batch visible, once they are as durable as asked.
  ///
  /// @param cancellation ends the wait for its turn, not that for the log
  /// @return the number of the commit
  /// @throws ProximaException `CANCELLED`, `TIMEOUT`, `WRITE_CONFLICT`, `UNDEFINED_TABLE`,
  ///   `CORRUPT_FILE`, `OUT_OF_MEMORY`, `DISK_FULL` if nothing was written; `IO_FAILURE`,
  ///   `INTERNAL` if the outcome is not known
  public long commit(WriteBatch batch, Durability durability, Cancellation cancellation) {
    return rows.commit(batch, durability, cancellation);
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
    entries.log(
        now -> new WalRecord.Identity(now, table.definition().id(), count),
        Allowance.ORDINARY,
        entry -> {
          order.requireTable(table);
          long timeMicros = entry.stamp().micros();
          return entries.append(entry, sequence -> apply(table, count, sequence, timeMicros));
        });
  }

  private void apply(LiveTable table, long numbers, long sequence, long timeMicros) {
    publisher.publish(
        sequence,
        timeMicros,
        version -> {
          Objects.requireNonNull(table.identity()).logged(numbers);
          return version;
        });
  }

  /// Takes the wall clock as it is, durably.
  ///
  /// @return what time it is
  public long acceptClock() {
    published();
    long now = stages.time().wallMicros();
    entries.log(
        _ -> new WalRecord.Clock(now),
        Allowance.ORDINARY,
        entry -> {
          LogGroup group = entries.append(entry, sequence -> applyClock(now, sequence));
          if (group != null) {
            stages.time().reset(now); // what is queued from here on is stamped after it
          }
          return group;
        });
    return now;
  }

  private void applyClock(long now, long sequence) {
    stages.history().forgetTimes();
    publisher.publish(sequence, now, version -> version);
  }

  /// Changes the catalog; waits for its turn behind the commits that are on their way.
  ///
  /// @param basis what the definition was made for, or null if it holds whatever there is
  /// @param cancellation ends the wait for its turn and looks at rows, not the wait for the log
  /// @return the number of the commit
  /// @throws ProximaException as [Catalog#apply] does if nothing was written, and `WRITE_CONFLICT`
  ///   if the basis is another
  public long define(Definition definition, @Nullable Basis basis, Cancellation cancellation) {
    return definitions.define(definition, basis, cancellation);
  }

  /// Lets the coming commits to a table go into a new memtable. When this returns all commits
  /// before are on the disk and visible, and the version has the old memtable frozen.
  ///
  /// @return the last commit that the frozen memtables may have rows of
  /// @throws ProximaException as a commit may
  public long freeze(LiveTable asked) {
    published();
    return order.inTurn(() -> appendFreeze(asked)).await();
  }

  private LogGroup appendFreeze(LiveTable asked) {
    LiveTable table = asked.latest();
    if (order.coming().table(table.definition().id()) == null) {
      throw CommitOrder.undefined(table);
    }
    LongConsumer applied = table.active().isUnused() ? _ -> {} : freezing(table);
    return stages.wal().append(List.of(), Reach.DISK, applied);
  }

  private LongConsumer freezing(LiveTable table) {
    Memtable next = table.freeze();
    return sequence ->
        publisher.replace(version -> {
          TableState state = version.table(table.definition().id());
          if (state == null) {
            next.close();
            return version;
          }
          return version.with(state.frozen(next, sequence));
        });
  }

  /// Changes where the rows of a table are, between two commits: `change` is called on the log's
  /// thread with the state of the table and the last commit that is applied.
  ///
  /// @return false if the table does not exist any more
  public boolean change(int tableId, BiFunction<TableState, Long, TableState> change) {
    AtomicBoolean isThere = new AtomicBoolean();
    UnaryOperator<Version> step =
        version -> {
          TableState state = version.table(tableId);
          if (state == null) {
            return version;
          }
          isThere.set(true);
          return version.with(change.apply(state, publisher.last().sequence()));
        };
    LogGroup group =
        order.inTurn(
            () -> stages.wal().append(List.of(), Reach.BUFFER, _ -> publisher.replace(step)));
    group.await();
    return isThere.get();
  }
}
