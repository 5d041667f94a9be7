package io.proxima.engine.quant;

import io.proxima.engine.vector.CodeKernels;
import io.proxima.engine.vector.Metric;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Codes one vector after the other: the signs of what is left of it behind a centroid, with the
/// factors that make an unbiased estimate of the distance to any query, and optionally more bits a
/// component for a finer one.
///
/// The method is RaBitQ (Gao and Long, SIGMOD 2024, arXiv 2405.12497) and its extension to more
/// bits (Gao et al., arXiv 2409.09913).
///
/// # What is stored
///
/// With a vector `o` and a centroid `c` in the [Space], `n` its padded dimension, `r = |o − c|`,
/// `s` the signs of `o − c` as ±1, and `a = ⟨s, o − c⟩ / (r √n)`, the cosine between the signs and
/// what they stand for, `⟨o − c, x⟩ ≈ r / (a √n) · ⟨s, x⟩` for every `x`; the error is random with
/// mean 0, and with `ε` standard deviations at most `ε · r · √(1 − a²) / (a √(n − 1)) · |x|`. So
/// with the query `q` in the same space:
///
/// - `F = −w r / (a √n)`, `w` being 2 for L2 and 1 for the others;
/// - `A = B − F ⟨s, c⟩` with `B = r²` for L2, `r² / 2` for cosine and `−⟨o, m⟩ − ⟨o − c, c⟩` for
///   the inner product, `m` being the turned mean: the part of the distance that the query has no
///   share in;
/// - `E = w r √(1 − a²) / (a √(n − 1))`, rounded up;
///
/// the distance is about `A + F ⟨s, q⟩` plus a term of `q` and `c` alone ([CodedQuery#base]), and
/// off by at most `ε E |q − c|`. Because `⟨s, c⟩` is in `A`, a query is prepared once for all
/// centroids.
///
/// With `bits` more bits a component, `x = (m + ½)` with the sign of the component stands for it,
/// where `m` are the levels `⌊|o − c| · t⌋` of at most `2^bits − 1` and `t` makes the angle small.
/// `⟨o − c, y⟩ ≈ r² / ⟨x, o − c⟩ · ⟨x, y⟩`, so `Fx = −w r² / ⟨x, o − c⟩`, `Ax = B − Fx ⟨x, c⟩`.
///
/// # Special vectors
///
/// One equal to its centroid has `F = E = 0`, and its distance is exact. One that has no place in
/// the space, or is NULL, has `A = +∞` and is never below a limit. One whose factors overflow has
/// `A = −∞` and is always below.
///
/// - **Shape:** a vector takes a lane of a block (see [CodeKernels]) and `recordBytes` of a record:
///   word by word `bits` words, f32 `Fx`, f32 `Ax`.
/// - **Threads:** one thread.
public final class RabitqEncoder {
  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// The most bits behind the sign.
  public static final int MAX_BITS = 7;

  /// The steps, in standard deviations, that cut a normal distribution into `2^(bits + 1)` levels
  /// with the least error (Max, 1960).
  private static final float[] STEPS = {
    1.596f, 0.9957f, 0.586f, 0.3352f, 0.1881f, 0.1041f, 0.0569f, 0.0308f
  };

  private final CodeKernels kernels;
  private final Space space;
  private final int dim;
  private final int bits;
  private final float weight;
  private final float[] placed;
  private final float[] residual;
  private final long[] signs;
  private final long[] low;
  private final float[] sums = new float[2];
  private float @Nullable [] centroid;
  private float centroidSum;
  private float f;
  private float a;
  private float e;
  private float fx;
  private float ax;
  private float ownPart;
  private float distance;

  /// An encoder into that space, with `bits` bits behind the sign, 0 for none.
  public RabitqEncoder(Space space, int bits) {
    if (bits < 0 || bits > MAX_BITS) {
      throw new IllegalArgumentException("bits must be 0 to " + MAX_BITS + ", got " + bits);
    }
    this.kernels = space.kernels();
    this.space = space;
    this.dim = space.paddedDim();
    this.bits = bits;
    this.weight = space.metric() == Metric.L2 ? 2 : 1;
    this.placed = new float[dim];
    this.residual = new float[dim];
    this.signs = new long[space.words()];
    this.low = new long[space.words() * bits];
  }

  /// The bytes of a record with `bits` bits behind the sign, a multiple of 16, or 0 if there is
  /// none.
  public static long recordBytes(int words, int bits) {
    return bits == 0 ? 0 : (8L * words * bits + 8 + 15) & -16L;
  }

  /// Takes a centroid for the vectors that follow; without one they are coded against the mean.
  ///
  /// @param centroid `float[paddedDim]` in the space, kept until the next; null for the mean
  public void against(float @Nullable [] centroid) {
    this.centroid = centroid;
    this.centroidSum = centroid == null ? 0 : kernels.sumWhere(allSet(), centroid, dim);
  }

  private long[] allSet() {
    Arrays.fill(signs, -1);
    return signs;
  }

