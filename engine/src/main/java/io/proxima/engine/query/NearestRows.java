package io.proxima.engine.query;

import io.proxima.engine.index.Nearest;
import io.proxima.engine.memory.Reservation;
import io.proxima.engine.row.Clusters;
import io.proxima.engine.row.ColumnBlock;
import io.proxima.engine.row.Predicate;
import io.proxima.engine.row.PredicateFilter;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.row.Validity;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.vector.MatrixScorer;
import io.proxima.engine.vector.Metric;
import io.proxima.engine.vector.Scorer;
import io.proxima.engine.vector.ValueScorer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the rows nearest to a query, exactly, by looking at every row that passes a filter and may
/// be near enough.
///
/// Where runs of rows are known to be within balls, those that may be nearest come first, and what
/// cannot be near enough any more is left out. Per block: the filter first, then float estimates of
/// the distances; only rows whose estimate, allowing for its error, may be good enough are measured
/// exactly, and only exact distances are compared. Rows whose distance is NULL are kept apart.
final class NearestRows {
  private final List<RowSource> sources;
  private final PredicateFilter filter;
  private final RowsToVisit visits;
  private final int column;
  private final Metric metric;
  private final Object query;
  private final Bound bound;
  private final TopRows near;
  private final TopRows nulls;
  private final Cancellation cancellation;
  private final @Nullable IndexedSearch indexed;

  private final int[] rows = new int[RowSource.BLOCK_ROWS];
  private final int[] ords = new int[RowSource.BLOCK_ROWS];
  private final float[] estimates = new float[RowSource.BLOCK_ROWS];
  private long visitedRows;
  private long passedRows;
  private long estimated;
  private long exact;
  private ReadWork ways = ReadWork.NONE;

  /// Which distances qualify at all.
  record Bound(double distance, boolean inclusive) {
    static final Bound NONE = new Bound(Double.POSITIVE_INFINITY, true);

    boolean admits(double found) {
      return found < distance || (inclusive && found == distance);
    }
  }

  private NearestRows(
      List<RowSource> sources,
      PredicateFilter filter,
      RowsToVisit visits,
      Question question,
      @Nullable IndexedSearch indexed,
      Reservation memory,
      Cancellation cancellation) {
    this.indexed = indexed;
    this.sources = sources;
    this.filter = filter;
    this.visits = visits;
    this.column = question.column();
    this.metric = question.metric();
    this.query = question.query();
    this.bound = question.bound();
    this.near = new TopRows(sources, question.limit(), memory);
    this.nulls = new TopRows(sources, question.withNulls() ? question.limit() : 0, memory);
    this.cancellation = cancellation;
  }

  /// What to look for: at most `limit` rows within `bound`, and with `withNulls` rows without a
  /// distance to fill up.
  record Question(
      int column, Metric metric, Object query, Bound bound, int limit, boolean withNulls) {}

  /// Looks at all rows, or those that indexes name where there are some; `memory` is charged for
  /// those of the answer.
  static RankedRows find(
      List<RowSource> sources,
      PredicateFilter filter,
      RowsToVisit visits,
      Question question,
      @Nullable IndexedSearch indexed,
      Reservation memory,
      Cancellation cancellation) {
    return new NearestRows(sources, filter, visits, question, indexed, memory, cancellation).find();
  }

  private RankedRows find() {
    if (near.isFull()) {
      return new RankedRows(0, ReadWork.NONE);
    }
    int[] byIndex = new int[sources.size()];
    for (int i : largestClusteredFirst()) {
      RowSource source = sources.get(i);
      if (source.rowCount() > 0) {
        Scorer scorer = source.scorer(column, metric, query);
        byIndex[i] = searchIndex(i, source, scorer);
        ways = ways.plus(way(byIndex[i] > 0));
        if (byIndex[i] == 0) {
          search(i, source, scorer);
        } else if (byIndex[i] < source.rowCount()) {
          searchBehind(byIndex[i], i, source, scorer);
        }
      }
    }
    if (!near.isFull() && nulls.limit() > 0) {
      for (int i = 0; i < byIndex.length; i++) {
        addNulls(i, byIndex[i]);
      }
    }
    RankedRows nearest = near.drain(near.size());
    ReadWork work =
        new ReadWork(visitedRows, passedRows, estimated, exact, visits.used()).plus(ways);
    return RankedRows.withNulls(
        nearest,
        nulls.drain(near.limit() - nearest.size()),
        indexed == null ? work : work.plus(indexed.work()));
  }

