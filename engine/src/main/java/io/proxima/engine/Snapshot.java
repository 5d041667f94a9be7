package io.proxima.engine;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.lsm.TableState;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.query.GetRequest;
import io.proxima.engine.query.KnnRequest;
import io.proxima.engine.query.RangeRequest;
import io.proxima.engine.query.ScanRequest;
import io.proxima.engine.query.TableCursor;
import io.proxima.engine.query.TableReader;
import io.proxima.engine.row.IndexRange;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.schema.Catalog;
import io.proxima.engine.schema.OrderedIndexDef;
import io.proxima.engine.schema.TableName;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.txn.Published;
import io.proxima.engine.txn.WriteBatch;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// All rows of the database as they were at one commit, with the writes of one transaction on top
/// if it belongs to one.
///
/// - **Owns:** pins memory until it is closed and the calls that read have returned; its cursors
///   give nothing more then.
/// - **Threads:** thread-safe; readers block nobody and nobody blocks them.
public final class Snapshot implements AutoCloseable {
  private final Published state;
  private final long timeMicros;
  private final @Nullable WriteBatch writes;
  private final Readers readers;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  /// The calls that are reading, and one more until the snapshot is closed.
  private final AtomicInteger users = new AtomicInteger(1);

  private volatile @Nullable Consumer<ProximaException> missing;

  /// Takes over a pin of the version and its place in the registry, and the writes.
  Snapshot(Published state, long timeMicros, @Nullable WriteBatch writes, Readers readers) {
    this.state = state;
    this.timeMicros = timeMicros;
    this.writes = writes;
    this.readers = readers;
  }

  /// The definitions that hold in this snapshot.
  public Catalog catalog() {
    return state.version().catalog();
  }

  /// The number of the last commit that is visible.
  public long sequence() {
    return state.sequence();
  }

  /// The database as it was after a commit, without the writes of a transaction.
  ///
  /// @throws ProximaException `INVALID_PARAMETER` if that was too long ago
  public Snapshot asOfSequence(long sequence) {
    return readers.asOfSequence(sequence);
  }

  /// The database as it was at a time, in microseconds since 1970, without the writes of a
  /// transaction.
  ///
  /// @throws ProximaException `INVALID_PARAMETER` if that was too long ago
  public Snapshot asOfTime(long timeMicros) {
    return readers.asOfTime(timeMicros);
  }

  /// All rows that pass a filter.
  public TableCursor scan(ScanRequest request, Cancellation cancellation) {
    return cursor(() -> reader(request.tableId()).scan(request, cancellation));
  }

  /// The rows with the given keys.
  public TableCursor get(GetRequest request, Cancellation cancellation) {
    return cursor(() -> reader(request.tableId()).get(request, cancellation));
  }

  /// The nearest rows; what is kept of them is charged to `memory`.
  public TableCursor search(KnnRequest request, MemoryBudget memory, Cancellation cancellation) {
    return cursor(() -> reader(request.tableId()).search(request, memory, cancellation));
  }

  /// The rows within a distance; what is kept of them is charged to `memory`.
  public TableCursor range(RangeRequest request, MemoryBudget memory, Cancellation cancellation) {
    return cursor(() -> reader(request.tableId()).range(request, memory, cancellation));
  }

  /// Makes an ordered index for all rows there are, where that was not done before.
  void makeIndex(TableName name) {
    using(() -> {
      Catalog.IndexPlace place = catalog().index(name);
      if (place != null && place.index() instanceof OrderedIndexDef index) {
        Key none = new Key(new byte[0]);
        for (RowSource source : sources(table(place.table().id()))) {
          source.ordsIn(index, new IndexRange(none, none), 0);
        }
      }
      return this;
    });
  }

  /// The number of visible rows of a table.
  public long rowCount(int tableId) {
    return using(() -> reader(tableId).rowCount());
  }

  private TableCursor cursor(Supplier<TableCursor> open) {
    return new SnapshotCursor(this, using(open));
  }

  /// Runs a call that reads. What it reads is there until it returns, whoever closes meanwhile.
  ///
  /// @throws ProximaException `CLOSED` if the snapshot is closed
  <T extends @Nullable Object> T using(Supplier<T> call) {
    enter();
    try {
      return call.get();
    } catch (InternalError e) {
      throw cutFile(e);
    } finally {
      leave();
    }
  }

  /// A read of a map of a file that somebody has cut ends with an `InternalError`.
  private ProximaException cutFile(InternalError error) {
    for (TableState table : state.version().tables()) {
      table.segments().forEach(segment -> segment.reader().requireLengths());
    }
    return new ProximaException(
        ErrorCode.IO_FAILURE, "a file of the database could not be read: " + error, error);
  }

  private void enter() {
    int before;
    do {
      before = users.get();
      if (before == 0 || isClosed.get()) {
        throw new ProximaException(ErrorCode.CLOSED, "the snapshot is closed");
      }
    } while (!users.compareAndSet(before, before + 1));
  }

  private void leave() {
    if (users.decrementAndGet() == 0) {
      readers.left(state);
      if (writes != null) {
        writes.close();
      }
    }
  }

  boolean isClosed() {
    return isClosed.get();
  }

  private TableReader reader(int tableId) {
    List<RowSource> sources = sources(table(tableId));
    return new TableReader(Objects.requireNonNull(catalog().table(tableId)), sources);
  }

  private TableState table(int tableId) {
    TableState table = state.version().table(tableId);
    if (table == null) {
      throw new ProximaException(
          ErrorCode.UNDEFINED_TABLE, "there is no table with the id " + tableId + " any more");
    }
    return table;
  }

  private List<RowSource> sources(TableState table) {
    Consumer<ProximaException> told = missing;
    if (told != null && (writes == null || !writes.hasWritten(table.table()))) {
      return table.at(state.sequence(), timeMicros, told);
    }
    return writes == null ? table.at(state.sequence(), timeMicros) : writes.sources(table.table());
  }

  /// From now on tables are read without their damaged segments, and `told` gets to know what is
  /// wrong with each; null: they are not read. Tables that the transaction has written to are never
  /// read in part.
  public void answerWithout(@Nullable Consumer<ProximaException> told) {
    missing = told;
  }

  @Override
  public void close() {
    if (isClosed.compareAndSet(false, true)) {
      leave();
    }
  }
}
