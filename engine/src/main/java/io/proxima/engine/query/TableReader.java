package io.proxima.engine.query;

import io.proxima.engine.row.RowCursor;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.task.Cancellation;
import java.util.List;

/// Answers every question about one table in one snapshot: the rows are those visible in its
/// sources, each in exactly one.
///
/// What a cursor gives is fixed when it is made; it needs the sources until it is closed.
///
/// - **Threads:** immutable; each cursor for one thread.
public final class TableReader {
  private final TableDef table;
  private final List<RowSource> sources;

  /// A reader of `sources`, which hold rows of `table`.
  public TableReader(TableDef table, List<RowSource> sources) {
    this.table = table;
    this.sources = List.copyOf(sources);
  }

  /// All rows that pass a filter.
  public RowCursor scan(ScanRequest request, Cancellation cancellation) {
    throw new UnsupportedOperationException(table + " " + sources);
  }

  /// The rows with the given keys, in the order of the keys; a key counts once.
  public RowCursor get(GetRequest request, Cancellation cancellation) {
    throw new UnsupportedOperationException();
  }

  /// The nearest rows.
  ///
  /// @throws io.proxima.engine.error.ProximaException `DIMENSION_MISMATCH`, `NON_FINITE_VECTOR`
  public RowCursor search(KnnRequest request, Cancellation cancellation) {
    throw new UnsupportedOperationException();
  }

  /// The rows within a distance.
  ///
  /// @throws io.proxima.engine.error.ProximaException `DIMENSION_MISMATCH`, `NON_FINITE_VECTOR`
  public RowCursor range(RangeRequest request, Cancellation cancellation) {
    throw new UnsupportedOperationException();
  }

  /// The number of visible rows.
  public long rowCount() {
    throw new UnsupportedOperationException();
  }
}
