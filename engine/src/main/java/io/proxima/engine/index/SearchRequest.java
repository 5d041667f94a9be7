package io.proxima.engine.index;

import io.proxima.engine.vector.MatrixScorer;

/// What to look for in one place: the `k` rows nearest to a query.
///
/// - **Owns:** borrows everything until the search returns.
///
/// @param query the query
/// @param scorer measures rows of that place against the same query
/// @param k how many rows are wanted, at least 1
/// @param rowCount only ords below may be found; that of the index, or less where rows came later
/// @param eligible which rows may be found
/// @param eligibleCount about how many these are; `rowCount` if that is not known
/// @param aim how good the answer should be
public record SearchRequest(
    PreparedQuery query,
    MatrixScorer scorer,
    int k,
    int rowCount,
    LaneMask eligible,
    long eligibleCount,
    Aim aim) {
  /// Checks the ranges.
  public SearchRequest {
    if (k < 1) {
      throw new IllegalArgumentException("k must be at least 1, got " + k);
    }
    if (rowCount < 0) {
      throw new IllegalArgumentException("rowCount must not be negative, got " + rowCount);
    }
  }
}
