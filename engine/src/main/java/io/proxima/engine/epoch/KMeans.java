package io.proxima.engine.epoch;

import io.proxima.engine.vector.Centers;
import io.proxima.engine.vector.Centers.Search;
import java.util.Arrays;
import java.util.SplittableRandom;

/// Lloyd's algorithm on some rows of an array: centres such that each row is near one of them.
///
/// Centres begin at rows chosen at random. One that no row is nearest to goes where a row is
/// farthest from its centre; what no row has at the end, because there are not so many different
/// rows, is left out. A list with far more rows than others is split once more.
///
/// - **Threads:** one thread.
final class KMeans {
  private static final int MOST_OF_MEAN = 2;
  private static final int SPLIT_ITERATIONS = 3;

  private final float[] rows;
  private final int dim;
  private final SplittableRandom random;

  /// @param rows row-major, of `dim` floats each; borrowed
  KMeans(float[] rows, int dim, SplittableRandom random) {
    this.rows = rows;
    this.dim = dim;
    this.random = random;
  }

  /// At most about `k` centres of the rows at `offsets[0..count)`, balanced by splitting, which may
  /// make a few more.
  ///
  /// @return row-major centres, at least one
  float[] train(int[] offsets, int count, int k, int iterations) {
    float[] centers = lloyd(offsets, count, k, iterations);
    return split(centers, offsets, count, Math.max(1, count / Math.max(1, k)));
  }

  /// The same without splitting.
  float[] lloyd(int[] offsets, int count, int k, int iterations) {
    int wanted = Math.min(k, count);
    float[] centers = choose(offsets, count, wanted);
    Search search = new Search(rows, offsets, new int[count], new float[count]);
    int[] sizes = new int[wanted];
    for (int i = 0; i < iterations; i++) {
      assign(centers, wanted, search, count);
      centers = means(centers, search, count, sizes);
      reseed(centers, search, count, sizes);
    }
    assign(centers, wanted, search, count);
    Arrays.fill(sizes, 0);
    for (int row = 0; row < count; row++) {
      sizes[search.number(row)]++;
    }
    return withoutEmpty(centers, sizes);
  }

  private void assign(float[] centers, int k, Search search, int count) {
    search.reset(count);
    Centers.of(centers, 0, k, dim).improve(search, count);
  }

  private float[] choose(int[] offsets, int count, int k) {
    int[] shuffled = Arrays.copyOf(offsets, count);
    float[] centers = new float[k * dim];
    for (int i = 0; i < k; i++) {
      int other = i + random.nextInt(count - i);
      int offset = shuffled[other];
      shuffled[other] = shuffled[i];
      System.arraycopy(rows, offset, centers, i * dim, dim);
    }
    return centers;
  }

  /// The means of the lists; that of an empty one stays where it was.
  private float[] means(float[] centers, Search search, int count, int[] sizes) {
    double[] sums = new double[centers.length];
    Arrays.fill(sizes, 0);
    for (int row = 0; row < count; row++) {
      int list = search.number(row);
      int from = search.offsets()[row];
      int to = list * dim;
      sizes[list]++;
      for (int i = 0; i < dim; i++) {
        sums[to + i] += rows[from + i];
      }
    }
    float[] means = new float[centers.length];
    for (int list = 0; list < sizes.length; list++) {
      for (int i = list * dim; i < (list + 1) * dim; i++) {
        means[i] = sizes[list] == 0 ? centers[i] : (float) (sums[i] / sizes[list]);
      }
    }
    return means;
  }

  /// Puts the centres of empty lists on the rows that are farthest from theirs, each on another.
  private void reseed(float[] centers, Search search, int count, int[] sizes) {
    int empty = (int) Arrays.stream(sizes).filter(size -> size == 0).count();
    if (empty == 0) {
      return;
    }
    long[] byDistance = new long[count];
    for (int row = 0; row < count; row++) {
      float distance = (float) search.squaredDistance(row, dim);
      byDistance[row] = (long) Float.floatToIntBits(distance) << Integer.SIZE | row;
    }
    Arrays.sort(byDistance);
    int next = count - 1;
    for (int list = 0; list < sizes.length && next >= 0; list++) {
      if (sizes[list] == 0) {
        System.arraycopy(
            rows, search.offsets()[(int) byDistance[next--]], centers, list * dim, dim);
      }
    }
  }

  private float[] withoutEmpty(float[] centers, int[] sizes) {
    float[] left = new float[centers.length];
    int kept = 0;
    for (int list = 0; list < sizes.length; list++) {
      if (sizes[list] > 0) {
        System.arraycopy(centers, list * dim, left, kept++ * dim, dim);
      }
    }
    return kept == sizes.length ? centers : Arrays.copyOf(left, kept * dim);
  }

  private float[] split(float[] centers, int[] offsets, int count, int meanRows) {
    int k = centers.length / dim;
    Search search = new Search(rows, offsets, new int[count], new float[count]);
    assign(centers, k, search, count);
    int[] starts = new int[k + 1];
    for (int row = 0; row < count; row++) {
      starts[search.number(row) + 1]++;
    }
    float[] all = new float[0];
    int[] members = new int[count];
    for (int list = 0; list < k; list++) {
      int size = starts[list + 1];
      float[] own = Arrays.copyOfRange(centers, list * dim, (list + 1) * dim);
      if (size > MOST_OF_MEAN * meanRows) {
        int found = 0;
        for (int row = 0; row < count; row++) {
          members[found] = offsets[row];
          found += search.number(row) == list ? 1 : 0;
        }
        own = lloyd(Arrays.copyOf(members, size), size, size / meanRows, SPLIT_ITERATIONS);
      }
      int end = all.length;
      all = Arrays.copyOf(all, end + own.length);
      System.arraycopy(own, 0, all, end, own.length);
    }
    return all;
  }
}
