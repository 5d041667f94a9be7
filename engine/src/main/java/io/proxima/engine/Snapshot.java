package io.proxima.engine;

import io.proxima.engine.query.GetRequest;
import io.proxima.engine.query.KnnRequest;
import io.proxima.engine.query.RangeRequest;
import io.proxima.engine.query.ScanRequest;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.schema.Catalog;
import io.proxima.engine.task.Cancellation;

/// All rows of the database as they were at one commit, with the writes of one transaction on top
/// if it belongs to one.
///
/// - **Owns:** pins memory until it is closed; cursors must be closed before.
/// - **Threads:** thread-safe; readers block nobody and nobody blocks them.
public final class Snapshot implements AutoCloseable {
  /// The definitions that hold in this snapshot.
  public Catalog catalog() {
    throw new UnsupportedOperationException();
  }

  /// The number of the last commit that is visible.
  public long sequence() {
    throw new UnsupportedOperationException();
  }

  /// All rows that pass a filter.
  public RowCursor scan(ScanRequest request, Cancellation cancellation) {
    throw new UnsupportedOperationException();
  }

  /// The rows with the given keys.
  public RowCursor get(GetRequest request, Cancellation cancellation) {
    throw new UnsupportedOperationException();
  }

  /// The nearest rows.
  public RowCursor search(KnnRequest request, Cancellation cancellation) {
    throw new UnsupportedOperationException();
  }

  /// The rows within a distance.
  public RowCursor range(RangeRequest request, Cancellation cancellation) {
    throw new UnsupportedOperationException();
  }

  /// The number of visible rows of a table.
  public long rowCount(int tableId) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
