package io.proxima.engine.index.flat;

import io.proxima.engine.index.Nearest;
import io.proxima.engine.index.SearchFigures;
import io.proxima.engine.index.SearchRequest;
import io.proxima.engine.index.VectorSearcher;
import io.proxima.engine.task.Cancellation;

/// Searches one flat index.
///
/// - **Threads:** one thread.
final class FlatIndexSearcher implements VectorSearcher {
  private final FlatIndex index;
  private final FlatSearcher searcher = new FlatSearcher();

  FlatIndexSearcher(FlatIndex index) {
    this.index = index;
  }

  @Override
  public void search(SearchRequest request, Nearest nearest, Cancellation cancellation) {
    searcher.search(
        index,
        new FlatSearcher.Question(
            request.query().in(index.space()),
            request.scorer(),
            request.rowCount(),
            request.eligible()),
        request.aim().effort(request.k(), index.space().dim()),
        nearest,
        cancellation);
  }

  @Override
  public SearchFigures figures() {
    return new SearchFigures(searcher.visited(), searcher.measured(), 0);
  }
}
