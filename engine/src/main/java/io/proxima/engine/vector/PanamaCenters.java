package io.proxima.engine.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The products of many rows with many centres, with the Vector API.
///
/// A tile is some rows times two registers of centres: its sums stay in registers while the
/// components go by, each of them read once for all rows. Eight rows are as many as 32 registers
/// hold, four as many as 16. The species is the widest of the machine: unlike the loops over one
/// row, this one is bound by arithmetic.
///
/// Machines with registers of 256 bits for all types have a fused multiply-add, as all of ARM have;
/// where there is none it would be emulated, digit by digit.
final class PanamaCenters {
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = F.length();
  private static final int TILE = 2 * LANES;
  private static final boolean IS_WIDE = LANES >= 16;
  private static final boolean IS_FUSED =
      LANES >= 8 || System.getProperty("os.arch", "").equals("aarch64");

  /// The number of centres in a panel.
  static final int WIDTH = 32;

  private PanamaCenters() {}

  /// Whether the machine has what these loops need to be faster than the plain ones.
  static boolean isFast() {
    return IS_FUSED && WIDTH % TILE == 0;
  }

  static void nearest(Centers centers, Centers.Search search, int count) {
    float[] sums = new float[8 * TILE];
    int rowsAtOnce = IS_WIDE ? 8 : 4;
    int[] at = new int[8];
    for (int column = 0; column < centers.count(); column += TILE) {
      int number = centers.firstNumber() + column;
      for (int row = 0; row < count; row += rowsAtOnce) {
        int rows = Math.min(rowsAtOnce, count - row);
        for (int i = 0; i < rowsAtOnce; i++) {
          at[i] = search.offsets()[row + Math.min(i, rows - 1)];
        }
        tile(centers, column, search.rows(), at, sums);
        for (int i = 0; i < rows; i++) {
          keep(sums, i * TILE, search, row + i, number);
        }
      }
    }
  }

  private static void keep(float[] sums, int from, Centers.Search search, int row, int number) {
    FloatVector low = FloatVector.fromArray(F, sums, from);
    FloatVector high = FloatVector.fromArray(F, sums, from + LANES);
    FloatVector least = low.min(high);
    float best = search.scores()[row];
    if (least.lt(best).anyTrue()) {
      // Infinite components make scores that are no numbers; those count for nothing.
      FloatVector none = FloatVector.broadcast(F, Float.POSITIVE_INFINITY);
      low = none.blend(low, low.lt(best));
      high = none.blend(high, high.lt(best));
      float found = low.min(high).reduceLanes(VectorOperators.MIN);
      int lane = low.eq(found).firstTrue();
      search.numbers()[row] = number + (lane < LANES ? lane : LANES + high.eq(found).firstTrue());
      search.scores()[row] = found;
    }
  }

  static void scores(Centers centers, float[] rows, int[] offsets, int rowCount, float[] out) {
    float[] sums = new float[8 * TILE];
    int rowsAtOnce = IS_WIDE ? 8 : 4;
    int[] at = new int[8];
    int stride = centers.stride();
    for (int column = 0; column < stride; column += TILE) {
      for (int row = 0; row < rowCount; row += rowsAtOnce) {
        int part = Math.min(rowsAtOnce, rowCount - row);
        for (int i = 0; i < rowsAtOnce; i++) {
          at[i] = offsets[row + Math.min(i, part - 1)];
        }
        tile(centers, column, rows, at, sums);
        for (int i = 0; i < part; i++) {
          System.arraycopy(sums, i * TILE, out, (row + i) * stride + column, TILE);
        }
      }
    }
  }

  private static void tile(Centers centers, int column, float[] rows, int[] at, float[] sums) {
    float[] panel = centers.panels[column / WIDTH];
    if (IS_WIDE) {
      tile8(centers, panel, column, rows, at, sums);
    } else {
      tile4(centers, panel, column, rows, at, sums);
    }
  }

