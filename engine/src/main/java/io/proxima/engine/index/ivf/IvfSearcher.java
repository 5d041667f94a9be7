package io.proxima.engine.index.ivf;

import io.proxima.engine.index.Aim;
import io.proxima.engine.index.EligibleLanes;
import io.proxima.engine.index.LaneMask;
import io.proxima.engine.index.Nearest;
import io.proxima.engine.index.SearchFigures;
import io.proxima.engine.index.SearchRequest;
import io.proxima.engine.index.Survivors;
import io.proxima.engine.index.VectorSearcher;
import io.proxima.engine.quant.CodedQuery;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.vector.BlockScan;
import io.proxima.engine.vector.CodeKernels;

/// Searches an inverted index: lists in the order of their centres, in each the signs of all rows,
/// of those that may be near enough all bits, and at the end the rows themselves.
///
/// The k-th best distance that is sure so far is the limit of everything: a row is looked at again
/// only if its estimate, less what it may be off, is within it; a list only if it is in reach (see
/// [Calibration]). As long as there are fewer than k rows there is no limit, so whatever the filter
/// is, the search goes on through all lists until there are k.
///
/// - **Threads:** one thread.
final class IvfSearcher implements VectorSearcher {
  private static final int BATCH_BLOCKS = 32;

  /// After so many lists out of reach there will be none in reach.
  private static final int PATIENCE = 12;

  /// Rows that are so few are measured without codes.
  private static final int MOST_MEASURED = 4_000;

  /// What is found when nearly all rows may be is like what the index was calibrated by; rows that
  /// a filter leaves may be so far away that many more are about as far.
  private static final double UNFILTERED = 0.8;

  /// Of the rows that may be missed, how many of those may be: the rows that a filter leaves are
  /// farther away, and so more lists apart, than those by which the index was calibrated.
  private static final double MISSED_FILTERED = 0.4;

  /// How many because of their codes.
  private static final double MISSED_BY_CODES = 0.1;

  /// Filters of whose rows there are so few nearby, against the mean, are of rows elsewhere, unless
  /// it may be chance: so many standard deviations.
  private static final double SPARSE = 0.7;

  private static final double CHANCE = 2.5;

  /// What sums of floats may be off in all, relative to their terms.
  private static final float ROUNDING = 0x1p-18f;

  private final IvfIndex index;
  private final IvfLayout layout;
  private final CodeKernels kernels = CodeKernels.best();
  private final ListRanking ranking;
  private final EligibleLanes eligible = new EligibleLanes();
  private final Survivors survivors = new Survivors();
  private final LeastFloats least = new LeastFloats();
  private final BlockScan scan = BlockScan.of(BATCH_BLOCKS);
  private final int[] masks = new int[BATCH_BLOCKS];
  private long[] passing = new long[BATCH_BLOCKS * CodeKernels.LANES];

  private final HeldRows held = new HeldRows();
  private CodedQuery query;
  private int k;
  private float epsilon;
  private float filteredEpsilon;
  private float outside;
  private float reach;
  private float filteredReach;
  private double expected;
  private boolean isSparse;
  private long nearRows;
  private long nearEligible;
  private long visited;
  private int probes;

  IvfSearcher(IvfIndex index) {
    this.index = index;
    this.layout = index.layout();
    this.query = new CodedQuery(index.space(), new float[layout.dim()]);
    this.ranking = new ListRanking(index, query);
  }

  @Override
  public void search(SearchRequest request, Nearest nearest, Cancellation cancellation) {
    visited = 0;
    probes = 0;
    survivors.begin(0);
    CodedQuery asked = request.query().in(index.space());
    if (!asked.isAskable() || request.eligibleCount() <= measuredAtOnce(request.k())) {
      LaneMask rows = request.eligible().isAll() ? listed() : request.eligible();
      survivors.measureAll(request.scorer(), request.rowCount(), rows, nearest, cancellation);
      return;
    }
    Aim aim = request.aim();
    outside = limitOf(request.scorer().estimateOf(nearest.worst()));
    expected = Math.min(1, (double) request.eligibleCount() / Math.max(1, request.rowCount()));
    epsilon = index.calibration().deviations(aim.recall());
    double missed = MISSED_BY_CODES * (1 - aim.recall());
    filteredEpsilon = Math.max(epsilon, Aim.recall(1 - missed).epsilon());
    begin(asked, request.k(), request.eligible(), request.rowCount());
    if (aim.probes() > 0) {
      reach = Float.POSITIVE_INFINITY;
      filteredReach = reach;
      go(aim.probes(), cancellation);
    } else {
      reach = index.calibration().reach(aim.recall());
      double apart = MISSED_FILTERED * Math.min(1, Math.sqrt(10 * expected));
      filteredReach = index.calibration().reach(1 - apart * (1 - aim.recall()));
      go(Integer.MAX_VALUE, cancellation);
    }
    float limit = limit();
    for (int i = 0; i < held.size(); i++) {
      if (!(held.estimate(i) - held.error(i) > limit)) {
        survivors.hold(held.ord(i), held.estimate(i), held.error(i));
      }
    }
    survivors.measure(request.scorer(), nearest);
  }

