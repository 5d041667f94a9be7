package io.proxima.engine.vector;

import java.lang.foreign.MemorySegment;

/// The loops in plain Java, with eight accumulators so that additions need not wait for each other.
/// Rows outside the heap are copied first: one loop then serves both.
final class ScalarKernels implements Kernels {
  @Override
  public float dot(float[] a, int aOffset, float[] b, int bOffset, int dim) {
    float s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
    int i = 0;
    for (int end = dim & -8; i < end; i += 8) {
      int p = aOffset + i;
      int q = bOffset + i;
      s0 += a[p] * b[q];
      s1 += a[p + 1] * b[q + 1];
      s2 += a[p + 2] * b[q + 2];
      s3 += a[p + 3] * b[q + 3];
      s4 += a[p + 4] * b[q + 4];
      s5 += a[p + 5] * b[q + 5];
      s6 += a[p + 6] * b[q + 6];
      s7 += a[p + 7] * b[q + 7];
    }
    for (; i < dim; i++) {
      s0 += a[aOffset + i] * b[bOffset + i];
    }
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
  }

  @Override
  public float squaredL2(float[] a, int aOffset, float[] b, int bOffset, int dim) {
    float s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
    int i = 0;
    for (int end = dim & -8; i < end; i += 8) {
      int p = aOffset + i;
      int q = bOffset + i;
      s0 += square(a[p] - b[q]);
      s1 += square(a[p + 1] - b[q + 1]);
      s2 += square(a[p + 2] - b[q + 2]);
      s3 += square(a[p + 3] - b[q + 3]);
      s4 += square(a[p + 4] - b[q + 4]);
      s5 += square(a[p + 5] - b[q + 5]);
      s6 += square(a[p + 6] - b[q + 6]);
      s7 += square(a[p + 7] - b[q + 7]);
    }
    for (; i < dim; i++) {
      s0 += square(a[aOffset + i] - b[bOffset + i]);
    }
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
  }

  @Override
  public float l1(float[] a, int aOffset, float[] b, int bOffset, int dim) {
    float s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
    int i = 0;
    for (int end = dim & -8; i < end; i += 8) {
      int p = aOffset + i;
      int q = bOffset + i;
      s0 += Math.abs(a[p] - b[q]);
      s1 += Math.abs(a[p + 1] - b[q + 1]);
      s2 += Math.abs(a[p + 2] - b[q + 2]);
      s3 += Math.abs(a[p + 3] - b[q + 3]);
      s4 += Math.abs(a[p + 4] - b[q + 4]);
      s5 += Math.abs(a[p + 5] - b[q + 5]);
      s6 += Math.abs(a[p + 6] - b[q + 6]);
      s7 += Math.abs(a[p + 7] - b[q + 7]);
    }
    for (; i < dim; i++) {
      s0 += Math.abs(a[aOffset + i] - b[bOffset + i]);
    }
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
  }

  @Override
  public void dot(
      float[] query, MemorySegment rows, long offsetBytes, int count, float[] out, int outOffset) {
    float[] row = new float[query.length];
    for (int i = 0; i < count; i++) {
      copyRow(rows, offsetBytes, i, row);
      out[outOffset + i] = dot(query, 0, row, 0, row.length);
    }
  }

  @Override
  public void squaredL2(
      float[] query, MemorySegment rows, long offsetBytes, int count, float[] out, int outOffset) {
    float[] row = new float[query.length];
    for (int i = 0; i < count; i++) {
      copyRow(rows, offsetBytes, i, row);
      out[outOffset + i] = squaredL2(query, 0, row, 0, row.length);
    }
  }

  @Override
  public void l1(
      float[] query, MemorySegment rows, long offsetBytes, int count, float[] out, int outOffset) {
    float[] row = new float[query.length];
    for (int i = 0; i < count; i++) {
      copyRow(rows, offsetBytes, i, row);
      out[outOffset + i] = l1(query, 0, row, 0, row.length);
    }
  }