  private static void tile8(
      Centers centers, float[] p, int column, float[] x, int[] at, float[] sums) {
    int dim = centers.dim();
    int first = column % WIDTH;
    int r0 = at[0], r1 = at[1], r2 = at[2], r3 = at[3];
    int r4 = at[4], r5 = at[5], r6 = at[6], r7 = at[7];
    FloatVector a0 = FloatVector.fromArray(F, centers.halfNorms, column);
    FloatVector b0 = FloatVector.fromArray(F, centers.halfNorms, column + LANES);
    FloatVector a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0, a7 = a0;
    FloatVector b1 = b0, b2 = b0, b3 = b0, b4 = b0, b5 = b0, b6 = b0, b7 = b0;
    for (int d = 0; d < dim; d++) {
      FloatVector low = FloatVector.fromArray(F, p, first + d * WIDTH);
      FloatVector high = FloatVector.fromArray(F, p, first + d * WIDTH + LANES);
      FloatVector x0 = FloatVector.broadcast(F, x[r0 + d]);
      a0 = x0.fma(low, a0);
      b0 = x0.fma(high, b0);
      FloatVector x1 = FloatVector.broadcast(F, x[r1 + d]);
      a1 = x1.fma(low, a1);
      b1 = x1.fma(high, b1);
      FloatVector x2 = FloatVector.broadcast(F, x[r2 + d]);
      a2 = x2.fma(low, a2);
      b2 = x2.fma(high, b2);
      FloatVector x3 = FloatVector.broadcast(F, x[r3 + d]);
      a3 = x3.fma(low, a3);
      b3 = x3.fma(high, b3);
      FloatVector x4 = FloatVector.broadcast(F, x[r4 + d]);
      a4 = x4.fma(low, a4);
      b4 = x4.fma(high, b4);
      FloatVector x5 = FloatVector.broadcast(F, x[r5 + d]);
      a5 = x5.fma(low, a5);
      b5 = x5.fma(high, b5);
      FloatVector x6 = FloatVector.broadcast(F, x[r6 + d]);
      a6 = x6.fma(low, a6);
      b6 = x6.fma(high, b6);
      FloatVector x7 = FloatVector.broadcast(F, x[r7 + d]);
      a7 = x7.fma(low, a7);
      b7 = x7.fma(high, b7);
    }
    store(a0, b0, sums, 0);
    store(a1, b1, sums, TILE);
    store(a2, b2, sums, 2 * TILE);
    store(a3, b3, sums, 3 * TILE);
    store(a4, b4, sums, 4 * TILE);
    store(a5, b5, sums, 5 * TILE);
    store(a6, b6, sums, 6 * TILE);
    store(a7, b7, sums, 7 * TILE);
  }

  private static void tile4(
      Centers centers, float[] p, int column, float[] x, int[] at, float[] sums) {
    int dim = centers.dim();
    int first = column % WIDTH;
    int r0 = at[0], r1 = at[1], r2 = at[2], r3 = at[3];
    FloatVector a0 = FloatVector.fromArray(F, centers.halfNorms, column);
    FloatVector b0 = FloatVector.fromArray(F, centers.halfNorms, column + LANES);
    FloatVector a1 = a0, a2 = a0, a3 = a0;
    FloatVector b1 = b0, b2 = b0, b3 = b0;
    for (int d = 0; d < dim; d++) {
      FloatVector low = FloatVector.fromArray(F, p, first + d * WIDTH);
      FloatVector high = FloatVector.fromArray(F, p, first + d * WIDTH + LANES);
      FloatVector x0 = FloatVector.broadcast(F, x[r0 + d]);
      a0 = x0.fma(low, a0);
      b0 = x0.fma(high, b0);
      FloatVector x1 = FloatVector.broadcast(F, x[r1 + d]);
      a1 = x1.fma(low, a1);
      b1 = x1.fma(high, b1);
      FloatVector x2 = FloatVector.broadcast(F, x[r2 + d]);
      a2 = x2.fma(low, a2);
      b2 = x2.fma(high, b2);
      FloatVector x3 = FloatVector.broadcast(F, x[r3 + d]);
      a3 = x3.fma(low, a3);
      b3 = x3.fma(high, b3);
    }
    store(a0, b0, sums, 0);
    store(a1, b1, sums, TILE);
    store(a2, b2, sums, 2 * TILE);
    store(a3, b3, sums, 3 * TILE);
  }

  private static void store(FloatVector low, FloatVector high, float[] sums, int at) {
    low.intoArray(sums, at);
    high.intoArray(sums, at + LANES);
  }
}