  /// The rows that are in lists: all but those without a vector that has a place.
  private LaneMask listed() {
    long[] words = new long[(index.rowCount() + Long.SIZE - 1) / Long.SIZE];
    for (int number = 0; number < index.listCount(); number++) {
      IvfList list = index.list(number);
      for (int row = 0; row < list.rows(); row++) {
        int ord = index.ord(list, row);
        words[ord / Long.SIZE] |= 1L << ord;
      }
    }
    return LaneMask.of(words);
  }

  private long measuredAtOnce(int wanted) {
    return Math.max(2L * wanted, Math.min(MOST_MEASURED, index.rowCount() / 64));
  }

  private static float limitOf(double estimate) {
    return Math.nextUp((float) estimate);
  }

  private void begin(CodedQuery asked, int wanted, LaneMask mask, int rowCount) {
    query = asked;
    k = wanted;
    held.clear();
    nearRows = 0;
    nearEligible = 0;
    isSparse = false;
    eligible.begin(mask, Math.min(rowCount, index.rowCount()));
    least.begin(wanted);
    ranking.begin(asked);
  }

  @Override
  public SearchFigures figures() {
    return new SearchFigures(visited, survivors.measured(), probes);
  }

  /// The distance above which nothing matters.
  private float limit() {
    return Math.min(least.worst(), outside);
  }

  private void go(int mostProbes, Cancellation cancellation) {
    int wanted = mostProbes == Integer.MAX_VALUE ? 0 : mostProbes;
    int missed = 0;
    while (missed < PATIENCE) {
      int list = ranking.next(wanted);
      if (list < 0) {
        return;
      }
      float limit = limit();
      if (limit < Float.POSITIVE_INFINITY) {
        if (probes >= mostProbes) {
          return;
        }
        if (isFar(list, limit)) {
          missed++;
          continue;
        }
      }
      missed = 0;
      cancellation.check();
      look(list);
      noteEligible();
    }
  }

  /// Whether a list is too far.
  private boolean isFar(int list, float limit) {
    return ranking.apartness(list, limit) > reach && (!isSparse || !ranking.mayReach(list, limit));
  }

  /// Notes whether a filter leaves fewer rows nearby than elsewhere: then the nearest ones are not
  /// around the query, but where it is not looked for otherwise.
  private void noteEligible() {
    double due = expected * nearRows;
    isSparse |= nearEligible < SPARSE * due && nearEligible < due - CHANCE * Math.sqrt(due);
    if (expected < UNFILTERED || nearEligible < UNFILTERED * nearRows) {
      epsilon = filteredEpsilon;
      reach = filteredReach;
    }
  }

  /// Looks at the rows of a list.
  private void look(int number) {
    IvfList list = index.list(number);
    float base = ranking.base(number);
    float spread = ranking.spread(number);
    if (!Float.isFinite(base) || !Float.isFinite(spread)) {
      holdAll(number, list);
      return;
    }
    float slack = ROUNDING * Math.abs(base);
    float perError = epsilon * hypotenuse(spread, query.coarseRounding());
    int blocks = (int) IvfLayout.blocks(list.rows());
    boolean looked = false;
    for (int block = 0; block < blocks; block += BATCH_BLOCKS) {
      int count = Math.min(BATCH_BLOCKS, blocks - block);
      if (mask(list, block, count) == 0) {
        nearRows += limit() == Float.POSITIVE_INFINITY ? count * CodeKernels.LANES : 0;
        continue;
      }
      looked = true;
      float limit = limit();
      float below = limit + list.error() * perError + slack - base;
      long at = list.at() + block * layout.blockBytes();
      visited += (long) count * CodeKernels.LANES;
      kernels.scan(
          index.bytes(),
          at,
          count,
          query.blocks(),
          Float.isNaN(below) ? Float.POSITIVE_INFINITY : below,
          scan);
      int size = collect(list, at, block, count, base, spread, perError, slack, limit);
      if (size > 0) {
        refine(number, list, size, base, spread, slack);
      }
      if (!eligible.isAll()) {
        weigh(list, block, count, limit() - base);
      }
    }
    if (looked) {
      probes++;
    }
  }

  /// Which rows of some blocks may be found.
  ///
  /// @return 0 if none
  private int mask(IvfList list, int block, int count) {
    int any = 0;
    for (int i = 0; i < count; i++) {
      int row = (block + i) * CodeKernels.LANES;
      int left = list.rows() - row;
      int lanes = left >= CodeKernels.LANES ? -1 : (1 << left) - 1;
      if (!layout.hasOrds()) {
        lanes &= eligible.from(list.first() + row);
      }
      masks[i] = lanes;
      any |= lanes;
    }
    return any;
  }

