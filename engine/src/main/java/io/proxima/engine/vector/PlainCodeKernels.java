package io.proxima.engine.vector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The loops in plain Java. Those over lanes have the lane as their inner variable, so that the
/// compiler makes SIMD of them.
final class PlainCodeKernels implements CodeKernels {
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// The number of partial sums of floats.
  static final int PARTS = 16;

  @Override
  public void scan(
      MemorySegment blocks, long at, int count, BlockQuery query, float limit, BlockScan found) {
    int words = query.planes().wordCount();
    long stride = CodeKernels.blockBytes(words);
    float[] factors = new float[2 * LANES];
    long[] word = new long[LANES];
    for (int block = 0; block < count; block++) {
      long from = at + block * stride;
      sums(blocks, from, query.planes(), word, found.sums());
      MemorySegment.copy(
          blocks, Matrix.FLOAT, from + CodeKernels.factorsAt(words), factors, 0, 2 * LANES);
      found.below()[block] =
          estimate(factors, found.sums(), query, limit, found.estimates(), block * LANES);
    }
  }

  private static int estimate(
      float[] factors, int[] sums, BlockQuery query, float limit, float[] out, int at) {
    float scale = query.scale();
    float shift = query.shift();
    for (int lane = 0; lane < LANES; lane++) {
      out[at + lane] = factors[LANES + lane] + factors[lane] * (sums[lane] * scale + shift);
    }
    int below = 0;
    for (int lane = 0; lane < LANES; lane++) {
      if (out[at + lane] < limit) {
        below |= 1 << lane;
      }
    }
    return below;
  }

  @Override
  public void sums(MemorySegment blocks, long at, BitPlanes query, int[] sums) {
    sums(blocks, at, query, new long[LANES], sums);
  }

  private static void sums(
      MemorySegment blocks, long at, BitPlanes query, long[] word, int[] sums) {
    Arrays.fill(sums, 0);
    int planes = query.planes();
    for (int w = 0; w < query.wordCount(); w++) {
      MemorySegment.copy(blocks, LONG, at + 8L * LANES * w, word, 0, LANES);
      for (int p = 0; p < planes - 1; p++) {
        add(word, query.words()[w * planes + p], p, sums);
      }
      subtract(word, query.words()[w * planes + planes - 1], planes - 1, sums);
    }
  }

  private static void add(long[] word, long plane, int shift, int[] sums) {
    for (int lane = 0; lane < LANES; lane++) {
      sums[lane] += Long.bitCount(word[lane] & plane) << shift;
    }
  }

  private static void subtract(long[] word, long plane, int shift, int[] sums) {
    for (int lane = 0; lane < LANES; lane++) {
      sums[lane] -= Long.bitCount(word[lane] & plane) << shift;
    }
  }

  @Override
  public long extendedSum(
      MemorySegment blocks,
      long at,
      int lane,
      MemorySegment records,
      long recordAt,
      int bits,
      BitPlanes query) {
    return bits == 3 && query.planes() == 6
        ? sixByThree(blocks, at + 8L * lane, records, recordAt, query)
        : anyExtendedSum(blocks, at + 8L * lane, records, recordAt, bits, query);
  }

  private static long anyExtendedSum(
      MemorySegment blocks,
      long at,
      MemorySegment records,
      long recordAt,
      int bits,
      BitPlanes query) {
    int planes = query.planes();
    long sum = 0;
    for (int w = 0; w < query.wordCount(); w++) {
      sum += weigh(blocks.get(LONG, at + 8L * LANES * w), query, w * planes) << bits;
      for (int b = 0; b < bits; b++) {
        sum += weigh(records.get(LONG, recordAt + 8L * (w * bits + b)), query, w * planes) << b;
      }
    }
    return sum;
  }

  private static long weigh(long code, BitPlanes query, int at) {
    long[] words = query.words();
    int top = query.planes() - 1;
    long sum = -((long) Long.bitCount(code & words[at + top]) << top);
    for (int p = 0; p < top; p++) {
      sum += (long) Long.bitCount(code & words[at + p]) << p;
    }
    return sum;
  }

