package io.proxima.engine.query;

import io.proxima.engine.row.Predicate;
import io.proxima.engine.vector.Metric;
import java.util.List;

/// Asks for the rows whose distance to `query` is below `bound` (or equal, if `inclusive`) and that
/// pass a filter, nearest first, ties by key, at most `limit` rows. The batches hold `columns` (see
/// [ScanRequest]) and then the exact distance.
public record RangeRequest(
    int tableId,
    int column,
    Metric metric,
    Object query,
    double bound,
    boolean inclusive,
    int limit,
    List<Integer> columns,
    Predicate filter,
    SearchMode mode) {
  /// Asks for the exact answer.
  public RangeRequest(
      int tableId,
      int column,
      Metric metric,
      Object query,
      double bound,
      boolean inclusive,
      int limit,
      List<Integer> columns,
      Predicate filter) {
    this(
        tableId, column, metric, query, bound, inclusive, limit, columns, filter, SearchMode.EXACT);
  }
}