  /// Counts the rows of some blocks that are near, and those of them that may be found.
  private void weigh(IvfList list, int block, int count, float limit) {
    int rows = Math.min(count * CodeKernels.LANES, list.rows() - block * CodeKernels.LANES);
    float[] found = scan.estimates();
    for (int i = 0; i < rows; i++) {
      if (found[i] <= limit) {
        nearRows++;
        nearEligible += eligible.has(index.ord(list, block * CodeKernels.LANES + i)) ? 1 : 0;
      }
    }
  }

  /// Brings together the rows whose signs do not say that they are too far.
  private int collect(
      IvfList list,
      long at,
      int block,
      int count,
      float base,
      float spread,
      float perError,
      float slack,
      float limit) {
    float[] found = scan.estimates();
    long blockBytes = layout.blockBytes();
    int words = layout.words();
    boolean isSifted = layout.hasOrds() && !eligible.isAll();
    int size = 0;
    for (int i = 0; i < count; i++) {
      for (int left = scan.below()[i] & masks[i]; left != 0; left &= left - 1) {
        int lane = Integer.numberOfTrailingZeros(left);
        float estimate = found[i * CodeKernels.LANES + lane] + base;
        if (limit < Float.POSITIVE_INFINITY) {
          float stored = CodedQuery.storedError(index.bytes(), at + i * blockBytes, words, lane);
          if (estimate - perError * stored - slack > limit
              || estimate - error(stored, spread, estimate) - slack > limit) {
            continue;
          }
        }
        int row = (block + i) * CodeKernels.LANES + lane;
        if (!isSifted || eligible.has(index.ord(list, row))) {
          passing[size++] = Survivors.entry(estimate, row);
        }
      }
    }
    return size;
  }

  /// Looks at rows by all bits, the best first as long as there is no limit.
  private void refine(int number, IvfList list, int size, float base, float spread, float slack) {
    int first = 2 * k;
    if (size > first && limit() == Float.POSITIVE_INFINITY) {
      Survivors.select(passing, 0, size, first);
    }
    int words = layout.words();
    float share = CodedQuery.errorShare(layout.bits());
    for (int i = 0; i < size; i++) {
      int row = (int) passing[i];
      float estimate = Survivors.estimate(passing[i]);
      long at = list.at() + row / CodeKernels.LANES * layout.blockBytes();
      int lane = row % CodeKernels.LANES;
      float stored = CodedQuery.storedError(index.bytes(), at, words, lane);
      float error = error(stored, spread, estimate);
      float limit = limit();
      if (estimate - error - slack > limit) {
        continue;
      }
      float fine = estimate;
      float fineError = error;
      if (layout.bits() > 0) {
        long record = list.recordsAt() + row * layout.recordBytes();
        fine = query.extended(index.bytes(), at, lane, index.bytes(), record, layout.bits()) + base;
        fineError =
            epsilon
                * hypotenuse(
                    share * query.error(stored, spread, fine), stored * query.fineRounding());
        if (fine - fineError - slack > limit) {
          continue;
        }
      }
      hold(index.ord(list, row), number, fine, fineError + slack);
      held.bySigns(estimate, error + slack);
    }
  }

  /// How far an estimate by signs may be off.
  private float error(float stored, float spread, float estimate) {
    return epsilon
        * hypotenuse(query.error(stored, spread, estimate), stored * query.coarseRounding());
  }

  private static float hypotenuse(float a, float b) {
    return (float) Math.sqrt((double) a * a + (double) b * b);
  }

  private void hold(int ord, int number, float estimate, float error) {
    held.add(ord, number);
    held.byBits(estimate, error);
    float bound = estimate + error;
    if (bound > Float.NEGATIVE_INFINITY) {
      least.offer(bound);
    }
  }

  /// Holds all rows of a list of which nothing can be told.
  private void holdAll(int number, IvfList list) {
    for (int row = 0; row < list.rows(); row++) {
      int ord = index.ord(list, row);
      if (eligible.has(ord)) {
        hold(ord, number, Float.NEGATIVE_INFINITY, 0);
        held.bySigns(Float.NEGATIVE_INFINITY, 0);
      }
    }
    probes++;
  }

  /// Looks at all lists for the `wanted` rows nearest to a query.
  ///
  /// @return these, and others that might be; valid until the next search
  HeldRows searchAll(CodedQuery asked, int wanted, float deviations) {
    visited = 0;
    probes = 0;
    epsilon = deviations;
    filteredEpsilon = deviations;
    outside = Float.POSITIVE_INFINITY;
    reach = Float.POSITIVE_INFINITY;
    filteredReach = reach;
    expected = 1;
    begin(asked, wanted, LaneMask.all(), index.rowCount());
    go(Integer.MAX_VALUE, Cancellation.unlimited());
    return held;
  }

  /// The lists as the last query saw them.
  ListRanking ranking() {
    return ranking;
  }
}
