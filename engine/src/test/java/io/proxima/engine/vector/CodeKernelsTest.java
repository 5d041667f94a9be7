package io.proxima.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memory.OffHeap;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class CodeKernelsTest {
  private static final CodeKernels PLAIN = CodeKernels.plain();
  private static final CodeKernels BEST = CodeKernels.best();
  private static final MemoryBudget BUDGET = MemoryBudget.of(64 << 20);
  private static final int[] DIMS = {64, 128, 192, 320, 384, 832, 1024, 2048, 2112, 4160};

  @Test
  void sumsAreThoseOfTheDefinition() {
    RandomGenerator random = new SplittableRandom(1);
    for (int words : new int[] {1, 2, 6, 13, 66}) {
      for (int planes = 1; planes <= CodeKernels.MAX_PLANES; planes++) {
        try (OffHeap memory = blocks(random, words, 2)) {
          BitPlanes query = planes(random, words, planes);
          long at = CodeKernels.blockBytes(words);
          int[] plain = new int[CodeKernels.LANES];
          int[] best = new int[CodeKernels.LANES];
          PLAIN.sums(memory.segment(), at, query, plain);
          BEST.sums(memory.segment(), at, query, best);
          assertThat(plain).isEqualTo(naiveSums(memory.segment(), at, query));
          assertThat(best).isEqualTo(plain);
        }
      }
    }
  }

  @Test
  void scansGiveTheSameBitsAndTellWhatIsBelowTheLimit() {
    RandomGenerator random = new SplittableRandom(2);
    for (int words : new int[] {1, 2, 3, 6, 13, 66}) {
      for (int planes : new int[] {3, 4, 5, 6}) {
        int count = 5;
        try (OffHeap memory = blocks(random, words, count + 1)) {
          long at = CodeKernels.blockBytes(words);
          BlockQuery query = new BlockQuery(planes(random, words, planes), 0.37f, -11.5f);
          BlockScan plain = BlockScan.of(count);
          BlockScan best = BlockScan.of(count);
          float limit = 3f;
          PLAIN.scan(memory.segment(), at, count, query, limit, plain);
          BEST.scan(memory.segment(), at, count, query, limit, best);
          assertThat(best.estimates()).isEqualTo(plain.estimates());
          assertThat(best.below()).isEqualTo(plain.below());
          for (int i = 0; i < plain.estimates().length; i++) {
            assertThat((plain.below()[i / 32] >>> i & 1) == 1)
                .isEqualTo(plain.estimates()[i] < limit);
          }
          int[] sums = naiveSums(memory.segment(), at, query.planes());
          float f = memory.segment().get(Matrix.FLOAT, at + CodeKernels.factorsAt(words) + 4 * 7);
          float a =
              memory.segment().get(Matrix.FLOAT, at + CodeKernels.factorsAt(words) + 4 * (32 + 7));
          assertThat(plain.estimates()[7]).isEqualTo(a + f * (sums[7] * 0.37f - 11.5f));
        }
      }
    }
  }

  @Test
  void infiniteFactorsAreNeverOrAlwaysBelow() {
    RandomGenerator random = new SplittableRandom(3);
    try (OffHeap memory = blocks(random, 2, 1)) {
      long factors = CodeKernels.factorsAt(2);
      for (int lane = 0; lane < 32; lane++) {
        memory.segment().set(Matrix.FLOAT, factors + 4 * lane, 0f);
        memory
            .segment()
            .set(
                Matrix.FLOAT,
                factors + 4 * (32 + lane),
                lane % 2 == 0 ? Float.POSITIVE_INFINITY : Float.NEGATIVE_INFINITY);
      }
      BlockQuery query = new BlockQuery(planes(random, 2, 4), 1, 0);
      for (CodeKernels kernels : new CodeKernels[] {PLAIN, BEST}) {
        BlockScan found = BlockScan.of(1);
        kernels.scan(memory.segment(), 0, 1, query, Float.POSITIVE_INFINITY, found);
        assertThat(found.below()[0]).isEqualTo(0xaaaaaaaa);
      }
    }
  }

  @Test
  void extendedSumsAreThoseOfTheDefinition() {
    RandomGenerator random = new SplittableRandom(4);
    for (int words : new int[] {1, 2, 6, 13}) {
      for (int bits = 1; bits <= 7; bits++) {
        for (int planes : new int[] {4, 6, 8}) {
          try (OffHeap memory = blocks(random, words, 2);
              OffHeap records = BUDGET.allocate("test", 8L * words * bits + 16)) {
            fill(random, records.segment());
            BitPlanes query = planes(random, words, planes);
            long at = CodeKernels.blockBytes(words);
            for (int lane : new int[] {0, 9, 31}) {
              long expected = 0;
              for (int i = 0; i < 64 * words; i++) {
                long code = bit(memory.segment(), at + 256L * (i / 64) + 8 * lane, i) << bits;
                for (int b = 0; b < bits; b++) {
                  code |= bit(records.segment(), 16 + 8L * (i / 64 * bits + b), i) << b;
                }
                expected += code * level(query, i);
              }
              for (CodeKernels kernels : new CodeKernels[] {PLAIN, BEST}) {
                assertThat(
                        kernels.extendedSum(
                            memory.segment(), at, lane, records.segment(), 16, bits, query))
                    .isEqualTo(expected);
              }
            }
          }
        }
      }
    }
  }

  @Test
  void codesAreTheSameBits() {
    RandomGenerator random = new SplittableRandom(5);
    for (int dim : DIMS) {
      float[] vector = gaussian(random, dim);
      float[] other = gaussian(random, dim);
      vector[3] = 0;
      vector[7] = -0f;
      long[] plain = new long[dim / 64 * 8];
      long[] best = new long[dim / 64 * 8];
      PLAIN.signs(vector, dim, plain);
      BEST.signs(vector, dim, best);
      assertThat(best).isEqualTo(plain);
      assertThat(plain[0] >>> 3 & 1).isZero();
      for (int planes = 1; planes <= 8; planes++) {
        float inverse = (1 << planes) / 5f;
        float[] plainSums = new float[2];
        float[] bestSums = new float[2];
        PLAIN.toPlanes(vector, dim, inverse, planes, plain, plainSums);
        BEST.toPlanes(vector, dim, inverse, planes, best, bestSums);
        assertThat(best).isEqualTo(plain);
        assertThat(bestSums).isEqualTo(plainSums);
      }
      for (int bits = 1; bits <= 7; bits++) {
        float scale = (1 << bits) / 2.5f;
        PLAIN.lowBits(vector, dim, scale, bits, plain);
        BEST.lowBits(vector, dim, scale, bits, best);
        assertThat(best).isEqualTo(plain);
        float[] plainSums = new float[2];
        float[] bestSums = new float[2];
        PLAIN.levels(vector, dim, scale, bits, plainSums);
        BEST.levels(vector, dim, scale, bits, bestSums);
        assertThat(bestSums).isEqualTo(plainSums);
        assertThat(BEST.levelDot(vector, dim, scale, bits, other))
            .isEqualTo(PLAIN.levelDot(vector, dim, scale, bits, other));
      }
      PLAIN.signs(vector, dim, plain);
      assertThat(BEST.sumWhere(plain, other, dim)).isEqualTo(PLAIN.sumWhere(plain, other, dim));
      assertThat(BEST.sumOfAbsolutes(vector, dim)).isEqualTo(PLAIN.sumOfAbsolutes(vector, dim));
      assertThat(BEST.sumOfSquares(vector, dim)).isEqualTo(PLAIN.sumOfSquares(vector, dim));
      assertThat(BEST.dot(vector, other, dim)).isEqualTo(PLAIN.dot(vector, other, dim));
      assertThat(BEST.largest(vector, dim)).isEqualTo(PLAIN.largest(vector, dim));
      float[] plainDifference = new float[dim];
      float[] bestDifference = new float[dim];
      PLAIN.subtract(vector, other, dim, plainDifference);
      BEST.subtract(vector, other, dim, bestDifference);
      assertThat(bestDifference).isEqualTo(plainDifference);
    }
  }

  @Test
  void levelsOfAQueryAreTheNearestWholeNumbersThatFit() {
    float[] query = new float[64];
    query[0] = 3.4f;
    query[1] = -3.6f;
    query[2] = 100;
    query[3] = -100;
    for (CodeKernels kernels : new CodeKernels[] {PLAIN, BEST}) {
      BitPlanes planes = new BitPlanes(new long[4], 1, 4);
      float[] sums = new float[2];
      kernels.toPlanes(query, 64, 1, 4, planes.words(), sums);
      assertThat(level(planes, 0)).isEqualTo(3);
      assertThat(level(planes, 1)).isEqualTo(-4);
      assertThat(level(planes, 2)).isEqualTo(7);
      assertThat(level(planes, 3)).isEqualTo(-8);
      assertThat(level(planes, 4)).isZero();
      assertThat(sums[0]).isEqualTo(-2);
      assertThat(sums[1]).isCloseTo(3 * 3.4f + 4 * 3.6f + 700 + 800, within(1e-3f));
    }
  }

  @Test
  void rotationsAreTheSameBits() {
    RandomGenerator random = new SplittableRandom(6);
    for (int dim : DIMS) {
      float[] plain = gaussian(random, dim);
      float[] best = plain.clone();
      float[] factors = gaussian(random, 4 * dim);
      PLAIN.rotate(plain, dim, factors);
      BEST.rotate(best, dim, factors);
      assertThat(best).isEqualTo(plain);
    }
  }

  @Test
  void productsWithBytesAgreeAtEveryLengthOnAndOffTheHeap() {
    RandomGenerator random = new SplittableRandom(7);
    for (int dim = 0; dim <= 200; dim++) {
      byte[] codes = new byte[dim + 3];
      random.nextBytes(codes);
      float[] query = new float[dim];
      double expected = 0;
      for (int i = 0; i < dim; i++) {
        query[i] = 0.5f + random.nextFloat();
        expected += (double) query[i] * (codes[3 + i] & 255);
      }
      try (OffHeap memory = BUDGET.allocate("test", codes.length)) {
        MemorySegment.copy(codes, 0, memory.segment(), ValueLayout.JAVA_BYTE, 0, codes.length);
        for (CodeKernels kernels : new CodeKernels[] {PLAIN, BEST}) {
          assertThat((double) kernels.codeDot(query, codes, 3))
              .isCloseTo(expected, within(expected * 1e-5));
          assertThat((double) kernels.codeDot(query, memory.segment(), 3))
              .isCloseTo(expected, within(expected * 1e-5));
        }
      }
    }
  }

  /// The same number on every machine and in every mode of this one.
  @Test
  void whatIsStoredIsTheSameEverywhere() {
    RandomGenerator random = new SplittableRandom(8);
    CRC32C crc = new CRC32C();
    for (int dim : new int[] {128, 832}) {
      float[] vector = new float[dim];
      float[] factors = new float[4 * dim];
      for (int i = 0; i < dim; i++) {
        vector[i] = random.nextFloat() - 0.5f;
      }
      for (int i = 0; i < factors.length; i++) {
        factors[i] = random.nextBoolean() ? 0.0625f : -0.0625f;
      }
      BEST.rotate(vector, dim, factors);
      long[] words = new long[dim / 64 * 3];
      float[] sums = new float[2];
      BEST.levels(vector, dim, 8, 3, sums);
      BEST.lowBits(vector, dim, 8, 3, words);
      for (long word : words) {
        crc.update(ByteBuffer.allocate(8).putLong(0, word));
      }
      crc.update(Float.floatToRawIntBits(sums[0]) & 255);
      crc.update(Float.floatToRawIntBits(sums[1]) & 255);
      for (float x : vector) {
        crc.update(ByteBuffer.allocate(4).putFloat(0, x));
      }
    }
    assertThat(crc.getValue()).isEqualTo(1828810995L);
  }

  private static int[] naiveSums(MemorySegment blocks, long at, BitPlanes query) {
    int[] sums = new int[32];
    for (int lane = 0; lane < 32; lane++) {
      for (int i = 0; i < 64 * query.wordCount(); i++) {
        if (bit(blocks, at + 256L * (i / 64) + 8L * lane, i) == 1) {
          sums[lane] += level(query, i);
        }
      }
    }
    return sums;
  }

  private static long bit(MemorySegment segment, long word, int i) {
    return segment.get(ValueLayout.JAVA_BYTE, word + i % 64 / 8) >>> i % 8 & 1;
  }

  private static int level(BitPlanes query, int i) {
    int level = 0;
    for (int p = 0; p < query.planes(); p++) {
      int bit = (int) (query.words()[i / 64 * query.planes() + p] >>> i & 1);
      level += p == query.planes() - 1 ? -(bit << p) : bit << p;
    }
    return level;
  }

  private static BitPlanes planes(RandomGenerator random, int words, int planes) {
    return new BitPlanes(random.longs((long) words * planes).toArray(), words, planes);
  }

  private static OffHeap blocks(RandomGenerator random, int words, int count) {
    OffHeap memory = BUDGET.allocate("test", count * CodeKernels.blockBytes(words));
    fill(random, memory.segment());
    for (int block = 0; block < count; block++) {
      long factors = block * CodeKernels.blockBytes(words) + CodeKernels.factorsAt(words);
      for (int i = 0; i < 64; i++) {
        memory.segment().set(Matrix.FLOAT, factors + 4L * i, (float) random.nextGaussian());
      }
    }
    return memory;
  }

  private static void fill(RandomGenerator random, MemorySegment segment) {
    for (long i = 0; i + 8 <= segment.byteSize(); i += 8) {
      segment.set(ValueLayout.JAVA_LONG_UNALIGNED, i, random.nextLong());
    }
  }

  private static float[] gaussian(RandomGenerator random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
