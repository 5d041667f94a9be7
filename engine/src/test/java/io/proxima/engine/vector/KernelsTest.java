package io.proxima.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memory.OffHeap;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class KernelsTest {
  private static final Kernels PLAIN = Kernels.plain();
  private static final Kernels BEST = Kernels.best();
  private static final MemoryBudget BUDGET = MemoryBudget.of(64 << 20);

  @Test
  void theModuleDecidesWhichKernelsRun() {
    boolean module = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

    assertThat(BEST.getClass()).isEqualTo(module ? PanamaKernels.class : ScalarKernels.class);
  }

  @Test
  void floatLoopsOverArraysAgreeAtEveryLengthAndOffset() {
    RandomGenerator random = new SplittableRandom(1);
    for (int dim = 0; dim <= 257; dim++) {
      for (int shift : new int[] {0, 1, 3, 8}) {
        float[] a = positive(random, dim + shift);
        float[] b = positive(random, dim + shift + 2);
        String at = "dim " + dim + ", offset " + shift;
        assertClose(
            at, BEST.dot(a, shift, b, shift + 2, dim), PLAIN.dot(a, shift, b, shift + 2, dim));
        assertClose(
            at,
            BEST.squaredL2(a, shift, b, shift + 2, dim),
            PLAIN.squaredL2(a, shift, b, shift + 2, dim));
        assertClose(
            at, BEST.l1(a, shift, b, shift + 2, dim), PLAIN.l1(a, shift, b, shift + 2, dim));
        assertClose(
            at,
            PLAIN.dot(a, shift, b, shift + 2, dim),
            (float) naiveDot(a, shift, b, shift + 2, dim));
      }
    }
  }

  @Test
  void floatLoopsOutsideTheHeapAgreeWithThoseOverArrays() {
    RandomGenerator random = new SplittableRandom(2);
    int count = 3;
    for (int dim = 1; dim <= 257; dim++) {
      for (int shift : new int[] {0, 4, 12}) {
        float[] query = positive(random, dim);
        float[] rows = positive(random, dim * count);
        try (OffHeap memory = BUDGET.allocate("test", shift + rows.length * 4L)) {
          MemorySegment segment = memory.segment();
          MemorySegment.copy(
              rows, 0, segment, ValueLayout.JAVA_FLOAT_UNALIGNED, shift, rows.length);
          float[] out = new float[count + 1];
          for (Kernels kernels : new Kernels[] {PLAIN, BEST}) {
            kernels.dot(query, segment, shift, count, out, 1);
            for (int i = 0; i < count; i++) {
              assertClose("dot " + dim, out[i + 1], PLAIN.dot(query, 0, rows, i * dim, dim));
            }
            kernels.squaredL2(query, segment, shift, count, out, 1);
            for (int i = 0; i < count; i++) {
              assertClose("L2 " + dim, out[i + 1], PLAIN.squaredL2(query, 0, rows, i * dim, dim));
            }
            kernels.l1(query, segment, shift, count, out, 1);
            for (int i = 0; i < count; i++) {
              assertClose("L1 " + dim, out[i + 1], PLAIN.l1(query, 0, rows, i * dim, dim));
            }
            assertThat(out[0]).isZero();
          }
        }
      }
    }
  }

  @Test
  void exactLoopsGiveTheSameBitsAtEveryLengthAndOffset() {
    RandomGenerator random = new SplittableRandom(3);
    for (int dim = 0; dim <= 257; dim++) {
      for (int shift : new int[] {0, 1, 5}) {
        float[] a = gaussian(random, dim + shift);
        float[] b = gaussian(random, dim + shift + 1);
        int other = shift + 1;
        assertThat(bits(BEST.exactDot(a, shift, b, other, dim)))
            .isEqualTo(bits(PLAIN.exactDot(a, shift, b, other, dim)))
            .isEqualTo(bits(eightSums(Metric.INNER_PRODUCT, a, shift, b, other, dim)));
        assertThat(bits(BEST.exactSquaredL2(a, shift, b, other, dim)))
            .isEqualTo(bits(PLAIN.exactSquaredL2(a, shift, b, other, dim)))
            .isEqualTo(bits(eightSums(Metric.L2, a, shift, b, other, dim)));
        assertThat(bits(BEST.exactL1(a, shift, b, other, dim)))
            .isEqualTo(bits(PLAIN.exactL1(a, shift, b, other, dim)))
            .isEqualTo(bits(eightSums(Metric.L1, a, shift, b, other, dim)));
      }
    }
  }

  @Test
  void exactDistancesAreWhatTheMetricsSay() {
    float[] a = {3, 0, 4};
    float[] b = {0, 0, 2};

    assertThat(Distances.exact(Metric.L2, a, b)).isEqualTo(Math.sqrt(13));
    assertThat(Distances.exact(Metric.INNER_PRODUCT, a, b)).isEqualTo(-8);
    assertThat(Distances.exact(Metric.L1, a, b)).isEqualTo(5);
    assertThat(Distances.exact(Metric.COSINE, a, b)).isCloseTo(0.2, within(1e-15));
    assertThat(Distances.norm(a)).isEqualTo(5);
    assertThat(Distances.innerProduct(a, b)).isEqualTo(8);
    assertThat(Distances.squaredL2(a, b)).isEqualTo(13);
  }

  @Test
  void exactDistancesAreCloseToThoseOfUnlimitedPrecision() {
    RandomGenerator random = new SplittableRandom(4);
    float[] a = gaussian(random, 384);
    float[] b = gaussian(random, 384);
    BigDecimal square = BigDecimal.ZERO;
    for (int i = 0; i < a.length; i++) {
      BigDecimal d = new BigDecimal(a[i]).subtract(new BigDecimal(b[i]));
      square = square.add(d.multiply(d));
    }
    double expected = square.sqrt(MathContext.DECIMAL64).doubleValue();

    assertThat(Distances.exact(Metric.L2, a, b)).isCloseTo(expected, within(expected * 1e-14));
  }

  @Test
  void cosineIsZeroToItselfTwoToItsOppositeAndUndefinedToZero() {
    RandomGenerator random = new SplittableRandom(5);
    for (int dim = 1; dim <= 100; dim++) {
      float[] a = gaussian(random, dim);
      float[] opposite = new float[dim];
      for (int i = 0; i < dim; i++) {
        opposite[i] = -a[i];
      }
      assertThat(Distances.exact(Metric.COSINE, a, a)).isEqualTo(0);
      assertThat(Distances.exact(Metric.COSINE, a, opposite)).isEqualTo(2);
      assertThat(Distances.exact(Metric.COSINE, a, new float[dim])).isNaN();
    }
  }

  @Test
  void orthogonalVectorsHaveNoNegativeZeroDistance() {
    double distance = Distances.exact(Metric.INNER_PRODUCT, new float[] {1, 0}, new float[] {0, 1});

    assertThat(bits(distance)).isEqualTo(bits(0.0));
  }

  @Test
  void distanceOfDifferentLengthsIsRefused() {
    assertThatThrownBy(() -> Distances.exact(Metric.L2, new float[2], new float[3]))
        .isInstanceOfSatisfying(
            ProximaException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.DIMENSION_MISMATCH))
        .hasMessageContaining("2 and 3");
  }

  /// The definition, word for word.
  private static double eightSums(
      Metric metric, float[] a, int aOffset, float[] b, int bOffset, int dim) {
    double[] s = new double[8];
    for (int i = 0; i < dim; i++) {
      double x = a[aOffset + i];
      double y = b[bOffset + i];
      double d = x - y;
      s[i % 8] +=
          switch (metric) {
            case INNER_PRODUCT, COSINE -> x * y;
            case L2 -> d * d;
            case L1 -> Math.abs(d);
            case HAMMING, JACCARD -> throw new AssertionError(metric);
          };
    }
    return ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]));
  }

  private static double naiveDot(float[] a, int aOffset, float[] b, int bOffset, int dim) {
    double sum = 0;
    for (int i = 0; i < dim; i++) {
      sum += (double) a[aOffset + i] * b[bOffset + i];
    }
    return sum;
  }

  private static float[] positive(RandomGenerator random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = 0.5f + random.nextFloat();
    }
    return values;
  }

  private static float[] gaussian(RandomGenerator random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static long bits(double value) {
    return Double.doubleToRawLongBits(value);
  }

  private static void assertClose(String at, float actual, float expected) {
    assertThat(actual).as(at).isCloseTo(expected, within(Math.abs(expected) * 1e-5f));
  }
}
