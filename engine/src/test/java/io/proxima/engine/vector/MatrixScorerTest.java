package io.proxima.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.testing.Vectors;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MatrixScorerTest {
  private static final int[] DIMS = {1, 2, 7, 8, 9, 31, 33, 100, 257, 784, 4_096, 65_535};

  private final MemoryBudget budget = MemoryBudget.of(256 << 20);

  /// Where the components of hostile vectors come from.
  private enum Shape {
    GAUSSIAN,
    HUGE,
    DENORMAL,
    CANCELLING,
    MIXED,
    NEAR_COPIES
  }

  @Test
  void exactHasTheBitsOfDistancesWithBothKernels() {
    RandomGenerator random = new SplittableRandom(11);
    for (int dim = 1; dim <= 70; dim++) {
      try (Matrix matrix = matrix(random, Shape.MIXED, dim, 20)) {
        float[] query = vector(random, Shape.MIXED, dim);
        float[] row = new float[dim];
        double[] listed = new double[20];
        for (Metric metric : Vectors.METRICS) {
          for (Kernels kernels : new Kernels[] {Kernels.plain(), Kernels.best()}) {
            MatrixScorer scorer = MatrixScorer.of(matrix, metric, query, kernels);
            scorer.exact(IntStream.range(0, 20).toArray(), 20, listed);
            for (int ord = 0; ord < 20; ord++) {
              matrix.copy(ord, row, 0);
              long expected = bits(Distances.exact(metric, query, row));
              assertThat(bits(scorer.exact(ord))).isEqualTo(expected);
              assertThat(bits(listed[ord])).isEqualTo(expected);
            }
          }
        }
      }
    }
  }

  @Test
  void theErrorBoundHoldsOnHostileVectors() {
    RandomGenerator random = new SplittableRandom(12);
    int finite = 0;
    for (int dim : DIMS) {
      int rows = dim > 1_000 ? 6 : 60;
      for (Shape shape : Shape.values()) {
        try (Matrix matrix = matrix(random, shape, dim, rows)) {
          float[] query = vector(random, shape, dim);
          for (Metric metric : Vectors.METRICS) {
            for (Kernels kernels : new Kernels[] {Kernels.plain(), Kernels.best()}) {
              finite += assertBoundHolds(MatrixScorer.of(matrix, metric, query, kernels), rows);
            }
          }
        }
      }
    }
    assertThat(finite).isGreaterThan(10_000);
  }

  private static int assertBoundHolds(MatrixScorer scorer, int rows) {
    float[] estimates = new float[rows];
    scorer.estimate(0, rows, estimates);
    int finite = 0;
    for (int ord = 0; ord < rows; ord++) {
      double exact = scorer.exact(ord);
      double bound = scorer.errorBound(ord, estimates[ord]);
      if (Float.isFinite(estimates[ord])) {
        assertThat(Math.abs(estimates[ord] - scorer.estimateOf(exact))).isLessThanOrEqualTo(bound);
        finite++;
      } else {
        assertThat(bound).isInfinite();
      }
      assertThat(scorer.mayBeWithin(ord, estimates[ord], exact)).isTrue();
    }
    return finite;
  }

  @Test
  void theErrorBoundIsTightEnoughToBeOfUse() {
    RandomGenerator random = new SplittableRandom(13);
    for (Metric metric : Vectors.METRICS) {
      try (Matrix matrix = matrix(random, Shape.GAUSSIAN, 384, 1_000)) {
        MatrixScorer scorer = MatrixScorer.of(matrix, metric, vector(random, Shape.GAUSSIAN, 384));
        double[] exact = IntStream.range(0, 1_000).mapToDouble(scorer::exact).sorted().toArray();

        assertThat(scorer.candidates(0, 1_000, exact[9], new int[1_000])).isBetween(10, 12);
      }
    }
  }

  @Test
  void candidatesLoseNoRowWithinTheDistance() {
    RandomGenerator random = new SplittableRandom(14);
    for (int dim : new int[] {1, 3, 16, 100}) {
      int rows = 2_000;
      for (Shape shape : Shape.values()) {
        try (Matrix matrix = matrix(random, shape, dim, rows)) {
          matrix.appendZero();
          float[] query = vector(random, shape, dim);
          for (Metric metric : Vectors.METRICS) {
            MatrixScorer scorer = MatrixScorer.of(matrix, metric, query);
            for (int i = 0; i < 5; i++) {
              assertLosesNothing(scorer, random.nextInt(rows), rows - 100);
            }
          }
        }
      }
    }
  }

  private static void assertLosesNothing(MatrixScorer scorer, int distanceOf, int count) {
    double distance = scorer.exact(distanceOf);
    int[] ords = new int[count];
    int found = scorer.candidates(101, count, distance, ords);
    int[] kept = Arrays.copyOf(ords, found);
    assertThat(kept).isSorted().doesNotHaveDuplicates();
    for (int ord = 101; ord < 101 + count; ord++) {
      double exact = scorer.exact(ord);
      if (!(exact > distance)) {
        assertThat(Arrays.binarySearch(kept, ord)).isNotNegative();
      }
    }
  }

  @Test
  void aSumThatOverflowsOnTheWayToASmallOneIsNotLost() {
    float[] query = new float[128];
    float[] row = new float[128];
    for (int i = 0; i < 128; i += 32) {
      query[i] = 1e19f;
      row[i] = i < 64 ? -3e19f : 3e19f;
    }
    try (Matrix matrix = Matrix.open(budget, "test", 128)) {
      matrix.append(row, 0);
      MatrixScorer scorer = MatrixScorer.of(matrix, Metric.INNER_PRODUCT, query);
      float[] estimate = new float[1];
      scorer.estimate(0, 1, estimate);

      assertThat(scorer.exact(0)).isEqualTo(0);
      assertThat(estimate[0]).isEqualTo(Float.POSITIVE_INFINITY);
      assertThat(scorer.mayBeWithin(0, estimate[0], 0)).isTrue();
      assertThat(scorer.candidates(0, 1, 0, new int[1])).isEqualTo(1);
    }
  }

  @Test
  void withoutALimitEveryRowIsACandidate() {
    RandomGenerator random = new SplittableRandom(15);
    for (Metric metric : Vectors.METRICS) {
      try (Matrix matrix = matrix(random, Shape.HUGE, 40, 100)) {
        matrix.appendZero();
        MatrixScorer scorer = MatrixScorer.of(matrix, metric, vector(random, Shape.HUGE, 40));

        assertThat(scorer.candidates(0, 101, Double.POSITIVE_INFINITY, new int[101]))
            .isEqualTo(101);
      }
    }
  }

  /// Not always the same bits: the machine may add the lanes of a register in another order once
  /// the loop is compiled.
  @Test
  void rangesAndListsOfOrdsGetEstimatesOfTheSameRows() {
    RandomGenerator random = new SplittableRandom(16);
    try (Matrix matrix = matrix(random, Shape.GAUSSIAN, 48, 9_000)) {
      for (Metric metric : Vectors.METRICS) {
        MatrixScorer scorer = MatrixScorer.of(matrix, metric, vector(random, Shape.GAUSSIAN, 48));
        float[] range = new float[8_000];
        float[] list = new float[8_000];
        scorer.estimate(7, 8_000, range);
        scorer.estimate(IntStream.range(7, 8_007).toArray(), 8_000, list);

        for (int i = 0; i < list.length; i++) {
          double bound = 2 * scorer.errorBound(7 + i, range[i]);
          assertThat((double) list[i]).isCloseTo(range[i], within(bound));
        }
      }
    }
  }

  @Test
  void aZeroVectorHasNoCosineDistanceAndIsNotLost() {
    try (Matrix matrix = Matrix.open(budget, "test", 3)) {
      matrix.appendZero();
      matrix.append(new float[] {1, 0, 0}, 0);
      MatrixScorer scorer = MatrixScorer.of(matrix, Metric.COSINE, new float[] {1, 0, 0});
      float[] estimates = new float[2];
      scorer.estimate(0, 2, estimates);

      assertThat(scorer.exact(0)).isNaN();
      assertThat(estimates[0]).isNaN();
      assertThat(scorer.candidates(0, 2, 0.5, new int[2])).isEqualTo(2);
      assertThat(scorer.exact(1)).isEqualTo(0);
    }
  }

  @Test
  void aQueryOfAnotherDimensionIsRefused() {
    try (Matrix matrix = Matrix.open(budget, "test", 3)) {
      assertThatThrownBy(() -> MatrixScorer.of(matrix, Metric.L2, new float[4]))
          .isInstanceOfSatisfying(
              ProximaException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.DIMENSION_MISMATCH))
          .hasMessageContaining("dimension 4")
          .hasMessageContaining("dimension 3");
    }
  }

  private Matrix matrix(RandomGenerator random, Shape shape, int dim, int rows) {
    Matrix matrix = Matrix.open(budget, "test", dim);
    for (int i = 0; i < rows; i++) {
      matrix.append(vector(random, shape, dim), 0);
    }
    return matrix;
  }

  private static float[] vector(RandomGenerator random, Shape shape, int dim) {
    float[] values = new float[dim];
    for (int i = 0; i < dim; i++) {
      values[i] =
          switch (shape) {
            case GAUSSIAN -> (float) random.nextGaussian();
            case HUGE -> (random.nextBoolean() ? 1 : -1) * 1e38f * (1 + 2 * random.nextFloat());
            case DENORMAL -> Float.intBitsToFloat(random.nextInt(1 << 14));
            case CANCELLING -> (i % 2 == 0 ? 1 : -1) * 1e6f + random.nextFloat();
            case MIXED -> (float) (random.nextGaussian() * Math.pow(10, random.nextInt(-30, 18)));
            case NEAR_COPIES -> 1 + Math.ulp(1f) * random.nextInt(3) + (i % 5);
          };
    }
    return values;
  }

  private static long bits(double value) {
    return Double.doubleToLongBits(value);
  }
}
