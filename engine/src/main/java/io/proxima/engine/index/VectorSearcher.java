package io.proxima.engine.index;

import io.proxima.engine.task.Cancellation;

/// Searches one [VectorIndex].
///
/// - **Threads:** one thread.
/// - **Cost:** allocates nothing after the first searches.
public interface VectorSearcher {
  /// Offers the nearest rows to `nearest`, each at most once and with its exact distance. Rows
  /// whose distance is NULL are left out.
  ///
  /// As long as `nearest` has room for more, every row that may be found is offered: there are
  /// always `k` rows in the end, or all there are.
  ///
  /// @throws io.proxima.engine.error.ProximaException `CANCELLED` or `TIMEOUT`
  void search(SearchRequest request, Nearest nearest, Cancellation cancellation);

  /// What the last search did.
  SearchFigures figures();
}
