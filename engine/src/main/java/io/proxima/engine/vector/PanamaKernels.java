package io.proxima.engine.vector;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.F2D;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The loops with the Vector API.
///
/// Loops over arrays and loops over memory outside the heap are separate methods: one method that
/// met both would be compiled for neither. The species are never wider than the machine's own,
/// because a wider one is emulated object by object. They stop at 256 bits, which was as fast as
/// 512 or faster here. Products and sums are separate operations: a machine without fused
/// multiply-add emulates it.
final class PanamaKernels implements Kernels {
  private static final VectorSpecies<Float> F = widest();
  private static final int LANES = F.length();
  private static final boolean WIDE = F.vectorBitSize() == 256;
  private static final VectorSpecies<Float> HALF = FloatVector.SPECIES_128;
  private static final VectorSpecies<Double> D = DoubleVector.SPECIES_256;

  /// Runs the exact loops where four doubles do not fit a register.
  private final ScalarKernels scalar = new ScalarKernels();

  private static VectorSpecies<Float> widest() {
    VectorSpecies<Float> preferred = FloatVector.SPECIES_PREFERRED;
    return preferred.vectorBitSize() > 256 ? FloatVector.SPECIES_256 : preferred;
  }

  @Override
  public float dot(float[] a, int aOffset, float[] b, int bOffset, int dim) {
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int i = 0;
    for (int end = dim - 4 * LANES; i <= end; i += 4 * LANES) {
      int p = aOffset + i;
      int q = bOffset + i;
      s0 = s0.add(load(a, p).mul(load(b, q)));
      s1 = s1.add(load(a, p + LANES).mul(load(b, q + LANES)));
      s2 = s2.add(load(a, p + 2 * LANES).mul(load(b, q + 2 * LANES)));
      s3 = s3.add(load(a, p + 3 * LANES).mul(load(b, q + 3 * LANES)));
    }
    for (int end = dim - LANES; i <= end; i += LANES) {
      s0 = s0.add(load(a, aOffset + i).mul(load(b, bOffset + i)));
    }
    float sum = s0.add(s1).add(s2.add(s3)).reduceLanes(ADD);
    for (; i < dim; i++) {
      sum += a[aOffset + i] * b[bOffset + i];
    }
    return sum;
  }

  @Override
  public float squaredL2(float[] a, int aOffset, float[] b, int bOffset, int dim) {
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int i = 0;
    for (int end = dim - 4 * LANES; i <= end; i += 4 * LANES) {
      int p = aOffset + i;
      int q = bOffset + i;
      FloatVector d0 = load(a, p).sub(load(b, q));
      FloatVector d1 = load(a, p + LANES).sub(load(b, q + LANES));
      FloatVector d2 = load(a, p + 2 * LANES).sub(load(b, q + 2 * LANES));
      FloatVector d3 = load(a, p + 3 * LANES).sub(load(b, q + 3 * LANES));
      s0 = s0.add(d0.mul(d0));
      s1 = s1.add(d1.mul(d1));
      s2 = s2.add(d2.mul(d2));
      s3 = s3.add(d3.mul(d3));
    }
    for (int end = dim - LANES; i <= end; i += LANES) {
      FloatVector d = load(a, aOffset + i).sub(load(b, bOffset + i));
      s0 = s0.add(d.mul(d));
    }
    float sum = s0.add(s1).add(s2.add(s3)).reduceLanes(ADD);
    for (; i < dim; i++) {
      float d = a[aOffset + i] - b[bOffset + i];
      sum += d * d;
    }
    return sum;
  }

  @Override
  public float l1(float[] a, int aOffset, float[] b, int bOffset, int dim) {
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int i = 0;
    for (int end = dim - 4 * LANES; i <= end; i += 4 * LANES) {
      int p = aOffset + i;
      int q = bOffset + i;
      s0 = s0.add(load(a, p).sub(load(b, q)).abs());
      s1 = s1.add(load(a, p + LANES).sub(load(b, q + LANES)).abs());
      s2 = s2.add(load(a, p + 2 * LANES).sub(load(b, q + 2 * LANES)).abs());
      s3 = s3.add(load(a, p + 3 * LANES).sub(load(b, q + 3 * LANES)).abs());
    }
    for (int end = dim - LANES; i <= end; i += LANES) {
      s0 = s0.add(load(a, aOffset + i).sub(load(b, bOffset + i)).abs());
    }
    float sum = s0.add(s1).add(s2.add(s3)).reduceLanes(ADD);
    for (; i < dim; i++) {
      sum += Math.abs(a[aOffset + i] - b[bOffset + i]);
    }
    return sum;
  }

