package io.proxima.engine.vector;

/// The products of many rows with many centres, in plain Java: sums over a panel that the compiler
/// turns into SIMD by itself, which it does for loops that are long.
final class ScalarCenters {
  /// The number of centres in a panel.
  static final int WIDTH = 128;

  private ScalarCenters() {}

  static void nearest(Centers centers, Centers.Search search, int count) {
    float[] sums = new float[WIDTH];
    for (int column = 0; column < centers.count(); column += WIDTH) {
      for (int row = 0; row < count; row++) {
        panel(centers, column, search.rows(), search.offsets()[row], sums);
        float best = search.scores()[row];
        int found = -1;
        for (int i = 0; i < WIDTH; i++) {
          if (sums[i] < best) {
            best = sums[i];
            found = i;
          }
        }
        if (found >= 0) {
          search.scores()[row] = best;
          search.numbers()[row] = centers.firstNumber() + column + found;
        }
      }
    }
  }

  static void scores(Centers centers, float[] rows, int[] offsets, int rowCount, float[] out) {
    float[] sums = new float[WIDTH];
    int stride = centers.stride();
    for (int column = 0; column < stride; column += WIDTH) {
      for (int row = 0; row < rowCount; row++) {
        panel(centers, column, rows, offsets[row], sums);
        System.arraycopy(sums, 0, out, row * stride + column, WIDTH);
      }
    }
  }

  private static void panel(Centers centers, int column, float[] rows, int at, float[] sums) {
    int dim = centers.dim();
    float[][] panels = centers.panels;
    int first = column / WIDTH * dim;
    System.arraycopy(centers.halfNorms, column, sums, 0, WIDTH);
    int d = 0;
    for (; d <= dim - 4; d += 4) {
      int p = first + d;
      add4(panels[p], panels[p + 1], panels[p + 2], panels[p + 3], rows, at + d, sums);
    }
    for (; d < dim; d++) {
      float x = rows[at + d];
      float[] panel = panels[first + d];
      for (int i = 0; i < WIDTH; i++) {
        sums[i] += x * panel[i];
      }
    }
  }

  /// One index for all arrays, or the compiler cannot tell that the order does not matter.
  private static void add4(
      float[] p0, float[] p1, float[] p2, float[] p3, float[] rows, int at, float[] sums) {
    float x0 = rows[at];
    float x1 = rows[at + 1];
    float x2 = rows[at + 2];
    float x3 = rows[at + 3];
    for (int i = 0; i < WIDTH; i++) {
      sums[i] += x0 * p0[i] + x1 * p1[i] + x2 * p2[i] + x3 * p3[i];
    }
  }
}