  private static void copyRow(MemorySegment rows, long offsetBytes, int index, float[] row) {
    long from = offsetBytes + index * (long) row.length * Float.BYTES;
    MemorySegment.copy(rows, Matrix.FLOAT, from, row, 0, row.length);
  }

  @Override
  public int panelWidth() {
    return ScalarCenters.WIDTH;
  }

  @Override
  public boolean isPanelWhole() {
    return false;
  }

  @Override
  public void nearest(Centers centers, Centers.Search search, int count) {
    ScalarCenters.nearest(centers, search, count);
  }

  @Override
  public void scores(Centers centers, float[] rows, int[] offsets, int rowCount, float[] out) {
    ScalarCenters.scores(centers, rows, offsets, rowCount, out);
  }

  @Override
  public double exactDot(float[] a, int aOffset, float[] b, int bOffset, int dim) {
    double s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
    int i = 0;
    for (int end = dim & -8; i < end; i += 8) {
      int p = aOffset + i;
      int q = bOffset + i;
      s0 += (double) a[p] * b[q];
      s1 += (double) a[p + 1] * b[q + 1];
      s2 += (double) a[p + 2] * b[q + 2];
      s3 += (double) a[p + 3] * b[q + 3];
      s4 += (double) a[p + 4] * b[q + 4];
      s5 += (double) a[p + 5] * b[q + 5];
      s6 += (double) a[p + 6] * b[q + 6];
      s7 += (double) a[p + 7] * b[q + 7];
    }
    double[] sums = {s0, s1, s2, s3, s4, s5, s6, s7};
    for (; i < dim; i++) {
      sums[i & 7] += (double) a[aOffset + i] * b[bOffset + i];
    }
    return total(sums);
  }

  @Override
  public double exactSquaredL2(float[] a, int aOffset, float[] b, int bOffset, int dim) {
    double s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
    int i = 0;
    for (int end = dim & -8; i < end; i += 8) {
      int p = aOffset + i;
      int q = bOffset + i;
      s0 += square((double) a[p] - b[q]);
      s1 += square((double) a[p + 1] - b[q + 1]);
      s2 += square((double) a[p + 2] - b[q + 2]);
      s3 += square((double) a[p + 3] - b[q + 3]);
      s4 += square((double) a[p + 4] - b[q + 4]);
      s5 += square((double) a[p + 5] - b[q + 5]);
      s6 += square((double) a[p + 6] - b[q + 6]);
      s7 += square((double) a[p + 7] - b[q + 7]);
    }
    double[] sums = {s0, s1, s2, s3, s4, s5, s6, s7};
    for (; i < dim; i++) {
      sums[i & 7] += square((double) a[aOffset + i] - b[bOffset + i]);
    }
    return total(sums);
  }

  @Override
  public double exactL1(float[] a, int aOffset, float[] b, int bOffset, int dim) {
    double s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
    int i = 0;
    for (int end = dim & -8; i < end; i += 8) {
      int p = aOffset + i;
      int q = bOffset + i;
      s0 += Math.abs((double) a[p] - b[q]);
      s1 += Math.abs((double) a[p + 1] - b[q + 1]);
      s2 += Math.abs((double) a[p + 2] - b[q + 2]);
      s3 += Math.abs((double) a[p + 3] - b[q + 3]);
      s4 += Math.abs((double) a[p + 4] - b[q + 4]);
      s5 += Math.abs((double) a[p + 5] - b[q + 5]);
      s6 += Math.abs((double) a[p + 6] - b[q + 6]);
      s7 += Math.abs((double) a[p + 7] - b[q + 7]);
    }
    double[] sums = {s0, s1, s2, s3, s4, s5, s6, s7};
    for (; i < dim; i++) {
      sums[i & 7] += Math.abs((double) a[aOffset + i] - b[bOffset + i]);
    }
    return total(sums);
  }

  /// The eight partial sums in their fixed order.
  static double total(double[] s) {
    return ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]));
  }

  private static float square(float x) {
    return x * x;
  }

  private static double square(double x) {
    return x * x;
  }
}
