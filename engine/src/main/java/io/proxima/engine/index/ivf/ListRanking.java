package io.proxima.engine.index.ivf;

import io.proxima.engine.index.Survivors;
import io.proxima.engine.quant.CodedQuery;
import io.proxima.engine.vector.BlockScan;
import io.proxima.engine.vector.CodeKernels;
import io.proxima.engine.vector.Kernels;
import io.proxima.engine.vector.Metric;
import java.util.Arrays;

/// The lists of an index in the order in which a query should look at them: roughly by the codes of
/// their centres, and as many as are asked for by the centres themselves.
///
/// - **Threads:** one thread.
final class ListRanking {
  private static final int FIRST = 32;
  private static final int BATCH_BLOCKS = 32;

  /// How far rows may be from their centre, by their mean distance from it.
  private static final float WIDEST = 1.5f;

  private final IvfIndex index;
  private final CodeKernels kernels = CodeKernels.best();
  private final Kernels floats = Kernels.best();
  private final BlockScan scan = BlockScan.of(BATCH_BLOCKS);
  private final long[] entries;
  private final float[] bases;
  private final float[] spreads;
  private final float[] squares;
  private final float[] out = new float[1];
  private final boolean isProduct;
  private float nearest;
  private CodedQuery query;
  private float ownBase;
  private float length;
  private int next;
  private int ranked;

  ListRanking(IvfIndex index, CodedQuery query) {
    this.index = index;
    this.query = query;
    int room = (int) IvfLayout.blocks(index.listCount()) * CodeKernels.LANES;
    this.entries = new long[room];
    this.bases = new float[index.listCount()];
    this.spreads = new float[index.listCount()];
    this.squares = new float[index.listCount()];
    this.isProduct = index.space().metric() == Metric.INNER_PRODUCT;
  }

  void begin(CodedQuery asked) {
    query = asked;
    ownBase = asked.base(null);
    length = isProduct ? asked.length() : 0;
    nearest = Float.POSITIVE_INFINITY;
    next = 0;
    ranked = 0;
    long blockBytes = index.layout().blockBytes();
    int blocks = (int) IvfLayout.blocks(index.listCount());
    for (int block = 0; block < blocks; block += BATCH_BLOCKS) {
      int count = Math.min(BATCH_BLOCKS, blocks - block);
      long at = index.layout().coarseAt() + block * blockBytes;
      kernels.scan(index.bytes(), at, count, asked.blocks(), Float.POSITIVE_INFINITY, scan);
      int first = block * CodeKernels.LANES;
      int lists = Math.min(count * CodeKernels.LANES, index.listCount() - first);
      for (int i = 0; i < lists; i++) {
        entries[first + i] = Survivors.entry(scan.estimates()[i], first + i);
      }
    }
  }

  /// The next list, or -1.
  int next(int wanted) {
    if (next == ranked && !rank(wanted)) {
      return -1;
    }
    return (int) entries[next++];
  }

  private boolean rank(int wanted) {
    int left = index.listCount() - ranked;
    if (left == 0) {
      return false;
    }
    int count = Math.min(left, ranked == 0 ? Math.max(wanted, FIRST) : ranked);
    if (count < left) {
      Survivors.select(entries, ranked, index.listCount(), count);
    }
    for (int i = ranked; i < ranked + count; i++) {
      int list = (int) entries[i];
      measure(list);
      entries[i] = Survivors.entry(place(list), list);
    }
    Arrays.sort(entries, ranked, ranked + count);
    ranked += count;
    return true;
  }

  /// The lower the earlier: how far the centre is, or the mean distance of the rows where a
  /// distance is none of a centre.
  private float place(int list) {
    return bases[list] + (isProduct ? index.list(list).own() : 0);
  }

  private void measure(int list) {
    long at = index.layout().centresAt() + list * index.layout().centreBytes();
    floats.squaredL2(query.placed(), index.bytes(), at, 1, out, 0);
    float square = out[0];
    squares[list] = square;
    nearest = Math.min(nearest, square);
    spreads[list] = (float) Math.sqrt(square);
    switch (index.space().metric()) {
      case L2 -> bases[list] = square;
      case COSINE -> bases[list] = square / 2;
      default -> {
        floats.dot(query.placed(), index.bytes(), at, 1, out, 0);
        bases[list] = ownBase - out[0];
      }
    }
  }

  /// What belongs to the query and the centre of a list that was given out: see [CodedQuery#base].
  float base(int list) {
    return bases[list];
  }

  /// The distance of the query from the centre of a list that was given out.
  float spread(int list) {
    return spreads[list];
  }

  /// How far a list is out of the way of a query that looks for rows within `limit`: a row of it
  /// would be farther from the nearest centre by this measure than from its own. For L2 and cosine
  /// it is the difference of the squared distances of the two centres by the limit, a cosine but
  /// for a factor; for the inner product what the rows would have to have more than the mean of
  /// them, by their mean distance from the centre.
  float apartness(int list, float limit) {
    if (isProduct) {
      float missing = place(list) - limit;
      return missing <= 0 ? 0 : missing / (index.list(list).radius() * length);
    }
    float more = squares[list] - nearest;
    return more <= 0 ? 0 : more / (float) Math.sqrt(squared(limit));
  }

  /// Whether rows of a list may be within `limit` in whatever direction they are. The inner product
  /// does not tell.
  boolean mayReach(int list, float limit) {
    return isProduct
        || !(spreads[list] > Math.sqrt(squared(limit)) + WIDEST * index.list(list).radius());
  }

  private float squared(float limit) {
    return Math.max(0, index.space().metric() == Metric.COSINE ? 2 * limit : limit);
  }
}