  @Override
  public void dot(
      float[] query, MemorySegment rows, long offsetBytes, int count, float[] out, int outOffset) {
    long rowBytes = query.length * (long) Float.BYTES;
    for (int i = 0; i < count; i++) {
      out[outOffset + i] = dot(query, rows, offsetBytes + i * rowBytes);
    }
  }

  @Override
  public void squaredL2(
      float[] query, MemorySegment rows, long offsetBytes, int count, float[] out, int outOffset) {
    long rowBytes = query.length * (long) Float.BYTES;
    for (int i = 0; i < count; i++) {
      out[outOffset + i] = squaredL2(query, rows, offsetBytes + i * rowBytes);
    }
  }

  @Override
  public void l1(
      float[] query, MemorySegment rows, long offsetBytes, int count, float[] out, int outOffset) {
    long rowBytes = query.length * (long) Float.BYTES;
    for (int i = 0; i < count; i++) {
      out[outOffset + i] = l1(query, rows, offsetBytes + i * rowBytes);
    }
  }

  private static float dot(float[] q, MemorySegment rows, long at) {
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int i = 0;
    for (int end = q.length - 4 * LANES; i <= end; i += 4 * LANES) {
      s0 = s0.add(load(q, i).mul(load(rows, at, i)));
      s1 = s1.add(load(q, i + LANES).mul(load(rows, at, i + LANES)));
      s2 = s2.add(load(q, i + 2 * LANES).mul(load(rows, at, i + 2 * LANES)));
      s3 = s3.add(load(q, i + 3 * LANES).mul(load(rows, at, i + 3 * LANES)));
    }
    for (int end = q.length - LANES; i <= end; i += LANES) {
      s0 = s0.add(load(q, i).mul(load(rows, at, i)));
    }
    float sum = s0.add(s1).add(s2.add(s3)).reduceLanes(ADD);
    for (; i < q.length; i++) {
      sum += q[i] * get(rows, at, i);
    }
    return sum;
  }

  private static float squaredL2(float[] q, MemorySegment rows, long at) {
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int i = 0;
    for (int end = q.length - 4 * LANES; i <= end; i += 4 * LANES) {
      FloatVector d0 = load(q, i).sub(load(rows, at, i));
      FloatVector d1 = load(q, i + LANES).sub(load(rows, at, i + LANES));
      FloatVector d2 = load(q, i + 2 * LANES).sub(load(rows, at, i + 2 * LANES));
      FloatVector d3 = load(q, i + 3 * LANES).sub(load(rows, at, i + 3 * LANES));
      s0 = s0.add(d0.mul(d0));
      s1 = s1.add(d1.mul(d1));
      s2 = s2.add(d2.mul(d2));
      s3 = s3.add(d3.mul(d3));
    }
    for (int end = q.length - LANES; i <= end; i += LANES) {
      FloatVector d = load(q, i).sub(load(rows, at, i));
      s0 = s0.add(d.mul(d));
    }
    float sum = s0.add(s1).add(s2.add(s3)).reduceLanes(ADD);
    for (; i < q.length; i++) {
      float d = q[i] - get(rows, at, i);
      sum += d * d;
    }
    return sum;
  }

  private static float l1(float[] q, MemorySegment rows, long at) {
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int i = 0;
    for (int end = q.length - 4 * LANES; i <= end; i += 4 * LANES) {
      s0 = s0.add(load(q, i).sub(load(rows, at, i)).abs());
      s1 = s1.add(load(q, i + LANES).sub(load(rows, at, i + LANES)).abs());
      s2 = s2.add(load(q, i + 2 * LANES).sub(load(rows, at, i + 2 * LANES)).abs());
      s3 = s3.add(load(q, i + 3 * LANES).sub(load(rows, at, i + 3 * LANES)).abs());
    }
    for (int end = q.length - LANES; i <= end; i += LANES) {
      s0 = s0.add(load(q, i).sub(load(rows, at, i)).abs());
    }
    float sum = s0.add(s1).add(s2.add(s3)).reduceLanes(ADD);
    for (; i < q.length; i++) {
      sum += Math.abs(q[i] - get(rows, at, i));
    }
    return sum;
  }

