package io.proxima.engine.query;

import io.proxima.engine.index.IndexKind;
import io.proxima.engine.index.LaneMask;
import io.proxima.engine.index.Nearest;
import io.proxima.engine.index.PreparedQuery;
import io.proxima.engine.index.SearchFigures;
import io.proxima.engine.index.SearchRequest;
import io.proxima.engine.index.VectorIndex;
import io.proxima.engine.index.VectorSearcher;
import io.proxima.engine.row.Predicate;
import io.proxima.engine.row.PredicateFilter;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.vector.MatrixScorer;
import java.util.List;
import java.util.Locale;

/// Searches those sources by their vector indexes that have one, and enough rows for it.
///
/// - **Threads:** one thread.
final class IndexedSearch {
  /// So many rows are measured as fast as an index is asked.
  private static final int FEW_ROWS = 2_000;

  private static final String FEW = "fewer than " + FEW_ROWS;
  private static final String MANY_WITHIN = "a large part of the rows may be within the distance";

  private static final int SAMPLED_BLOCKS = 8;

  /// So many rows within a distance are looked for at first, so many times more the next time, and
  /// a part of the rows of a source at most.
  private static final int FIRST_WITHIN = 500;

  private static final int MORE_WITHIN = 8;
  private static final int MOST_WITHIN = 4;

  private final IndexChoice choice;
  private final Predicate predicate;
  private final PredicateFilter filter;
  private final RowsToVisit visits;
  private final int column;
  private final PreparedQuery query;
  private final Cancellation cancellation;
  private SearchFigures figures = SearchFigures.NONE;
  private long visited;
  private long passed;
  private boolean isUsed;
  private String whyNot = "";
  private String strategy = "";

  IndexedSearch(
      IndexChoice choice,
      Predicate predicate,
      PredicateFilter filter,
      RowsToVisit visits,
      int column,
      float[] query,
      Cancellation cancellation) {
    this.choice = choice;
    this.predicate = predicate;
    this.filter = filter;
    this.visits = visits;
    this.column = column;
    this.query = new PreparedQuery(query);
    this.cancellation = cancellation;
  }

  /// Offers the `k` nearest of the rows of a source that its index has, or all there are if these
  /// are fewer; those without a distance are left out.
  ///
  /// @return how many rows of the source, from the first on, are searched then; 0 if it is better
  ///   searched without an index, or has none
  int search(RowSource source, MatrixScorer scorer, int k, Nearest nearest) {
    VectorIndex index = source.rowCount() < FEW_ROWS ? null : source.vectorIndex(choice.index());
    int rowCount = index == null ? 0 : Math.min(index.rowCount(), source.rowCount());
    if (index == null || rowCount == 0) {
      return none(source.rowCount() < FEW_ROWS ? FEW + " rows" : "no index yet");
    }
    visits.begin(source);
    if (!visits.areAll()) {
      return none("another index tells the rows");
    }
    boolean isFree = predicate.equals(Predicate.TRUE);
    if (isFree && source.visibleCount() == source.rowCount()) {
      SearchFigures done = ask(index, rowCount, scorer, k, LaneMask.all(), rowCount, nearest);
      visited += done.visited();
      passed += done.visited();
      return rowCount;
    }
    EligibleRows eligible = new EligibleRows(source, filter, visits, column);
    long count = isFree ? rowCount : Math.min(rowCount, eligible.estimate(SAMPLED_BLOCKS));
    ask(index, rowCount, scorer, k, eligible, count, nearest);
    visited += eligible.visited();
    passed += eligible.passed();
    return rowCount;
  }

  /// Offers those of the rows of a source that are within a distance, the nearest `limit` of them.
  /// How many there are is not known: more and more are asked for, until there are fewer.
  ///
  /// @return as `search`; 0 also if so many are within that it is better to measure all
  int searchWithin(RowSource source, MatrixScorer scorer, int limit, Nearest nearest) {
    if (source.rowCount() < FEW_ROWS) {
      return none(FEW + " rows");
    }
    int most = source.rowCount() / MOST_WITHIN;
    if (limit <= most) {
      return search(source, scorer, limit, nearest);
    }
    if (nearest.worst() == Double.POSITIVE_INFINITY) {
      return none(MANY_WITHIN);
    }
    VectorIndex index = source.vectorIndex(choice.index());
    if (index != null && index.kind() == IndexKind.HNSW) {
      return none("a graph does not lead to all rows within a distance");
    }
    FoundWithin found = new FoundWithin(nearest.worst());
    for (int k = FIRST_WITHIN; k <= most; k *= MORE_WITHIN) {
      found.clear();
      int searched = search(source, scorer, k, found);
      if (searched == 0) {
        return 0;
      }
      if (found.size() < k) {
        found.giveTo(nearest);
        return searched;
      }
    }
    return none(MANY_WITHIN);
  }

  private int none(String reason) {
    whyNot = reason;
    return 0;
  }

  /// Why the last search was none.
  String whyNot() {
    return whyNot;
  }

  private SearchFigures ask(
      VectorIndex index,
      int rowCount,
      MatrixScorer scorer,
      int k,
      LaneMask eligible,
      long eligibleCount,
      Nearest nearest) {
    VectorSearcher searcher = index.searcher();
    searcher.search(
        new SearchRequest(
            query, scorer, Math.min(k, rowCount), rowCount, eligible, eligibleCount, choice.aim()),
        nearest,
        cancellation);
    SearchFigures done = searcher.figures();
    figures = figures.plus(done);
    strategy = index.kind().name().toLowerCase(Locale.ROOT);
    isUsed = true;
    return done;
  }

  /// The kind of the index that was asked last.
  String strategy() {
    return strategy;
  }

  /// Whether an index was used.
  boolean isUsed() {
    return isUsed;
  }

  /// The work so far.
  ReadWork work() {
    return new ReadWork(
        visited,
        passed,
        figures.visited(),
        figures.measured(),
        isUsed ? List.of(choice.index().name()) : List.of());
  }
}