  /// How a source is searched.
  private ReadWork way(boolean isByIndex) {
    boolean isFree = filter.predicate().equals(Predicate.TRUE);
    SearchWay way =
        isByIndex && indexed != null
            ? new SearchWay(indexed.strategy(), "", 1)
            : new SearchWay(
                isFree ? "exact" : "filtered scan", indexed == null ? "" : indexed.whyNot(), 1);
    return new ReadWork(0, 0, 0, 0, List.of(), List.of(way));
  }

  /// @return the number of rows that are searched then
  private int searchIndex(int sourceIndex, RowSource source, Scorer scorer) {
    if (indexed == null || !(scorer instanceof MatrixScorer matrix)) {
      return 0;
    }
    Found found = new Found(sourceIndex);
    return bound.equals(Bound.NONE)
        ? indexed.search(source, matrix, near.limit(), found)
        : indexed.searchWithin(source, matrix, near.limit(), found);
  }

  /// Looks at the rows that an index does not have.
  private void searchBehind(int first, int sourceIndex, RowSource source, Scorer scorer) {
    visits.begin(source);
    for (int ord = first; ord < source.rowCount(); ) {
      int block = ord / RowSource.BLOCK_ROWS;
      int start = block * RowSource.BLOCK_ROWS;
      visit(sourceIndex, source, scorer, block, ord - start, RowSource.BLOCK_ROWS);
      ord = start + RowSource.BLOCK_ROWS;
    }
  }

  /// What an index finds in a source.
  private final class Found implements Nearest {
    private final int sourceIndex;

    Found(int sourceIndex) {
      this.sourceIndex = sourceIndex;
    }

    @Override
    public double worst() {
      return limit();
    }

    @Override
    public void offer(double distance, int ord) {
      if (bound.admits(distance)) {
        near.offer(distance, sourceIndex, ord);
      }
    }
  }

  /// Looks for the rows without a distance among the first of a source, which an index has
  /// searched.
  private void addNulls(int sourceIndex, int rowCount) {
    RowSource source = sources.get(sourceIndex);
    Scorer scorer = source.scorer(column, metric, query);
    visits.begin(source);
    for (int block = 0; (long) block * RowSource.BLOCK_ROWS < rowCount; block++) {
      cancellation.check();
      int visible =
          within(0, rowCount - block * RowSource.BLOCK_ROWS, visits.visible(source, block, rows));
      ColumnBlock columns = source.block(block);
      int count = filter.select(columns, rows, visible);
      Validity validity = columns.validity(column);
      for (int i = 0; i < count; i++) {
        int ord = block * RowSource.BLOCK_ROWS + rows[i];
        if (validity.isNull(rows[i])
            || (metric == Metric.COSINE && Double.isNaN(scorer.exact(ord)))) {
          nulls.offer(0, sourceIndex, ord);
        }
      }
    }
  }

  /// The sources in the order in which most of their rows can be left out.
  private int[] largestClusteredFirst() {
    long[] order = new long[sources.size()];
    for (int i = 0; i < order.length; i++) {
      RowSource source = sources.get(i);
      boolean isClustered = order.length > 1 && source.clusters(column) != null;
      int smallness = Integer.MAX_VALUE - (isClustered ? source.rowCount() : 0);
      order[i] = (long) smallness << Integer.SIZE | i;
    }
    return places(order);
  }

  private void search(int sourceIndex, RowSource source, Scorer scorer) {
    visits.begin(source);
    Clusters clusters = visits.areAll() ? source.clusters(column) : null;
    if (clusters != null && clusters.balls().count() > 1) {
      searchNearestFirst(sourceIndex, source, scorer, clusters);
      return;
    }
    for (int block = visits.from(0);
        (long) block * RowSource.BLOCK_ROWS < source.rowCount();
        block = visits.from(block + 1)) {
      visit(sourceIndex, source, scorer, block, 0, RowSource.BLOCK_ROWS);
    }
  }

  private void searchNearestFirst(
      int sourceIndex, RowSource source, Scorer scorer, Clusters clusters) {
    double[] bounds = clusters.balls().lowerBounds(metric, (float[]) query);
    for (int run : ascending(bounds)) {
      if (!(bounds[run] > limit())) {
        int end = Math.min(clusters.firstOrds()[run + 1], source.rowCount());
        for (int ord = clusters.firstOrds()[run]; ord < end; ) {
          int block = ord / RowSource.BLOCK_ROWS;
          int first = block * RowSource.BLOCK_ROWS;
          int to = Math.min(end, first + RowSource.BLOCK_ROWS);
          visit(sourceIndex, source, scorer, block, ord - first, to - first);
          ord = to;
        }
      }
    }
  }