  /// The usual case with its loops laid out: 24 counts a word.
  private static long sixByThree(
      MemorySegment blocks, long at, MemorySegment records, long recordAt, BitPlanes query) {
    long[] q = query.words();
    int s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    long code = at;
    long low = recordAt;
    for (int w = 0, p = 0; w < query.wordCount(); w++, p += 6, code += 8L * LANES, low += 24) {
      long q0 = q[p], q1 = q[p + 1], q2 = q[p + 2], q3 = q[p + 3], q4 = q[p + 4], q5 = q[p + 5];
      s0 += six(records.get(LONG, low), q0, q1, q2, q3, q4, q5);
      s1 += six(records.get(LONG, low + 8), q0, q1, q2, q3, q4, q5);
      s2 += six(records.get(LONG, low + 16), q0, q1, q2, q3, q4, q5);
      s3 += six(blocks.get(LONG, code), q0, q1, q2, q3, q4, q5);
    }
    return s0 + 2L * s1 + 4L * s2 + 8L * s3;
  }

  private static int six(long code, long q0, long q1, long q2, long q3, long q4, long q5) {
    return Long.bitCount(code & q0)
        + (Long.bitCount(code & q1) << 1)
        + (Long.bitCount(code & q2) << 2)
        + (Long.bitCount(code & q3) << 3)
        + (Long.bitCount(code & q4) << 4)
        - (Long.bitCount(code & q5) << 5);
  }

  /// The nearest whole number, cut to what `planes` bits hold. The sum inside the cast is positive
  /// for all that are not cut, so that cutting its fraction off is rounding down.
  private static int level(float value, float inverseStep, int planes) {
    float scaled = value * inverseStep;
    int top = 1 << (planes - 1);
    return (int) Math.min(Math.max(scaled + (top + 0.5f), 0f), 2 * top - 1) - top;
  }

  @Override
  public void toPlanes(
      float[] query, int dim, float inverseStep, int planes, long[] words, float[] sums) {
    Arrays.fill(words, 0, dim / Long.SIZE * planes, 0);
    int sum = 0;
    float[] products = new float[PARTS];
    for (int i = 0; i < dim; i++) {
      int level = level(query[i], inverseStep, planes);
      sum += level;
      products[i & 15] += level * query[i];
      int at = i / Long.SIZE * planes;
      for (int p = 0; p < planes; p++) {
        words[at + p] |= (level >>> p & 1L) << i;
      }
    }
    sums[0] = sum;
    sums[1] = total(products);
  }

  @Override
  public void signs(float[] vector, int dim, long[] words) {
    for (int w = 0; w < dim / Long.SIZE; w++) {
      long word = 0;
      for (int i = 0; i < Long.SIZE; i++) {
        word |= (vector[w * Long.SIZE + i] > 0 ? 1L : 0L) << i;
      }
      words[w] = word;
    }
  }

  @Override
  public float sumWhere(long[] words, float[] vector, int dim) {
    float[] s = new float[PARTS];
    for (int i = 0; i < dim; i++) {
      s[i & 15] += (words[i >>> 6] & 1L << i) == 0 ? 0 : vector[i];
    }
    return total(s);
  }

  @Override
  public float sumOfAbsolutes(float[] vector, int dim) {
    float[] s = new float[PARTS];
    for (int i = 0; i < dim; i += PARTS) {
      for (int j = 0; j < PARTS; j++) {
        s[j] += Math.abs(vector[i + j]);
      }
    }
    return total(s);
  }

  @Override
  public float sumOfSquares(float[] vector, int dim) {
    return dot(vector, vector, dim);
  }

  @Override
  public float dot(float[] a, float[] b, int dim) {
    float[] s = new float[PARTS];
    for (int i = 0; i < dim; i += PARTS) {
      for (int j = 0; j < PARTS; j++) {
        s[j] += a[i + j] * b[i + j];
      }
    }
    return total(s);
  }

  @Override
  public float largest(float[] vector, int dim) {
    float largest = 0;
    for (int i = 0; i < dim; i++) {
      largest = Math.max(largest, Math.abs(vector[i]));
    }
    return largest;
  }

  private static float half(float value, float scale, float top) {
    return (int) Math.min(Math.abs(value) * scale, top) + 0.5f;
  }

  @Override
  public void levels(float[] vector, int dim, float scale, int bits, float[] sums) {
    float top = (1 << bits) - 1;
    float[] products = new float[PARTS];
    float[] squares = new float[PARTS];
    for (int i = 0; i < dim; i += PARTS) {
      for (int j = 0; j < PARTS; j++) {
        float level = half(vector[i + j], scale, top);
        products[j] += level * Math.abs(vector[i + j]);
        squares[j] += level * level;
      }
    }
    sums[0] = total(products);
    sums[1] = total(squares);
  }

