package io.proxima.engine.index;

import io.proxima.engine.quant.Space;
import io.proxima.engine.task.Cancellation;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// An index that many ask for short times: what a search needs is made once and used again by the
/// next one.
///
/// - **Owns:** the searchers that are idle, as many as there are processors, twice.
/// - **Threads:** thread-safe.
public final class SharedIndex implements VectorIndex {
  private final VectorIndex index;
  private final BlockingQueue<VectorSearcher> idle;

  /// Shares an index.
  public SharedIndex(VectorIndex index) {
    this.index = index;
    this.idle = new ArrayBlockingQueue<>(2 * Runtime.getRuntime().availableProcessors());
  }

  @Override
  public IndexKind kind() {
    return index.kind();
  }

  @Override
  public Space space() {
    return index.space();
  }

  @Override
  public int rowCount() {
    return index.rowCount();
  }

  @Override
  public long sizeBytes() {
    return index.sizeBytes();
  }

  @Override
  public VectorSearcher searcher() {
    return new Borrowing();
  }

  /// Takes a searcher for the time of one search.
  private final class Borrowing implements VectorSearcher {
    private SearchFigures figures = SearchFigures.NONE;

    @Override
    public void search(SearchRequest request, Nearest nearest, Cancellation cancellation) {
      VectorSearcher known = idle.poll();
      VectorSearcher searcher = known == null ? index.searcher() : known;
      searcher.search(request, nearest, cancellation); // one that has failed is not used again
      figures = searcher.figures();
      idle.offer(searcher);
    }

    @Override
    public SearchFigures figures() {
      return figures;
    }
  }
}
