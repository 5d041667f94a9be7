package io.proxima.engine.vector;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Vectors among which the nearest one to each of many others is looked for, by L2.
///
/// They are kept negated, in panels as wide as the kernels like them: component after component, of
/// each those of all vectors of the panel. The distances are never written down: each is made from
/// the product `x·c` as `|c|²/2 − x·c`, which orders the centres of one row as their distances do,
/// compared with the least so far and forgotten.
///
/// - **Threads:** immutable.
public final class Centers {
  private final Kernels kernels;
  final int width;

  /// Whole panels, or one component of a panel each, as the kernels like it.
  final float[][] panels;

  final float[] halfNorms;
  private final int count;
  private final int dim;
  private final int firstNumber;

  private Centers(
      Kernels kernels, float[][] panels, float[] halfNorms, int count, int dim, int firstNumber) {
    this.kernels = kernels;
    this.width = kernels.panelWidth();
    this.panels = panels;
    this.halfNorms = halfNorms;
    this.count = count;
    this.dim = dim;
    this.firstNumber = firstNumber;
  }

  /// The vectors `from` to `from + count` of an array; their numbers are their places in it.
  ///
  /// - **Shape:** `vectors` is row-major, of `dim` floats each; copied.
  public static Centers of(float[] vectors, int from, int count, int dim) {
    return of(Kernels.best(), vectors, from, count, dim);
  }

  /// The same for kernels that need not be the best.
  public static Centers of(Kernels kernels, float[] vectors, int from, int count, int dim) {
    int width = kernels.panelWidth();
    int padded = (count + width - 1) / width * width;
    int piece = kernels.isPanelWhole() ? width * dim : width;
    float[][] panels = new float[padded / width * (width * dim / piece)][piece];
    float[] halfNorms = new float[padded];
    Arrays.fill(halfNorms, Float.POSITIVE_INFINITY);
    for (int i = 0; i < count; i++) {
      int source = (from + i) * dim;
      for (int d = 0; d < dim; d++) {
        int place = (i / width * dim + d) * width + i % width;
        panels[place / piece][place % piece] = -vectors[source + d];
      }
      halfNorms[i] = (float) (Distances.squaredNorm(vectors, source, dim) / 2);
    }
    return new Centers(kernels, panels, halfNorms, count, dim, from);
  }

  /// The number of vectors.
  public int count() {
    return count;
  }

  /// The number of components of each.
  public int dim() {
    return dim;
  }

  int firstNumber() {
    return firstNumber;
  }

  /// The rows for which the nearest centre is looked for, and what was found so far.
  ///
  /// - **Shape:** row `i` is `rows[offsets[i] .. offsets[i] + dim)`; `numbers[i]` is the number of
  ///   the nearest centre so far or -1, `scores[i]` its `|c|²/2 − x·c` or infinity.
  /// - **Owns:** borrows the arrays.
  public record Search(float[] rows, int[] offsets, int[] numbers, float[] scores) {
    /// A search that has found nothing yet, for the first `count` vectors of an array.
    public static Search of(float[] rows, int count, int dim) {
      int[] offsets = new int[count];
      for (int i = 0; i < count; i++) {
        offsets[i] = i * dim;
      }
      Search search = new Search(rows, offsets, new int[count], new float[count]);
      search.reset(count);
      return search;
    }

    /// Forgets what was found for the first `count` rows.
    public void reset(int count) {
      Arrays.fill(numbers, 0, count, -1);
      Arrays.fill(scores, 0, count, Float.POSITIVE_INFINITY);
    }

    /// The number of the nearest centre of a row; 0 where none is, because its components are too
    /// large for products of floats.
    public int number(int row) {
      return Math.max(0, numbers[row]);
    }

    /// The squared distance of a row to its nearest centre, as far as floats tell.
    public double squaredDistance(int row, int dim) {
      double norm = Distances.squaredNorm(rows, offsets[row], dim);
      return Math.max(0, norm + 2 * (double) scores[row]);
    }
  }

  /// Looks for nearer centres for the first `count` rows of a search. Of centres that are equally
  /// near the one with the lowest number counts, as far as floats tell.
  ///
  /// - **Cost:** `2 · count · count() · dim()` operations, at about the speed of the machine.
  public void improve(Search search, int count) {
    kernels.nearest(this, search, count);
  }

  /// The `|c|²/2 − x·c` of the first `rowCount` rows at `rows`, into `out`.
  ///
  /// - **Shape:** `out` is `rowCount × stride()`, the scores of one row behind each other; those
  ///   behind `count()` are infinite.
  public void scores(float[] rows, int[] offsets, int rowCount, float[] out) {
    kernels.scores(this, rows, offsets, rowCount, out);
  }

  /// The floats between the scores of one row and those of the next.
  public int stride() {
    return halfNorms.length;
  }

  /// The nearest centres of `rowCount` rows outside the heap, into `numbers`.
  ///
  /// - **Shape:** `rows` is row-major `rowCount × dim` little-endian floats from `offsetBytes`.
  public void nearest(MemorySegment rows, long offsetBytes, int rowCount, int[] numbers) {
    int tile = Math.clamp((64L << 10) / ((long) Float.BYTES * dim), 8, 256);
    float[] copied = new float[tile * dim];
    Search search = Search.of(copied, tile, dim);
    for (int done = 0; done < rowCount; done += tile) {
      int part = Math.min(tile, rowCount - done);
      long from = offsetBytes + (long) done * dim * Float.BYTES;
      MemorySegment.copy(rows, Matrix.FLOAT, from, copied, 0, part * dim);
      search.reset(part);
      improve(search, part);
      for (int i = 0; i < part; i++) {
        numbers[done + i] = search.number(i);
      }
    }
  }
}
