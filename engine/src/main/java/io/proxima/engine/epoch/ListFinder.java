package io.proxima.engine.epoch;

import io.proxima.engine.vector.Centers;
import io.proxima.engine.vector.Centers.Search;
import java.util.Arrays;

/// Finds the lists of an epoch that vectors belong to: of each vector first the cells that are near
/// it, then the nearest list in these. Seldom the nearest list is in none of them; the one that is
/// found is what counts.
///
/// - **Threads:** one thread.
/// - **Cost:** at a million rows of 128 floats about 1.5 µs a row.
public final class ListFinder {
  private static final int PROBED = 8;
  private static final int CHUNK_ROWS = 2048;

  private final Epoch epoch;
  private final int dim;
  private final int probed;
  private final Centers cells;
  private final Centers[] lists;
  private final int[] offsets = new int[CHUNK_ROWS];
  private final Search found;
  private final Search part;
  private final float[] cellScores;
  private final int[] probes;
  private final int[] byCell;
  private double residuals;

  /// A finder of the lists of an epoch.
  public ListFinder(Epoch epoch) {
    this.epoch = epoch;
    this.dim = epoch.dim();
    int cellCount = epoch.cellCount();
    this.probed = Math.min(PROBED, cellCount);
    float[] centered = epoch.cells().clone();
    EpochTrainer.shift(centered, epoch.mean(), -1);
    this.cells = Centers.of(centered, 0, cellCount, dim);
    centered = epoch.lists().clone();
    EpochTrainer.shift(centered, epoch.mean(), -1);
    this.lists = new Centers[cellCount];
    for (int cell = 0; cell < cellCount; cell++) {
      int start = epoch.cellStarts()[cell];
      lists[cell] = Centers.of(centered, start, epoch.cellStarts()[cell + 1] - start, dim);
    }
    this.found = new Search(new float[0], offsets, new int[CHUNK_ROWS], new float[CHUNK_ROWS]);
    this.part =
        new Search(new float[0], new int[CHUNK_ROWS], new int[CHUNK_ROWS], new float[CHUNK_ROWS]);
    this.cellScores = new float[CHUNK_ROWS * cells.stride()];
    this.probes = new int[CHUNK_ROWS * probed];
    this.byCell = new int[CHUNK_ROWS * probed];
  }

  /// The bytes that a finder takes on the heap.
  public static long memoryBytes(Epoch epoch) {
    long perCell = 128L * Float.BYTES * epoch.dim();
    return 2L * Float.BYTES * epoch.lists().length + (epoch.cellCount() + 1) * perCell;
  }

  /// The lists of `count` vectors, into `out` from `at`.
  ///
  /// - **Shape:** `rows` is row-major `count × dim`; overwritten.
  public void find(float[] rows, int count, int[] out, int at) {
    epoch.form().apply(rows, count, dim);
    float[] mean = epoch.mean();
    for (int row = 0; row < count; row++) {
      for (int i = 0; i < dim; i++) {
        rows[row * dim + i] -= mean[i];
      }
    }
    for (int from = 0; from < count; from += CHUNK_ROWS) {
      findChunk(rows, from, Math.min(CHUNK_ROWS, count - from), out, at + from);
    }
  }

  /// The sum of the distances, as far as floats tell, of all rows so far from the centres of their
  /// lists.
  public double residuals() {
    return residuals;
  }

  private void findChunk(float[] rows, int from, int count, int[] out, int at) {
    for (int i = 0; i < count; i++) {
      offsets[i] = (from + i) * dim;
    }
    Search all = new Search(rows, offsets, found.numbers(), found.scores());
    all.reset(count);
    if (lists.length == 1) {
      lists[0].improve(all, count);
    } else {
      probe(rows, all, count);
    }
    for (int i = 0; i < count; i++) {
      out[at + i] = all.number(i);
      residuals += Math.sqrt(all.squaredDistance(i, dim));
    }
  }

  private void probe(float[] rows, Search all, int count) {
    cells.scores(rows, offsets, count, cellScores);
    int[] starts = new int[lists.length + 1];
    for (int row = 0; row < count; row++) {
      nearestCells(row);
      for (int i = row * probed; i < (row + 1) * probed; i++) {
        starts[probes[i] + 1]++;
      }
    }
    for (int cell = 0; cell < lists.length; cell++) {
      starts[cell + 1] += starts[cell];
    }
    int[] next = Arrays.copyOf(starts, lists.length);
    for (int row = 0; row < count; row++) {
      for (int i = row * probed; i < (row + 1) * probed; i++) {
        byCell[next[probes[i]]++] = row;
      }
    }
    Search sub = new Search(rows, part.offsets(), part.numbers(), part.scores());
    for (int cell = 0; cell < lists.length; cell++) {
      improve(lists[cell], starts[cell], starts[cell + 1], all, sub);
    }
  }

  /// The rows `byCell[from..to)` against the lists of one cell.
  private void improve(Centers centers, int from, int to, Search all, Search sub) {
    int count = to - from;
    for (int i = 0; i < count; i++) {
      int row = byCell[from + i];
      sub.offsets()[i] = all.offsets()[row];
      sub.numbers()[i] = all.numbers()[row];
      sub.scores()[i] = all.scores()[row];
    }
    centers.improve(sub, count);
    for (int i = 0; i < count; i++) {
      int row = byCell[from + i];
      all.numbers()[row] = sub.numbers()[i];
      all.scores()[row] = sub.scores()[i];
    }
  }

  /// The cells with the lowest scores of a row, into its place among the probes.
  private void nearestCells(int row) {
    int first = row * probed;
    int scores = row * cells.stride();
    int kept = 0;
    for (int cell = 0; cell < lists.length; cell++) {
      float score = cellScores[scores + cell];
      if (kept == probed && !(score < cellScores[scores + probes[first + kept - 1]])) {
        continue;
      }
      int place = kept == probed ? kept - 1 : kept++;
      while (place > 0 && score < cellScores[scores + probes[first + place - 1]]) {
        probes[first + place] = probes[first + place - 1];
        place--;
      }
      probes[first + place] = cell;
    }
  }

  /// The epoch with the figures of the rows that were looked at so far, of which each list has so
  /// many.
  public Epoch measured(int[] listSizes) {
    long rows = Arrays.stream(listSizes).asLongStream().sum();
    int largest = Arrays.stream(listSizes).max().orElse(0);
    double mean = (double) rows / epoch.listCount();
    return epoch.with(
        new Epoch.Figures(rows, residuals / Math.max(1, rows), rows == 0 ? 1 : largest / mean));
  }
}
