package io.proxima.engine.epoch;

import io.proxima.engine.vector.Centers;
import io.proxima.engine.vector.Centers.Search;
import java.util.Arrays;
import java.util.SplittableRandom;

/// Trains epochs: k-means in two levels, which costs the square root of what one level does.
///
/// The same sample gives the same epoch, on one machine; its seed comes from its id.
///
/// - **Threads:** immutable.
public final class EpochTrainer {
  private static final int MOST_LISTS_OF_ONE_CELL = 256;
  private static final int ROWS_PER_CELL = 256;
  private static final int CELL_ITERATIONS = 8;
  private static final int LIST_ITERATIONS = 6;

  private EpochTrainer() {}

  /// Trains an epoch whose figures are still to be found out.
  ///
  /// - **Shape:** `sample` is row-major `count × dim`; overwritten.
  /// - **Cost:** 1 to 2 core-seconds for a table of 1M rows of 128 floats.
  ///
  /// @param count the number of rows of the sample, at least 1
  /// @param listCount about the number of lists that it shall have
  public static Epoch train(
      EpochId id, Form form, float[] sample, int count, int dim, int listCount) {
    form.apply(sample, count, dim);
    SplittableRandom random =
        new SplittableRandom(id.number() * 0x9E3779B97F4A7C15L + id.tableId());
    long rotationSeed = random.nextLong();
    KMeans kMeans = new KMeans(sample, dim, random);
    int[] offsets = new int[count];
    Arrays.setAll(offsets, row -> row * dim);
    int wanted = Math.min(count, listCount);
    float[] mean = mean(sample, count, dim);
    shift(sample, mean, -1);
    float[] cells = new float[dim];
    if (wanted > MOST_LISTS_OF_ONE_CELL) {
      int cellCount = (int) Math.round(Math.sqrt(wanted));
      int[] some = some(offsets, (long) ROWS_PER_CELL * cellCount);
      cells = kMeans.lloyd(some, some.length, cellCount, CELL_ITERATIONS);
    }
    int[][] members = members(sample, offsets, cells, dim);
    int[] starts = new int[members.length + 1];
    float[] own = new float[members.length * dim];
    float[][] lists = new float[members.length][];
    int left = 0;
    for (int cell = 0; cell < members.length; cell++) {
      int size = members[cell].length;
      if (size == 0) {
        continue; // the rows of the first level that had it are nearer to another one now
      }
      int share = (int) Math.max(1, Math.round((double) wanted * size / count));
      lists[left] = kMeans.train(members[cell], size, share, LIST_ITERATIONS);
      System.arraycopy(cells, cell * dim, own, left * dim, dim);
      starts[left + 1] = starts[left] + lists[left].length / dim;
      left++;
    }
    float[] cellCenters = Arrays.copyOf(own, left * dim);
    float[] listCenters = joined(lists, left);
    shift(cellCenters, mean, 1);
    shift(listCenters, mean, 1);
    return new Epoch(
        id,
        form,
        dim,
        mean,
        rotationSeed,
        cellCenters,
        Arrays.copyOf(starts, left + 1),
        listCenters,
        new Epoch.Figures(0, 0, 1));
  }

  private static float[] mean(float[] rows, int count, int dim) {
    double[] sums = new double[dim];
    for (int row = 0; row < count; row++) {
      for (int i = 0; i < dim; i++) {
        sums[i] += rows[row * dim + i];
      }
    }
    float[] mean = new float[dim];
    for (int i = 0; i < dim; i++) {
      mean[i] = (float) (sums[i] / count);
    }
    return mean;
  }

  /// Adds the mean so many times to all rows: products of vectors that are far from 0 and near each
  /// other tell nothing in floats.
  static void shift(float[] rows, float[] mean, int times) {
    for (int from = 0; from < rows.length; from += mean.length) {
      for (int i = 0; i < mean.length; i++) {
        rows[from + i] += times * mean[i];
      }
    }
  }

  /// Every n-th, so that there are at most `most`.
  private static int[] some(int[] offsets, long most) {
    int step = (int) Math.max(1, (offsets.length + most - 1) / most);
    int[] some = new int[(offsets.length + step - 1) / step];
    Arrays.setAll(some, i -> offsets[i * step]);
    return some;
  }

  /// The offsets of the rows of each cell.
  private static int[][] members(float[] sample, int[] offsets, float[] cells, int dim) {
    int count = offsets.length;
    Search search = Search.of(sample, count, dim);
    Centers centers = Centers.of(cells, 0, cells.length / dim, dim);
    centers.improve(search, count);
    int[] sizes = new int[centers.count()];
    for (int row = 0; row < count; row++) {
      sizes[search.number(row)]++;
    }
    int[][] members = new int[sizes.length][];
    Arrays.setAll(members, cell -> new int[sizes[cell]]);
    int[] filled = new int[sizes.length];
    for (int row = 0; row < count; row++) {
      int cell = search.number(row);
      members[cell][filled[cell]++] = offsets[row];
    }
    return members;
  }

  private static float[] joined(float[][] parts, int count) {
    int length = 0;
    for (int i = 0; i < count; i++) {
      length += parts[i].length;
    }
    float[] all = new float[length];
    int at = 0;
    for (int i = 0; i < count; i++) {
      System.arraycopy(parts[i], 0, all, at, parts[i].length);
      at += parts[i].length;
    }
    return all;
  }
}