  /// Codes the vector `vector[offset .. offset + dim)`.
  public void encode(float[] vector, int offset) {
    if (space.place(vector, offset, placed)) {
      encodePlaced(placed);
    } else {
      encodeNone();
    }
  }

  /// Codes a vector that is in the space already.
  ///
  /// @param vector `float[paddedDim]`, borrowed until return
  public void encodePlaced(float[] vector) {
    float[] x = vector;
    if (centroid != null) {
      kernels.subtract(vector, centroid, dim, residual);
      x = residual;
    }
    float square = kernels.sumOfSquares(x, dim);
    kernels.signs(x, dim, signs);
    float own = own(square, vector, x);
    ownPart = own;
    distance = (float) Math.sqrt(square);
    if (square == 0) {
      fill(own);
      return;
    }
    float radius = distance;
    float absolutes = kernels.sumOfAbsolutes(x, dim);
    float cosine = Math.min(1, absolutes / (radius * (float) Math.sqrt(dim)));
    f = -weight * square / absolutes;
    a =
        centroid == null
            ? own
            : own - f * (2 * kernels.sumWhere(signs, centroid, dim) - centroidSum);
    e =
        weight
            * radius
            * (float) (Math.sqrt(1 - cosine * cosine) / (cosine * Math.sqrt(dim - 1.0)));
    if (!Float.isFinite(f) || !Float.isFinite(a) || !Float.isFinite(e)) {
      encodeUnbounded();
    } else if (bits > 0) {
      extend(x, square, own);
    }
  }

  /// The part of the distance that the query has no share in.
  private float own(float square, float[] vector, float[] x) {
    return switch (space.metric()) {
      case L2 -> square;
      case COSINE -> square / 2;
      default ->
          -kernels.dot(vector, space.turnedMean(), dim)
              - (centroid == null ? 0 : kernels.dot(x, centroid, dim));
    };
  }

  private void extend(float[] x, float square, float own) {
    float scale = (float) (Math.sqrt(dim / (double) square) / STEPS[bits]);
    kernels.levels(x, dim, scale, bits, sums);
    float product = sums[0];
    float levelSquare = sums[1];
    float refined = levelSquare / product;
    kernels.levels(x, dim, refined, bits, sums);
    if (sums[0] * sums[0] / sums[1] > product * product / levelSquare) {
      scale = refined;
      product = sums[0];
    }
    kernels.lowBits(x, dim, scale, bits, low);
    fx = -weight * square / product;
    ax = centroid == null ? own : own - fx * kernels.levelDot(x, dim, scale, bits, centroid);
    if (!Float.isFinite(fx) || !Float.isFinite(ax)) {
      encodeUnbounded();
    }
  }

  private void fill(float value) {
    f = 0;
    e = 0;
    fx = 0;
    a = value;
    ax = value;
    Arrays.fill(low, 0);
  }

  private void encodeUnbounded() {
    fill(Float.NEGATIVE_INFINITY);
  }

  /// Codes that there is no vector.
  public void encodeNone() {
    Arrays.fill(signs, 0);
    fill(Float.POSITIVE_INFINITY);
  }

  /// Whether a lane has the code of a vector that has a place in the space.
  public static boolean hasVector(MemorySegment blocks, long at, int words, int lane) {
    long factors = at + CodeKernels.factorsAt(words);
    return blocks.get(FLOAT, factors + 4L * (CodeKernels.LANES + lane)) < Float.POSITIVE_INFINITY;
  }

  /// What is in a distance of the last vector that was coded alone: `B`.
  public float own() {
    return ownPart;
  }

  /// How far that vector is from its centroid.
  public float radius() {
    return distance;
  }

  /// The factor `E` of the last code, as it is written.
  public float error() {
    return Float.intBitsToFloat(brainFloatUp(e) << 16);
  }

  /// Writes the last code into a lane of a block.
  public void writeTo(MemorySegment blocks, long at, int lane) {
    long word = at + 8L * lane;
    for (long sign : signs) {
      blocks.set(LONG, word, sign);
      word += 8L * CodeKernels.LANES;
    }
    long factors = at + CodeKernels.factorsAt(signs.length);
    blocks.set(FLOAT, factors + 4L * lane, f);
    blocks.set(FLOAT, factors + 4L * (CodeKernels.LANES + lane), a);
    blocks.set(SHORT, factors + 8L * CodeKernels.LANES + 2L * lane, brainFloatUp(e));
  }

  /// Writes the further bits of the last code.
  public void writeRecord(MemorySegment records, long at) {
    MemorySegment.copy(low, 0, records, LONG, at, low.length);
    records.set(FLOAT, at + 8L * low.length, fx);
    records.set(FLOAT, at + 8L * low.length + 4, ax);
  }

  /// The upper half of a float that is not negative, rounded up.
  static short brainFloatUp(float value) {
    return (short) ((Float.floatToRawIntBits(value) + 0xffff) >>> 16);
  }
}