  @Override
  public int panelWidth() {
    return PanamaCenters.isFast() ? PanamaCenters.WIDTH : ScalarCenters.WIDTH;
  }

  @Override
  public boolean isPanelWhole() {
    return PanamaCenters.isFast();
  }

  @Override
  public void nearest(Centers centers, Centers.Search search, int count) {
    if (PanamaCenters.isFast()) {
      PanamaCenters.nearest(centers, search, count);
    } else {
      ScalarCenters.nearest(centers, search, count);
    }
  }

  @Override
  public void scores(Centers centers, float[] rows, int[] offsets, int rowCount, float[] out) {
    if (PanamaCenters.isFast()) {
      PanamaCenters.scores(centers, rows, offsets, rowCount, out);
    } else {
      ScalarCenters.scores(centers, rows, offsets, rowCount, out);
    }
  }

  @Override
  public double exactDot(float[] a, int aOffset, float[] b, int bOffset, int dim) {
    if (!WIDE) {
      return scalar.exactDot(a, aOffset, b, bOffset, dim);
    }
    DoubleVector s0 = DoubleVector.zero(D);
    DoubleVector s1 = s0;
    int i = 0;
    for (int end = dim - 8; i <= end; i += 8) {
      int p = aOffset + i;
      int q = bOffset + i;
      s0 = s0.add(widen(a, p).mul(widen(b, q)));
      s1 = s1.add(widen(a, p + 4).mul(widen(b, q + 4)));
    }
    double[] sums = lanes(s0, s1);
    for (; i < dim; i++) {
      sums[i & 7] += (double) a[aOffset + i] * b[bOffset + i];
    }
    return ScalarKernels.total(sums);
  }

  @Override
  public double exactSquaredL2(float[] a, int aOffset, float[] b, int bOffset, int dim) {
    if (!WIDE) {
      return scalar.exactSquaredL2(a, aOffset, b, bOffset, dim);
    }
    DoubleVector s0 = DoubleVector.zero(D);
    DoubleVector s1 = s0;
    int i = 0;
    for (int end = dim - 8; i <= end; i += 8) {
      int p = aOffset + i;
      int q = bOffset + i;
      DoubleVector d0 = widen(a, p).sub(widen(b, q));
      DoubleVector d1 = widen(a, p + 4).sub(widen(b, q + 4));
      s0 = s0.add(d0.mul(d0));
      s1 = s1.add(d1.mul(d1));
    }
    double[] sums = lanes(s0, s1);
    for (; i < dim; i++) {
      double d = (double) a[aOffset + i] - b[bOffset + i];
      sums[i & 7] += d * d;
    }
    return ScalarKernels.total(sums);
  }

  @Override
  public double exactL1(float[] a, int aOffset, float[] b, int bOffset, int dim) {
    if (!WIDE) {
      return scalar.exactL1(a, aOffset, b, bOffset, dim);
    }
    DoubleVector s0 = DoubleVector.zero(D);
    DoubleVector s1 = s0;
    int i = 0;
    for (int end = dim - 8; i <= end; i += 8) {
      int p = aOffset + i;
      int q = bOffset + i;
      s0 = s0.add(widen(a, p).sub(widen(b, q)).abs());
      s1 = s1.add(widen(a, p + 4).sub(widen(b, q + 4)).abs());
    }
    double[] sums = lanes(s0, s1);
    for (; i < dim; i++) {
      sums[i & 7] += Math.abs((double) a[aOffset + i] - b[bOffset + i]);
    }
    return ScalarKernels.total(sums);
  }

  private static FloatVector load(float[] values, int at) {
    return FloatVector.fromArray(F, values, at);
  }

  private static FloatVector load(MemorySegment rows, long at, int index) {
    return FloatVector.fromMemorySegment(F, rows, at + index * (long) Float.BYTES, LITTLE_ENDIAN);
  }

  private static float get(MemorySegment rows, long at, int index) {
    return rows.get(Matrix.FLOAT, at + index * (long) Float.BYTES);
  }

  private static DoubleVector widen(float[] values, int at) {
    return (DoubleVector) FloatVector.fromArray(HALF, values, at).convertShape(F2D, D, 0);
  }

  private static double[] lanes(DoubleVector low, DoubleVector high) {
    double[] sums = new double[8];
    low.intoArray(sums, 0);
    high.intoArray(sums, 4);
    return sums;
  }
}
