package io.proxima.engine.query;

import io.proxima.engine.row.Predicate;
import io.proxima.engine.vector.Metric;
import java.util.List;

/// Asks for the `k` rows nearest to `query` among those that pass a filter.
///
/// The answer has exactly min(k, passing rows) rows, nearest first, ties by key; rows whose
/// distance is NULL (NULL vector, or a zero vector under cosine) come last, ordered by key. The
/// batches hold `columns` (see [ScanRequest]) and then the exact distance as a `DOUBLE` column.
///
/// `query` is a value of the column's kind, as [io.proxima.engine.schema.TypeKind] describes it,
/// and `metric` one that is defined for it. Where a vector index answers, some of the nearest rows
/// may be missing and others be in their place, as `mode` says.
public record KnnRequest(
    int tableId,
    int column,
    Metric metric,
    Object query,
    int k,
    List<Integer> columns,
    Predicate filter,
    SearchMode mode) {
  /// Asks for the exact answer.
  public KnnRequest(
      int tableId,
      int column,
      Metric metric,
      Object query,
      int k,
      List<Integer> columns,
      Predicate filter) {
    this(tableId, column, metric, query, k, columns, filter, SearchMode.EXACT);
  }
}
