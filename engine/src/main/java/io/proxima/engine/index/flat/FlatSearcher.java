package io.proxima.engine.index.flat;

import io.proxima.engine.index.Effort;
import io.proxima.engine.index.LaneMask;
import io.proxima.engine.index.Nearest;
import io.proxima.engine.index.Survivors;
import io.proxima.engine.quant.CodedQuery;
import io.proxima.engine.quant.RabitqEncoder;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.vector.BlockQuery;
import io.proxima.engine.vector.BlockScan;
import io.proxima.engine.vector.CodeKernels;
import io.proxima.engine.vector.MatrixScorer;

/// Searches flat indexes: all codes, then the best of them by all their bits, then the rows
/// themselves.
///
/// The first pass keeps those of the best estimates, with a limit that falls while it goes on. What
/// is left is measured in the order of its estimates; a row whose estimate, less what it may be
/// off, is above the k-th distance is left out. So the work is what the data asks for, and as long
/// as there are fewer than k rows everything that may be found is measured.
///
/// - **Threads:** one thread per searcher.
/// - **Cost:** 1 to 3 ns a row, and the rows measured; allocates nothing after the first search.
public final class FlatSearcher {
  private static final int BATCH_BLOCKS = 32;

  /// What sums of floats may be off in all, relative to their terms.
  private static final float ROUNDING = 0x1p-18f;

  private final CodeKernels kernels = CodeKernels.best();
  private final BlockScan scan = BlockScan.of(BATCH_BLOCKS);
  private final int[] masks = new int[BATCH_BLOCKS];
  private final Survivors survivors = new Survivors();
  private long visited;

  /// What to look for: the `rowCount` first rows of which `eligible` may be found, measured by
  /// `scorer`, which has the same query.
  public record Question(CodedQuery query, MatrixScorer scorer, int rowCount, LaneMask eligible) {}

  /// Offers the nearest rows to `nearest`, each at most once and with its exact distance. Rows
  /// whose distance is NULL are left out.
  ///
  /// @throws io.proxima.engine.error.ProximaException `CANCELLED` or `TIMEOUT`
  public void search(
      FlatIndex index,
      Question question,
      Effort effort,
      Nearest nearest,
      Cancellation cancellation) {
    visited = 0;
    CodedQuery query = question.query;
    float base = query.base(null);
    survivors.begin(effort.survivors(), base);
    if (!query.isAskable()) {
      LaneMask coded = (first, count, lanes) -> coded(index, question, first, count, lanes);
      survivors.measureAll(question.scorer, question.rowCount, coded, nearest, cancellation);
      return;
    }
    float spread = query.spread(null);
    Errors errors =
        new Errors(index, query, spread, effort.epsilon(), ROUNDING * (spread * spread));
    pass(index, question, errors, nearest, cancellation);
    refine(index, question, errors, base);
    survivors.measure(question.scorer, nearest);
  }

  /// The rows that may be found and have a place among the codes: those without a vector have not.
  private static void coded(FlatIndex index, Question question, int first, int count, int[] lanes) {
    question.eligible.lanes(first, count, lanes);
    int words = index.space().words();
    for (int i = 0; i < count; i++) {
      FlatPart part = index.partOf(first + i);
      long at = (first + i - part.firstBlock()) * CodeKernels.blockBytes(words);
      for (int left = lanes[i]; left != 0; left &= left - 1) {
        int lane = Integer.numberOfTrailingZeros(left);
        lanes[i] &= RabitqEncoder.hasVector(part.blocks(), at, words, lane) ? -1 : ~(1 << lane);
      }
    }
  }

  /// How far the estimates of one index are off for one query.
  private record Errors(FlatIndex index, CodedQuery query, float spread, float scale, float slack)
      implements Survivors.Bounds {
    @Override
    public float stored(int ord) {
      FlatPart part = index.partOf(ord / CodeKernels.LANES);
      int words = index.space().words();
      long at = (ord / CodeKernels.LANES - part.firstBlock()) * CodeKernels.blockBytes(words);
      return CodedQuery.storedError(part.blocks(), at, words, ord % CodeKernels.LANES);
    }

    @Override
    public float error(float stored, float estimate) {
      return scale * query.error(stored, spread, estimate) + slack;
    }
  }

  /// How many rows the last search looked at by their codes.
  public long visited() {
    return visited;
  }

  /// How many rows the last search measured.
  public long measured() {
    return survivors.measured();
  }

  private void pass(
      FlatIndex index,
      Question question,
      Errors errors,
      Nearest nearest,
      Cancellation cancellation) {
    int blocks = (question.rowCount + CodeKernels.LANES - 1) / CodeKernels.LANES;
    for (int block = 0; block < blocks; ) {
      FlatPart part = index.partOf(block);
      int end = Math.min(blocks, part.endBlock());
      while (block < end) {
        cancellation.check();
        int count = Math.min(BATCH_BLOCKS, end - block);
        question.eligible.lanes(block, count, masks);
        if (block + count == blocks) {
          masks[count - 1] &= -1 >>> -question.rowCount;
        }
        if (batch(index, part, question, block, count)) {
          survivors.probe(question.scorer, errors, nearest);
        }
        block += count;
      }
    }
  }

  /// Looks at the blocks of a batch that have rows to be found, as many at once as are neighbours.
  ///
  /// @return whether so many rows came out that they should be probed
  private boolean batch(FlatIndex index, FlatPart part, Question question, int block, int count) {
    BlockQuery query = question.query.blocks();
    long blockBytes = CodeKernels.blockBytes(index.space().words());
    boolean isMuch = false;
    int from = 0;
    while (from < count) {
      if (masks[from] == 0) {
        from++;
        continue;
      }
      int to = from + 1;
      while (to < count && masks[to] != 0) {
        to++;
      }
      long at = (block + from - part.firstBlock()) * blockBytes;
      kernels.scan(part.blocks(), at, to - from, query, survivors.limit(), scan);
      visited += (long) (to - from) * CodeKernels.LANES;
      for (int i = from; i < to; i++) {
        isMuch |=
            survivors.take(
                scan.estimates(),
                (i - from) * CodeKernels.LANES,
                scan.below()[i - from] & masks[i],
                (block + i) * CodeKernels.LANES);
      }
      from = to;
    }
    return isMuch;
  }

  /// Brings the estimates of the survivors to distances with their errors, by all bits if there are
  /// more than the sign.
  private void refine(FlatIndex index, Question question, Errors errors, float base) {
    int bits = index.bits();
    float share = CodedQuery.errorShare(bits);
    int count = survivors.settle();
    for (int i = 0; i < count; i++) {
      int ord = survivors.ord(i);
      float estimate = base + survivors.estimate(i);
      float error = errors.error(errors.stored(ord), estimate);
      if (bits > 0) {
        estimate = base + extended(index, question.query, ord);
        error *= share;
      }
      survivors.refine(i, estimate, error);
    }
  }

  private static float extended(FlatIndex index, CodedQuery query, int ord) {
    int block = ord / CodeKernels.LANES;
    FlatPart part = index.partOf(block);
    int words = index.space().words();
    long row = ord - (long) part.firstBlock() * CodeKernels.LANES;
    return query.extended(
        part.blocks(),
        (block - part.firstBlock()) * CodeKernels.blockBytes(words),
        ord % CodeKernels.LANES,
        part.records(),
        row * RabitqEncoder.recordBytes(words, index.bits()),
        index.bits());
  }
}
