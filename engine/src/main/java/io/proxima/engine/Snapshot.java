package io.proxima.engine;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.lsm.LiveTable;
import io.proxima.engine.query.GetRequest;
import io.proxima.engine.query.KnnRequest;
import io.proxima.engine.query.RangeRequest;
import io.proxima.engine.query.ScanRequest;
import io.proxima.engine.query.TableReader;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.schema.Catalog;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.txn.Published;
import io.proxima.engine.txn.SnapshotRegistry;
import io.proxima.engine.txn.WriteBatch;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// All rows of the database as they were at one commit, with the writes of one transaction on top
/// if it belongs to one.
///
/// - **Owns:** pins memory until it is closed; cursors must be closed before.
/// - **Threads:** thread-safe; readers block nobody and nobody blocks them.
public final class Snapshot implements AutoCloseable {
  private final Published state;
  private final @Nullable WriteBatch writes;
  private final SnapshotRegistry registry;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  /// Takes over a pin of the version.
  Snapshot(Published state, @Nullable WriteBatch writes, SnapshotRegistry registry) {
    this.state = state;
    this.writes = writes;
    this.registry = registry;
    registry.add(state.sequence());
  }

  /// The definitions that hold in this snapshot.
  public Catalog catalog() {
    return state.version().catalog();
  }

  /// The number of the last commit that is visible.
  public long sequence() {
    return state.sequence();
  }

  /// All rows that pass a filter.
  public RowCursor scan(ScanRequest request, Cancellation cancellation) {
    return reader(request.tableId()).scan(request, cancellation);
  }

  /// The rows with the given keys.
  public RowCursor get(GetRequest request, Cancellation cancellation) {
    return reader(request.tableId()).get(request, cancellation);
  }

  /// The nearest rows.
  public RowCursor search(KnnRequest request, Cancellation cancellation) {
    return reader(request.tableId()).search(request, cancellation);
  }

  /// The rows within a distance.
  public RowCursor range(RangeRequest request, Cancellation cancellation) {
    return reader(request.tableId()).range(request, cancellation);
  }

  /// The number of visible rows of a table.
  public long rowCount(int tableId) {
    return reader(tableId).rowCount();
  }

  private TableReader reader(int tableId) {
    if (isClosed.get()) {
      throw new ProximaException(ErrorCode.CLOSED, "the snapshot is closed");
    }
    LiveTable table = state.version().table(tableId);
    if (table == null) {
      throw new ProximaException(
          ErrorCode.UNDEFINED_TABLE, "there is no table with the id " + tableId + " any more");
    }
    List<RowSource> sources =
        writes == null ? List.of(table.memtable().at(state.sequence())) : writes.sources(table);
    return new TableReader(table.definition(), sources);
  }

  @Override
  public void close() {
    if (isClosed.compareAndSet(false, true)) {
      registry.remove(state.sequence());
      state.version().unpin();
    }
  }
}
