package io.proxima.engine.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.proxima.engine.vector.CodeKernels;
import io.proxima.engine.vector.Metric;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpaceTest {
  @ParameterizedTest
  @ValueSource(
      ints = {1, 2, 3, 63, 64, 65, 100, 127, 128, 129, 784, 1999, 2001, 4097, 16384, 65535})
  void distancesStayWhatTheyWere(int dim) {
    RandomGenerator random = new SplittableRandom(dim);
    Space space = Space.of(Metric.L2, 7, gaussian(random, dim));
    float[] a = gaussian(random, dim);
    float[] b = gaussian(random, dim);
    float[] placedA = new float[space.paddedDim()];
    float[] placedB = new float[space.paddedDim()];

    assertThat(space.place(a, 0, placedA)).isTrue();
    assertThat(space.place(b, 0, placedB)).isTrue();

    assertThat(space.paddedDim()).isEqualTo((dim + 63) / 64 * 64);
    assertThat(apart(placedA, placedB)).isCloseTo(apart(a, b), within(1e-5 * apart(a, b)));
    assertThat(apart(placedA, new float[placedA.length]))
        .isCloseTo(apart(a, space.mean()), within(1e-5 * apart(a, space.mean())));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64, 65, 784, 4097})
  void oneComponentReachesAllAndNoneIsLarge(int dim) {
    Space space = Space.of(Metric.L2, 3, new float[dim]);
    for (int component : new int[] {0, dim / 2, dim - 1}) {
      float[] vector = new float[dim];
      vector[component] = 1;
      float[] placed = new float[space.paddedDim()];
      space.place(vector, 0, placed);
      double typical = 1 / Math.sqrt(placed.length);
      for (float x : placed) {
        assertThat(Math.abs(x)).isLessThan((float) (6 * typical));
      }
      assertThat(CodeKernels.plain().sumOfAbsolutes(placed, placed.length))
          .isGreaterThan((float) (0.6 * placed.length * typical));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 128, 784})
  void bothKernelsPlaceAlikeAndTheSeedDecides(int dim) {
    RandomGenerator random = new SplittableRandom(dim);
    float[] mean = gaussian(random, dim);
    float[] vector = gaussian(random, dim);
    float[] best = new float[Space.paddedDim(dim)];
    float[] plain = new float[best.length];
    float[] other = new float[best.length];
    Space.of(CodeKernels.best(), Metric.COSINE, 5, mean).place(vector, 0, best);
    Space.of(CodeKernels.plain(), Metric.COSINE, 5, mean).place(vector, 0, plain);
    Space.of(CodeKernels.best(), Metric.COSINE, 6, mean).place(vector, 0, other);

    assertThat(best).isEqualTo(plain).isNotEqualTo(other);
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void metricsWithoutCodesAreRefused(Metric metric) {
    if (Space.codes(metric)) {
      assertThat(Space.of(metric, 1, new float[3]).metric()).isEqualTo(metric);
    } else {
      assertThatThrownBy(() -> Space.of(metric, 1, new float[3]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(metric.name());
    }
  }

  static double apart(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }

  static float[] gaussian(RandomGenerator random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
