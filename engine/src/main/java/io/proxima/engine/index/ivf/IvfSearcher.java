package io.proxima.engine.index.ivf;

import io.proxima.engine.index.Aim;
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
import java.util.Arrays;

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

  /// Filters of whose rows there are so few nearby, against the mean, are of rows elsewhere.
  private static final double SPARSE = 0.5;

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

  private float[] estimates = new float[256];
  private float[] errors = new float[256];
  private int[] ords = new int[256];
  private int[] lists = new int[256];
  private int held;

  private CodedQuery query;
  private int k;
  private float epsilon;
  private float outside;
  private float reach;
  private float ratio;
  private double expected;
  private long rowsMet;
  private long eligibleMet;
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
      survivors.measureAll(request.scorer(), request.rowCount(), request.eligible(), nearest);
      return;
    }
    Aim aim = request.aim();
    epsilon = Aim.recall(Calibration.codeRecall(aim.recall())).epsilon();
    outside = limitOf(request.scorer().estimateOf(nearest.worst()));
    expected = Math.min(1, (double) request.eligibleCount() / Math.max(1, request.rowCount()));
    begin(asked, request.k(), request.eligible(), request.rowCount());
    if (aim.probes() > 0) {
      reach = Float.POSITIVE_INFINITY;
      go(aim.probes(), cancellation);
    } else {
      reach = index.calibration().reach(aim.recall());
      ratio = index.calibration().ratio(aim.recall());
      go(Integer.MAX_VALUE, cancellation);
    }
    float limit = limit();
    for (int i = 0; i < held; i++) {
      if (!(estimates[i] - errors[i] > limit)) {
        survivors.hold(ords[i], estimates[i], errors[i]);
      }
    }
    survivors.measure(request.scorer(), nearest);
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
    held = 0;
    rowsMet = 0;
    eligibleMet = 0;
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
    }
  }

  /// Whether a list is too far. Where fewer rows may be found nearby than elsewhere, the nearest
  /// ones are not around the query but where it is not looked for otherwise.
  private boolean isFar(int list, float limit) {
    return ranking.apartness(list, limit) > reach
        && (eligibleMet >= SPARSE * expected * rowsMet || ranking.ratio(list, limit) > ratio);
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
      int size = collect(list, at, block, count, base, perError, slack, limit);
      if (size > 0) {
        refine(number, list, size, base, perError, slack);
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
    boolean isSifted = layout.hasOrds() && !eligible.isAll();
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
      rowsMet += Math.min(left, CodeKernels.LANES);
      eligibleMet +=
          !isSifted
              ? Integer.bitCount(lanes)
              : eligible.has(index.ord(list, row)) ? Math.min(left, CodeKernels.LANES) : 0;
    }
    return any;
  }

  /// Brings together the rows whose signs do not say that they are too far.
  private int collect(
      IvfList list,
      long at,
      int block,
      int count,
      float base,
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
          float error =
              perError * CodedQuery.storedError(index.bytes(), at + i * blockBytes, words, lane);
          if (estimate - error - slack > limit) {
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
  private void refine(int number, IvfList list, int size, float base, float perError, float slack) {
    int first = 2 * k;
    if (size > first && limit() == Float.POSITIVE_INFINITY) {
      Survivors.select(passing, 0, size, first);
    }
    int words = layout.words();
    float share =
        epsilon
            * hypotenuse(
                ranking.spread(number) * CodedQuery.errorShare(layout.bits()), query.fineRounding())
            / perError;
    for (int i = 0; i < size; i++) {
      int row = (int) passing[i];
      float estimate = Survivors.estimate(passing[i]);
      long at = list.at() + row / CodeKernels.LANES * layout.blockBytes();
      int lane = row % CodeKernels.LANES;
      float error = perError * CodedQuery.storedError(index.bytes(), at, words, lane);
      float limit = limit();
      if (estimate - error - slack > limit) {
        continue;
      }
      if (layout.bits() > 0) {
        long record = list.recordsAt() + row * layout.recordBytes();
        estimate =
            query.extended(index.bytes(), at, lane, index.bytes(), record, layout.bits()) + base;
        error *= share;
        if (estimate - error - slack > limit) {
          continue;
        }
      }
      hold(number, index.ord(list, row), estimate, error + slack);
    }
  }

  private static float hypotenuse(float a, float b) {
    return (float) Math.sqrt(a * a + b * b);
  }

  private void hold(int number, int ord, float estimate, float error) {
    if (held == ords.length) {
      ords = Arrays.copyOf(ords, 2 * held);
      lists = Arrays.copyOf(lists, 2 * held);
      estimates = Arrays.copyOf(estimates, 2 * held);
      errors = Arrays.copyOf(errors, 2 * held);
    }
    ords[held] = ord;
    lists[held] = number;
    estimates[held] = estimate;
    errors[held] = error;
    held++;
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
        hold(number, ord, Float.NEGATIVE_INFINITY, 0);
      }
    }
    probes++;
  }

  /// The lists in which the `wanted` rows nearest to one of the index are: their apartness, and
  /// their ratios.
  float[][] measure(CodedQuery asked, int own, int wanted) {
    visited = 0;
    probes = 0;
    epsilon = 2.5f;
    outside = Float.POSITIVE_INFINITY;
    begin(asked, wanted + 1, LaneMask.all(), index.rowCount());
    reach = Float.POSITIVE_INFINITY;
    go(Integer.MAX_VALUE, Cancellation.unlimited());
    int count = 0;
    for (int i = 0; i < held; i++) {
      if (ords[i] != own) {
        estimates[count] = estimates[i];
        lists[count++] = lists[i];
      }
    }
    long[] nearest = new long[count];
    for (int i = 0; i < count; i++) {
      nearest[i] = Survivors.entry(estimates[i], lists[i]);
    }
    Arrays.sort(nearest);
    float[][] measured = new float[2][Math.min(wanted, count)];
    for (int i = 0; i < measured[0].length; i++) {
      float limit = Survivors.estimate(nearest[measured[0].length - 1]);
      measured[0][i] = ranking.apartness((int) nearest[i], limit);
      measured[1][i] = ranking.ratio((int) nearest[i], limit);
    }
    return measured;
  }
}
