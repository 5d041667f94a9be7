package io.proxima.engine.index.hnsw;

import io.proxima.engine.index.Aim;
import io.proxima.engine.index.Effort;
import io.proxima.engine.index.EligibleLanes;
import io.proxima.engine.index.Nearest;
import io.proxima.engine.index.SearchFigures;
import io.proxima.engine.index.SearchRequest;
import io.proxima.engine.index.Survivors;
import io.proxima.engine.index.VectorSearcher;
import io.proxima.engine.index.flat.FlatSearcher;
import io.proxima.engine.quant.CodedQuery;
import io.proxima.engine.task.Cancellation;

/// Searches a graph by a [Walk], or all rows by the flat index where a walk would be more work or
/// would not find enough.
///
/// Rows that may not be found are walked through like others; the walk holds as many more
/// candidates as makes up for them. If it met fewer rows that may be found than there are on the
/// whole, those are elsewhere, and all rows are looked through.
///
/// - **Threads:** one thread.
final class HnswSearcher implements VectorSearcher {
  /// Of filters that leave fewer rows all rows are looked through.
  private static final double LEAST_SHARE = 0.3;

  /// So many of the candidates that were wanted must be rows that may be found.
  private static final double ENOUGH = 0.8;

  /// A walk at one node of so many rows takes about as long as looking through all.
  private static final int ROWS_PER_CANDIDATE = 128;

  /// The rows of which it is asked whether they may be found where nobody has counted.
  private static final int ASKED = 16_384;

  /// Rows that a filter leaves may be so far away that many more are about as far: so many times as
  /// many are held, and so much fewer missed because of their codes.
  private static final int MORE_SURVIVORS = 4;

  private static final double MISSED_BY_CODES = 0.1;

  private final HnswIndex index;
  private final FlatSearcher flat = new FlatSearcher();
  private final Walk walk;
  private final EligibleLanes eligible = new EligibleLanes();
  private final Survivors survivors = new Survivors();
  private final NodeMarks ords;
  private SearchFigures figures = SearchFigures.NONE;

  HnswSearcher(HnswIndex index) {
    this.index = index;
    this.walk = new Walk(index);
    this.ords = new NodeMarks(index.rowCount());
  }

  @Override
  public void search(SearchRequest request, Nearest nearest, Cancellation cancellation) {
    figures = SearchFigures.NONE;
    CodedQuery query = request.query().in(index.space());
    int nodes = index.layout().nodes();
    int ef = query.isAskable() && nodes > 0 ? candidates(request.aim(), request.k()) : 0;
    if (ef > 0) {
      int rows = Math.min(request.rowCount(), index.rowCount());
      eligible.begin(request.eligible(), rows);
      double share = share(request, rows);
      int wanted = (int) Math.min(nodes, Math.ceil(ef / share));
      boolean isForced = request.aim().efSearch() > 0;
      if (share >= LEAST_SHARE && (isForced || pays(wanted))) {
        walk.go(query, wanted, -1, cancellation);
        int found = hold(query, rows);
        figures = new SearchFigures(walk.visited(), 0, 0);
        if (found >= Math.min(Math.max(request.k(), ENOUGH * ef), nodes)) {
          survivors.measure(request.scorer(), nearest);
          figures = new SearchFigures(walk.visited(), survivors.measured(), 0);
          return;
        }
      }
    }
    lookThroughAll(request, query, nearest, cancellation);
  }

  private boolean pays(int wanted) {
    return (long) wanted * ROWS_PER_CANDIDATE <= index.rowCount();
  }

  /// The candidates to hold if all rows may be found; 0 if no number of them will do.
  private int candidates(Aim aim, int k) {
    int ef = aim.efSearch() > 0 ? aim.efSearch() : index.table().candidates(aim.recall(), k);
    return ef == 0 ? 0 : Math.max(ef, k);
  }

  /// The share of the rows that may be found.
  private double share(SearchRequest request, int rows) {
    if (request.eligibleCount() < rows || eligible.isAll()) {
      return Math.min(1, request.eligibleCount() / (double) Math.max(1, rows));
    }
    int words = (rows + Integer.SIZE - 1) / Integer.SIZE;
    int asked = Math.min(words, ASKED / Integer.SIZE);
    long count = 0;
    for (int i = 0; i < asked; i++) {
      count += Integer.bitCount(eligible.from((int) ((long) i * words / asked) * Integer.SIZE));
    }
    return Math.min(1, count / (double) Math.min(rows, (long) asked * Integer.SIZE));
  }

  /// Holds the rows that the walk found and that may be found, each once even in damaged bytes.
  ///
  /// @return how many these are
  private int hold(CodedQuery query, int rows) {
    survivors.begin(0);
    ords.clear();
    NodeRecords records = walk.records();
    float spread = query.spread(null);
    int found = 0;
    for (int i = 0; i < walk.size(); i++) {
      int node = walk.node(i);
      int ord = records.ord(records.at(node));
      if (ord >= 0 && ord < rows && eligible.has(ord) && ords.add(ord)) {
        survivors.hold(ord, walk.base() + walk.distance(i), walk.error(node, spread));
        found++;
      }
    }
    return found;
  }

  private void lookThroughAll(
      SearchRequest request, CodedQuery query, Nearest nearest, Cancellation cancellation) {
    flat.search(
        index.flat(),
        new FlatSearcher.Question(query, request.scorer(), request.rowCount(), request.eligible()),
        effort(request),
        nearest,
        cancellation);
    figures = figures.plus(new SearchFigures(flat.visited(), flat.measured(), 0));
  }

  private Effort effort(SearchRequest request) {
    double missed = 1 - request.aim().recall();
    boolean isAll = request.eligible().isAll();
    Effort effort =
        Aim.recall(isAll ? 1 - missed : 1 - MISSED_BY_CODES * missed)
            .effort(request.k(), index.space().dim());
    return isAll ? effort : new Effort(MORE_SURVIVORS * effort.survivors(), effort.epsilon());
  }

  @Override
  public SearchFigures figures() {
    return figures;
  }
}