  @Override
  public void lowBits(float[] vector, int dim, float scale, int bits, long[] words) {
    float top = (1 << bits) - 1;
    Arrays.fill(words, 0, dim / Long.SIZE * bits, 0);
    for (int i = 0; i < dim; i++) {
      int level = (int) Math.min(Math.abs(vector[i]) * scale, top);
      int low = vector[i] > 0 ? level : ~level;
      int at = i / Long.SIZE * bits;
      for (int b = 0; b < bits; b++) {
        words[at + b] |= (low >>> b & 1L) << i;
      }
    }
  }

  @Override
  public float levelDot(float[] vector, int dim, float scale, int bits, float[] other) {
    float top = (1 << bits) - 1;
    float[] s = new float[PARTS];
    for (int i = 0; i < dim; i += PARTS) {
      for (int j = 0; j < PARTS; j++) {
        float level = half(vector[i + j], scale, top);
        s[j] += (vector[i + j] > 0 ? level : -level) * other[i + j];
      }
    }
    return total(s);
  }

  @Override
  public void rotate(float[] vector, int dim, float[] factors) {
    int power = Integer.highestOneBit(dim);
    int half = dim / 2;
    for (int round = 0; round < 4; round++) {
      for (int i = 0; i < dim; i++) {
        vector[i] *= factors[round * dim + i];
      }
      hadamard(vector, (round & 1) == 0 ? 0 : dim - power, power, 1);
      if (power < dim) {
        for (int i = 0; i < half; i++) {
          float a = vector[i];
          float b = vector[i + half];
          vector[i] = a + b;
          vector[i + half] = a - b;
        }
      }
    }
  }

  /// The stages of a Hadamard transform that pair components at a distance of `first` and more.
  static void hadamard(float[] vector, int from, int length, int first) {
    for (int stride = first; stride < length; stride *= 2) {
      for (int i = from; i < from + length; i += 2 * stride) {
        for (int j = i; j < i + stride; j++) {
          float a = vector[j];
          float b = vector[j + stride];
          vector[j] = a + b;
          vector[j + stride] = a - b;
        }
      }
    }
  }

  @Override
  public void subtract(float[] x, float[] y, int dim, float[] out) {
    for (int i = 0; i < dim; i++) {
      out[i] = x[i] - y[i];
    }
  }

  @Override
  public float codeDot(float[] query, byte[] codes, int at) {
    float s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    int i = 0;
    for (int end = query.length & -4; i < end; i += 4) {
      s0 += query[i] * (codes[at + i] & 255);
      s1 += query[i + 1] * (codes[at + i + 1] & 255);
      s2 += query[i + 2] * (codes[at + i + 2] & 255);
      s3 += query[i + 3] * (codes[at + i + 3] & 255);
    }
    for (; i < query.length; i++) {
      s0 += query[i] * (codes[at + i] & 255);
    }
    return (s0 + s1) + (s2 + s3);
  }

  @Override
  public float codeDot(float[] query, MemorySegment codes, long at) {
    float s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    int i = 0;
    for (int end = query.length & -4; i < end; i += 4) {
      s0 += query[i] * (codes.get(ValueLayout.JAVA_BYTE, at + i) & 255);
      s1 += query[i + 1] * (codes.get(ValueLayout.JAVA_BYTE, at + i + 1) & 255);
      s2 += query[i + 2] * (codes.get(ValueLayout.JAVA_BYTE, at + i + 2) & 255);
      s3 += query[i + 3] * (codes.get(ValueLayout.JAVA_BYTE, at + i + 3) & 255);
    }
    for (; i < query.length; i++) {
      s0 += query[i] * (codes.get(ValueLayout.JAVA_BYTE, at + i) & 255);
    }
    return (s0 + s1) + (s2 + s3);
  }

  /// The partial sums in their fixed order: halves onto each other.
  static float total(float[] parts) {
    for (int width = PARTS / 2; width > 0; width /= 2) {
      for (int i = 0; i < width; i++) {
        parts[i] += parts[i + width];
      }
    }
    return parts[0];
  }
}