  /// The places of some numbers in their order, as far as floats tell.
  private static int[] ascending(double[] numbers) {
    long[] keys = new long[numbers.length];
    for (int i = 0; i < keys.length; i++) {
      int bits = Float.floatToIntBits((float) numbers[i]);
      int ordered = bits < 0 ? bits ^ Integer.MAX_VALUE : bits;
      keys[i] = (long) ordered << Integer.SIZE | i;
    }
    return places(keys);
  }

  /// The lower halves of some keys in the order of the keys.
  private static int[] places(long[] keys) {
    Arrays.sort(keys);
    int[] places = new int[keys.length];
    Arrays.setAll(places, i -> (int) keys[i]);
    return places;
  }

  /// Looks at the rows `[from, to)` of a block.
  private void visit(
      int sourceIndex, RowSource source, Scorer scorer, int block, int from, int to) {
    cancellation.check();
    int visible = within(from, to, visits.visible(source, block, rows));
    if (visible == 0) {
      return;
    }
    ColumnBlock columns = source.block(block);
    int count = filter.select(columns, rows, visible);
    visitedRows += visible;
    passedRows += count;
    int first = block * RowSource.BLOCK_ROWS;
    count = keepVectors(columns.validity(column), count, sourceIndex, first);
    if (count > 0) {
      switch (scorer) {
        case MatrixScorer matrix -> measure(matrix, sourceIndex, first, count);
        case ValueScorer values -> measure(values, sourceIndex, first, count);
      }
    }
  }

  /// Takes out of `rows[0..count)`, which ascend, what is not in a range.
  private int within(int from, int to, int count) {
    if (from == 0 && to == RowSource.BLOCK_ROWS) {
      return count;
    }
    int left = 0;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      rows[left] = row;
      left += row >= from && row < to ? 1 : 0;
    }
    return left;
  }

  /// Takes the rows without a vector out of `rows[0..count)`.
  private int keepVectors(Validity validity, int count, int sourceIndex, int first) {
    if (validity.isAll()) {
      return count;
    }
    int left = 0;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      if (validity.isNull(row)) {
        nulls.offer(0, sourceIndex, first + row);
      } else {
        rows[left++] = row;
      }
    }
    return left;
  }

  private double limit() {
    return Math.min(bound.distance(), near.worst());
  }

  private void measure(ValueScorer scorer, int sourceIndex, int first, int count) {
    for (int i = 0; i < count; i++) {
      offerExact(scorer, sourceIndex, first + rows[i]);
    }
  }

  private void measure(MatrixScorer scorer, int sourceIndex, int first, int count) {
    int from = rows[0];
    int span = rows[count - 1] + 1 - from;
    boolean dense = 2 * count >= span;
    estimated += dense ? span : count;
    if (dense && limit() < Double.POSITIVE_INFINITY) {
      measureCandidates(scorer, sourceIndex, first, count);
    } else if (dense) {
      scorer.estimate(first + from, span, estimates);
      for (int i = 0; i < count; i++) {
        offer(scorer, sourceIndex, first + rows[i], estimates[rows[i] - from]);
      }
    } else {
      for (int i = 0; i < count; i++) {
        ords[i] = first + rows[i];
      }
      scorer.estimate(ords, count, estimates);
      for (int i = 0; i < count; i++) {
        offer(scorer, sourceIndex, ords[i], estimates[i]);
      }
    }
  }

  /// The fast way once there is a limit: few of the rows come out as candidates.
  private void measureCandidates(MatrixScorer scorer, int sourceIndex, int first, int count) {
    int from = rows[0];
    int span = rows[count - 1] + 1 - from;
    int candidates = scorer.candidates(first + from, span, limit(), ords);
    int at = 0;
    for (int i = 0; i < candidates; i++) {
      int row = ords[i] - first;
      while (at < count && rows[at] < row) {
        at++;
      }
      if (at < count && rows[at] == row) {
        offerExact(scorer, sourceIndex, ords[i]);
      }
    }
  }

  private void offer(MatrixScorer scorer, int sourceIndex, int ord, float estimate) {
    if (scorer.mayBeWithin(ord, estimate, limit())) {
      offerExact(scorer, sourceIndex, ord);
    }
  }

  private void offerExact(Scorer scorer, int sourceIndex, int ord) {
    double distance = scorer.exact(ord);
    exact++;
    if (Double.isNaN(distance)) {
      nulls.offer(0, sourceIndex, ord);
    } else if (bound.admits(distance)) {
      near.offer(distance, sourceIndex, ord);
    }
  }
}
