package io.proxima.engine.vector;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.B2I;
import static jdk.incubator.vector.VectorOperators.BIT_COUNT;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.F2I;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.L2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.MAX;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// The loops with the Vector API, for registers of 256 and 512 bits.
///
/// Counting bits takes the widest registers, everything else as many lanes as the widest registers
/// have floats, at most 16: the number of partial sums. Products and sums are separate operations,
/// so that they round as in plain Java.
final class SimdCodeKernels implements CodeKernels {
  private static final VectorSpecies<Float> F = floats();
  private static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, F.vectorShape());
  private static final int WIDTH = F.length();
  private static final boolean WIDE = WIDTH == 16;

  private static final VectorSpecies<Long> L = VectorSpecies.of(long.class, F.vectorShape());
  private static final int WORDS = L.length();
  private static final VectorSpecies<Float> ESTIMATES = FloatVector.SPECIES_256;

  private static final VectorSpecies<Float> DOT = FloatVector.SPECIES_256;
  private static final VectorSpecies<Integer> DOT_INTS = IntVector.SPECIES_256;
  private static final VectorSpecies<Byte> DOT_BYTES = ByteVector.SPECIES_64;

  private static final VectorShuffle<Float> SWAP_1 = swap(1);
  private static final VectorShuffle<Float> SWAP_2 = swap(2);
  private static final VectorShuffle<Float> SWAP_4 = swap(4);
  private static final VectorShuffle<Float> SWAP_8 = swap(8 % WIDTH);
  private static final FloatVector SIGN_1 = sign(1);
  private static final FloatVector SIGN_2 = sign(2);
  private static final FloatVector SIGN_4 = sign(4);
  private static final FloatVector SIGN_8 = sign(8);

  private final PlainCodeKernels plain = new PlainCodeKernels();

  private static VectorSpecies<Float> floats() {
    VectorSpecies<Float> preferred = FloatVector.SPECIES_PREFERRED;
    return preferred.vectorBitSize() >= 512 ? FloatVector.SPECIES_512 : FloatVector.SPECIES_256;
  }

  /// Whether the registers are wide enough.
  static boolean pays() {
    return FloatVector.SPECIES_PREFERRED.vectorBitSize() >= 256;
  }

  private static VectorShuffle<Float> swap(int stride) {
    return VectorShuffle.fromOp(F, i -> i ^ stride);
  }

  private static FloatVector sign(int stride) {
    float[] signs = new float[WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      signs[i] = (i & stride) == 0 ? 1 : -1;
    }
    return FloatVector.fromArray(F, signs, 0);
  }

  @Override
  public void scan(
      MemorySegment blocks, long at, int count, BlockQuery query, float limit, BlockScan found) {
    int planes = query.planes().planes();
    if (WIDE && planes == 5 && query.planes().wordCount() == 2) {
      scanTwoWords(blocks, at, count, query, limit, found);
    } else if (WIDE && planes == 4) {
      scanFour(blocks, at, count, query, limit, found);
    } else if (WIDE && planes == 5) {
      scanFive(blocks, at, count, query, limit, found);
    } else {
      scanAny(blocks, at, count, query, limit, found);
    }
  }

  /// The way for 65 to 128 dimensions: the query stays in ten registers, which takes less than half
  /// of the time.
  private static void scanTwoWords(
      MemorySegment blocks, long at, int count, BlockQuery query, float limit, BlockScan found) {
    long[] q = query.planes().words();
    LongVector p0 = LongVector.broadcast(L, q[0]);
    LongVector p1 = LongVector.broadcast(L, q[1]);
    LongVector p2 = LongVector.broadcast(L, q[2]);
    LongVector p3 = LongVector.broadcast(L, q[3]);
    LongVector p4 = LongVector.broadcast(L, q[4]);
    LongVector r0 = LongVector.broadcast(L, q[5]);
    LongVector r1 = LongVector.broadcast(L, q[6]);
    LongVector r2 = LongVector.broadcast(L, q[7]);
    LongVector r3 = LongVector.broadcast(L, q[8]);
    LongVector r4 = LongVector.broadcast(L, q[9]);
    long stride = CodeKernels.blockBytes(2);
    float scale = query.scale();
    float shift = query.shift();
    float[] out = found.estimates();
    int[] below = found.below();
    for (int block = 0; block < count; block++) {
      long from = at + block * stride;
      long factors = from + CodeKernels.factorsAt(2);
      long mask = 0;
      for (int lane = 0; lane < LANES; lane += 8) {
        long code = from + 8L * lane;
        LongVector a = LongVector.fromMemorySegment(L, blocks, code, LITTLE_ENDIAN);
        LongVector b = LongVector.fromMemorySegment(L, blocks, code + 8L * LANES, LITTLE_ENDIAN);
        LongVector s = common(a, p4).add(common(b, r4)).neg();
        s = s.add(s).add(common(a, p3).add(common(b, r3)));
        s = s.add(s).add(common(a, p2).add(common(b, r2)));
        s = s.add(s).add(common(a, p1).add(common(b, r1)));
        s = s.add(s).add(common(a, p0).add(common(b, r0)));
        mask |= estimate(s, blocks, factors, lane, scale, shift, limit, out, block) << lane;
      }
      below[block] = (int) mask;
    }
  }

  private static LongVector common(LongVector code, LongVector plane) {
    return code.and(plane).lanewise(BIT_COUNT);
  }

  private static void scanFour(
      MemorySegment blocks, long at, int count, BlockQuery query, float limit, BlockScan found) {
    long[] q = query.planes().words();
    int words = query.planes().wordCount();
    long stride = CodeKernels.blockBytes(words);
    float scale = query.scale();
    float shift = query.shift();
    float[] out = found.estimates();
    int[] below = found.below();
    for (int block = 0; block < count; block++) {
      long from = at + block * stride;
      long factors = from + CodeKernels.factorsAt(words);
      long mask = 0;
      for (int lane = 0; lane < LANES; lane += 8) {
        LongVector a0 = LongVector.zero(L), a1 = a0, a2 = a0, a3 = a0;
        long word = from + 8L * lane;
        for (int w = 0, p = 0; w < words; w++, p += 4, word += 8L * LANES) {
          LongVector code = LongVector.fromMemorySegment(L, blocks, word, LITTLE_ENDIAN);
          a0 = a0.add(common(code, LongVector.broadcast(L, q[p])));
          a1 = a1.add(common(code, LongVector.broadcast(L, q[p + 1])));
          a2 = a2.add(common(code, LongVector.broadcast(L, q[p + 2])));
          a3 = a3.add(common(code, LongVector.broadcast(L, q[p + 3])));
        }
        LongVector s = a2.sub(a3).sub(a3);
        s = s.add(s).add(a1);
        s = s.add(s).add(a0);
        mask |= estimate(s, blocks, factors, lane, scale, shift, limit, out, block) << lane;
      }
      below[block] = (int) mask;
    }
  }

  private static void scanFive(
      MemorySegment blocks, long at, int count, BlockQuery query, float limit, BlockScan found) {
    long[] q = query.planes().words();
    int words = query.planes().wordCount();
    long stride = CodeKernels.blockBytes(words);
    float scale = query.scale();
    float shift = query.shift();
    float[] out = found.estimates();
    int[] below = found.below();
    for (int block = 0; block < count; block++) {
      long from = at + block * stride;
      long factors = from + CodeKernels.factorsAt(words);
      long mask = 0;
      for (int lane = 0; lane < LANES; lane += 8) {
        LongVector a0 = LongVector.zero(L), a1 = a0, a2 = a0, a3 = a0, a4 = a0;
        long word = from + 8L * lane;
        for (int w = 0, p = 0; w < words; w++, p += 5, word += 8L * LANES) {
          LongVector code = LongVector.fromMemorySegment(L, blocks, word, LITTLE_ENDIAN);
          a0 = a0.add(common(code, LongVector.broadcast(L, q[p])));
          a1 = a1.add(common(code, LongVector.broadcast(L, q[p + 1])));
          a2 = a2.add(common(code, LongVector.broadcast(L, q[p + 2])));
          a3 = a3.add(common(code, LongVector.broadcast(L, q[p + 3])));
          a4 = a4.add(common(code, LongVector.broadcast(L, q[p + 4])));
        }
        LongVector s = a3.sub(a4).sub(a4);
        s = s.add(s).add(a2);
        s = s.add(s).add(a1);
        s = s.add(s).add(a0);
        mask |= estimate(s, blocks, factors, lane, scale, shift, limit, out, block) << lane;
      }
      below[block] = (int) mask;
    }
  }

  private static long estimate(
      LongVector sums,
      MemorySegment blocks,
      long factors,
      int lane,
      float scale,
      float shift,
      float limit,
      float[] out,
      int block) {
    FloatVector s = (FloatVector) sums.convertShape(L2F, ESTIMATES, 0);
    long at = factors + 4L * lane;
    FloatVector f = FloatVector.fromMemorySegment(ESTIMATES, blocks, at, LITTLE_ENDIAN);
    FloatVector a =
        FloatVector.fromMemorySegment(ESTIMATES, blocks, at + 4L * LANES, LITTLE_ENDIAN);
    FloatVector estimate = f.mul(s.mul(scale).add(shift)).add(a);
    estimate.intoArray(out, block * LANES + lane);
    return estimate.compare(LT, limit).toLong();
  }

  /// The way for other numbers of planes, and for 256 bits, where sums cannot be converted in a
  /// register.
  private void scanAny(
      MemorySegment blocks, long at, int count, BlockQuery query, float limit, BlockScan found) {
    int words = query.planes().wordCount();
    long stride = CodeKernels.blockBytes(words);
    int[] sums = found.sums();
    for (int block = 0; block < count; block++) {
      long from = at + block * stride;
      sums(blocks, from, query.planes(), sums);
      estimate(blocks, from + CodeKernels.factorsAt(words), sums, query, limit, found, block);
    }
  }

  private static void estimate(
      MemorySegment blocks,
      long factors,
      int[] sums,
      BlockQuery query,
      float limit,
      BlockScan found,
      int block) {
    float[] out = found.estimates();
    long mask = 0;
    for (int lane = 0; lane < LANES; lane += 8) {
      FloatVector s =
          (FloatVector)
              IntVector.fromArray(IntVector.SPECIES_256, sums, lane)
                  .convertShape(I2F, ESTIMATES, 0);
      long at = factors + 4L * lane;
      FloatVector f = FloatVector.fromMemorySegment(ESTIMATES, blocks, at, LITTLE_ENDIAN);
      FloatVector a =
          FloatVector.fromMemorySegment(ESTIMATES, blocks, at + 4L * LANES, LITTLE_ENDIAN);
      FloatVector estimate = f.mul(s.mul(query.scale()).add(query.shift())).add(a);
      estimate.intoArray(out, block * LANES + lane);
      mask |= estimate.compare(LT, limit).toLong() << lane;
    }
    found.below()[block] = (int) mask;
  }

  @Override
  public void sums(MemorySegment blocks, long at, BitPlanes query, int[] sums) {
    long[] q = query.words();
    int planes = query.planes();
    int words = query.wordCount();
    long[] part = new long[WORDS];
    for (int lane = 0; lane < LANES; lane += WORDS) {
      LongVector total = LongVector.zero(L);
      for (int p = planes - 1; p >= 0; p--) {
        LongVector sum = LongVector.zero(L);
        long code = at + 8L * lane;
        for (int w = 0, i = p; w < words; w++, i += planes, code += 8L * LANES) {
          LongVector a = LongVector.fromMemorySegment(L, blocks, code, LITTLE_ENDIAN);
          sum = sum.add(a.and(q[i]).lanewise(BIT_COUNT));
        }
        total = p == planes - 1 ? sum.neg() : total.lanewise(LSHL, 1).add(sum);
      }
      total.intoArray(part, 0);
      for (int i = 0; i < WORDS; i++) {
        sums[lane + i] = (int) part[i];
      }
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
    return plain.extendedSum(blocks, at, lane, records, recordAt, bits, query);
  }

  @Override
  public void toPlanes(
      float[] query, int dim, float inverseStep, int planes, long[] words, float[] sums) {
    Arrays.fill(words, 0, dim / Long.SIZE * planes, 0);
    int top = 1 << (planes - 1);
    IntVector sum = IntVector.zero(I);
    FloatVector p0 = FloatVector.zero(F), p1 = p0;
    for (int i = 0; i < dim; i += 16) {
      FloatVector x = load(query, i);
      IntVector level = level(x, inverseStep, top);
      putBits(level, planes, words, i);
      sum = sum.add(level);
      p0 = p0.add(((FloatVector) level.convertShape(I2F, F, 0)).mul(x));
      if (!WIDE) {
        FloatVector y = load(query, i + 8);
        IntVector next = level(y, inverseStep, top);
        putBits(next, planes, words, i + 8);
        sum = sum.add(next);
        p1 = p1.add(((FloatVector) next.convertShape(I2F, F, 0)).mul(y));
      }
    }
    sums[0] = sum.reduceLanes(ADD);
    sums[1] = total(p0, p1);
  }

  private static IntVector level(FloatVector x, float inverseStep, int top) {
    FloatVector shifted = x.mul(inverseStep).add(top + 0.5f).max(0f).min(2 * top - 1);
    return ((IntVector) shifted.convertShape(F2I, I, 0)).sub(top);
  }

  private static void putBits(IntVector levels, int count, long[] words, int i) {
    int at = i / Long.SIZE * count;
    for (int p = 0; p < count; p++) {
      words[at + p] |= bit(levels, p) << i;
    }
  }

  private static long bit(IntVector levels, int p) {
    return levels.and(1 << p).compare(EQ, 1 << p).toLong();
  }

  @Override
  public void signs(float[] vector, int dim, long[] words) {
    for (int w = 0; w < dim / Long.SIZE; w++) {
      long word = 0;
      for (int i = 0; i < Long.SIZE; i += WIDTH) {
        word |= load(vector, w * Long.SIZE + i).compare(GT, 0).toLong() << i;
      }
      words[w] = word;
    }
  }

  @Override
  public float sumWhere(long[] words, float[] vector, int dim) {
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    for (int i = 0; i < dim; i += 16) {
      long bits = words[i >>> 6] >>> i;
      s0 = s0.add(load(vector, i).blend(0, VectorMask.fromLong(F, ~bits)));
      if (!WIDE) {
        s1 = s1.add(load(vector, i + 8).blend(0, VectorMask.fromLong(F, ~bits >>> 8)));
      }
    }
    return total(s0, s1);
  }

  @Override
  public float sumOfAbsolutes(float[] vector, int dim) {
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    for (int i = 0; i < dim; i += 16) {
      s0 = s0.add(load(vector, i).abs());
      if (!WIDE) {
        s1 = s1.add(load(vector, i + 8).abs());
      }
    }
    return total(s0, s1);
  }

  @Override
  public float sumOfSquares(float[] vector, int dim) {
    return dot(vector, vector, dim);
  }

  @Override
  public float dot(float[] a, float[] b, int dim) {
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    for (int i = 0; i < dim; i += 16) {
      s0 = s0.add(load(a, i).mul(load(b, i)));
      if (!WIDE) {
        s1 = s1.add(load(a, i + 8).mul(load(b, i + 8)));
      }
    }
    return total(s0, s1);
  }

  @Override
  public float largest(float[] vector, int dim) {
    FloatVector largest = FloatVector.zero(F);
    for (int i = 0; i < dim; i += WIDTH) {
      largest = largest.max(load(vector, i).abs());
    }
    return largest.reduceLanes(MAX);
  }

  private static FloatVector half(FloatVector absolute, float scale, float top) {
    IntVector level = (IntVector) absolute.mul(scale).min(top).convertShape(F2I, I, 0);
    return ((FloatVector) level.convertShape(I2F, F, 0)).add(0.5f);
  }

  @Override
  public void levels(float[] vector, int dim, float scale, int bits, float[] sums) {
    float top = (1 << bits) - 1;
    FloatVector p0 = FloatVector.zero(F), p1 = p0, s0 = p0, s1 = p0;
    for (int i = 0; i < dim; i += 16) {
      FloatVector x = load(vector, i).abs();
      FloatVector level = half(x, scale, top);
      p0 = p0.add(level.mul(x));
      s0 = s0.add(level.mul(level));
      if (!WIDE) {
        FloatVector y = load(vector, i + 8).abs();
        FloatVector next = half(y, scale, top);
        p1 = p1.add(next.mul(y));
        s1 = s1.add(next.mul(next));
      }
    }
    sums[0] = total(p0, p1);
    sums[1] = total(s0, s1);
  }

  @Override
  public void lowBits(float[] vector, int dim, float scale, int bits, long[] words) {
    float top = (1 << bits) - 1;
    Arrays.fill(words, 0, dim / Long.SIZE * bits, 0);
    for (int i = 0; i < dim; i += WIDTH) {
      FloatVector x = load(vector, i);
      IntVector level = (IntVector) x.abs().mul(scale).min(top).convertShape(F2I, I, 0);
      VectorMask<Integer> above = x.compare(GT, 0).cast(I);
      IntVector low = level.not().blend(level, above);
      putBits(low, bits, words, i);
    }
  }

  @Override
  public float levelDot(float[] vector, int dim, float scale, int bits, float[] other) {
    float top = (1 << bits) - 1;
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    for (int i = 0; i < dim; i += 16) {
      s0 = s0.add(signed(load(vector, i), scale, top).mul(load(other, i)));
      if (!WIDE) {
        s1 = s1.add(signed(load(vector, i + 8), scale, top).mul(load(other, i + 8)));
      }
    }
    return total(s0, s1);
  }

  private static FloatVector signed(FloatVector x, float scale, float top) {
    FloatVector level = half(x.abs(), scale, top);
    return level.neg().blend(level, x.compare(GT, 0));
  }

  @Override
  public void rotate(float[] vector, int dim, float[] factors) {
    int power = Integer.highestOneBit(dim);
    for (int round = 0; round < 4; round++) {
      int at = round * dim;
      for (int i = 0; i < dim; i += WIDTH) {
        load(vector, i).mul(load(factors, at + i)).intoArray(vector, i);
      }
      hadamard(vector, (round & 1) == 0 ? 0 : dim - power, power);
      if (power < dim) {
        halves(vector, dim / 2);
      }
    }
  }

  private static void halves(float[] vector, int half) {
    for (int i = 0; i < half; i += WIDTH) {
      FloatVector a = load(vector, i);
      FloatVector b = load(vector, i + half);
      a.add(b).intoArray(vector, i);
      a.sub(b).intoArray(vector, i + half);
    }
  }

  private static void hadamard(float[] vector, int from, int length) {
    for (int i = from; i < from + length; i += WIDTH) {
      FloatVector x = load(vector, i);
      x = x.rearrange(SWAP_1).add(x.mul(SIGN_1));
      x = x.rearrange(SWAP_2).add(x.mul(SIGN_2));
      x = x.rearrange(SWAP_4).add(x.mul(SIGN_4));
      if (WIDE) {
        x = x.rearrange(SWAP_8).add(x.mul(SIGN_8));
      }
      x.intoArray(vector, i);
    }
    int stride = WIDTH;
    for (; stride * 2 < length; stride *= 4) {
      fourAtOnce(vector, from, length, stride);
    }
    if (stride < length) {
      for (int i = from; i < from + length; i += 2 * stride) {
        for (int j = i; j < i + stride; j += WIDTH) {
          FloatVector a = load(vector, j);
          FloatVector b = load(vector, j + stride);
          a.add(b).intoArray(vector, j);
          a.sub(b).intoArray(vector, j + stride);
        }
      }
    }
  }

  /// Two stages in one pass.
  private static void fourAtOnce(float[] vector, int from, int length, int stride) {
    for (int i = from; i < from + length; i += 4 * stride) {
      for (int j = i; j < i + stride; j += WIDTH) {
        FloatVector a = load(vector, j);
        FloatVector b = load(vector, j + stride);
        FloatVector c = load(vector, j + 2 * stride);
        FloatVector d = load(vector, j + 3 * stride);
        FloatVector ab = a.add(b);
        FloatVector cd = c.add(d);
        FloatVector aMinusB = a.sub(b);
        FloatVector cMinusD = c.sub(d);
        ab.add(cd).intoArray(vector, j);
        aMinusB.add(cMinusD).intoArray(vector, j + stride);
        ab.sub(cd).intoArray(vector, j + 2 * stride);
        aMinusB.sub(cMinusD).intoArray(vector, j + 3 * stride);
      }
    }
  }

  @Override
  public void subtract(float[] x, float[] y, int dim, float[] out) {
    for (int i = 0; i < dim; i += WIDTH) {
      load(x, i).sub(load(y, i)).intoArray(out, i);
    }
  }

  @Override
  public float codeDot(float[] query, byte[] codes, int at) {
    FloatVector s0 = FloatVector.zero(DOT), s1 = s0, s2 = s0, s3 = s0;
    int i = 0;
    for (int end = query.length - 32; i <= end; i += 32) {
      s0 = s0.add(dotLoad(query, i).mul(widen(codes, at + i)));
      s1 = s1.add(dotLoad(query, i + 8).mul(widen(codes, at + i + 8)));
      s2 = s2.add(dotLoad(query, i + 16).mul(widen(codes, at + i + 16)));
      s3 = s3.add(dotLoad(query, i + 24).mul(widen(codes, at + i + 24)));
    }
    for (int end = query.length - 8; i <= end; i += 8) {
      s0 = s0.add(dotLoad(query, i).mul(widen(codes, at + i)));
    }
    float sum = s0.add(s1).add(s2.add(s3)).reduceLanes(ADD);
    for (; i < query.length; i++) {
      sum += query[i] * (codes[at + i] & 255);
    }
    return sum;
  }

  @Override
  public float codeDot(float[] query, MemorySegment codes, long at) {
    FloatVector s0 = FloatVector.zero(DOT), s1 = s0, s2 = s0, s3 = s0;
    int i = 0;
    for (int end = query.length - 32; i <= end; i += 32) {
      s0 = s0.add(dotLoad(query, i).mul(widen(codes, at + i)));
      s1 = s1.add(dotLoad(query, i + 8).mul(widen(codes, at + i + 8)));
      s2 = s2.add(dotLoad(query, i + 16).mul(widen(codes, at + i + 16)));
      s3 = s3.add(dotLoad(query, i + 24).mul(widen(codes, at + i + 24)));
    }
    for (int end = query.length - 8; i <= end; i += 8) {
      s0 = s0.add(dotLoad(query, i).mul(widen(codes, at + i)));
    }
    float sum = s0.add(s1).add(s2.add(s3)).reduceLanes(ADD);
    for (; i < query.length; i++) {
      sum += query[i] * (codes.get(ValueLayout.JAVA_BYTE, at + i) & 255);
    }
    return sum;
  }

  private static FloatVector dotLoad(float[] query, int at) {
    return FloatVector.fromArray(DOT, query, at);
  }

  private static FloatVector widen(byte[] codes, int at) {
    return widen(ByteVector.fromArray(DOT_BYTES, codes, at));
  }

  private static FloatVector widen(MemorySegment codes, long at) {
    return widen(ByteVector.fromMemorySegment(DOT_BYTES, codes, at, LITTLE_ENDIAN));
  }

  private static FloatVector widen(ByteVector bytes) {
    IntVector ints = (IntVector) bytes.convertShape(B2I, DOT_INTS, 0);
    return (FloatVector) ints.and(255).convertShape(I2F, DOT, 0);
  }

  private static FloatVector load(float[] values, int at) {
    return FloatVector.fromArray(F, values, at);
  }

  private static float total(FloatVector s0, FloatVector s1) {
    float[] parts = new float[PlainCodeKernels.PARTS];
    s0.intoArray(parts, 0);
    if (!WIDE) {
      s1.intoArray(parts, 8);
    }
    return PlainCodeKernels.total(parts);
  }
}
