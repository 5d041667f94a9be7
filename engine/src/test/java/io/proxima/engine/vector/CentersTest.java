package io.proxima.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memory.OffHeap;
import io.proxima.engine.testing.Seeded;
import io.proxima.engine.testing.Vectors;
import java.lang.foreign.ValueLayout;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@Seeded
class CentersTest {
  private static float[] flat(float[][] vectors) {
    int dim = vectors[0].length;
    float[] flat = new float[vectors.length * dim];
    for (int i = 0; i < vectors.length; i++) {
      System.arraycopy(vectors[i], 0, flat, i * dim, dim);
    }
    return flat;
  }

  @RepeatedTest(30)
  void bothKernelsFindANearestCentreOfEveryRow(RandomGenerator random) {
    int dim = 1 + random.nextInt(random.nextBoolean() ? 20 : 300);
    int count = 1 + random.nextInt(150);
    int rowCount = 1 + random.nextInt(40);
    float[][] centres =
        random.nextBoolean()
            ? Vectors.gaussian(random, count, dim)
            : Vectors.duplicates(random, count, dim);
    float[][] rows = Vectors.clustered(random, rowCount, dim, 3);
    for (Kernels kernels : new Kernels[] {Kernels.plain(), Kernels.best()}) {
      Centers packed = Centers.of(kernels, flat(centres), 0, count, dim);
      Centers.Search search = Centers.Search.of(flat(rows), rowCount, dim);
      packed.improve(search, rowCount);

      for (int row = 0; row < rowCount; row++) {
        double least = Double.POSITIVE_INFINITY;
        for (float[] centre : centres) {
          least = Math.min(least, Distances.squaredL2(rows[row], centre));
        }
        double found = Distances.squaredL2(rows[row], centres[search.numbers()[row]]);
        double scale = Distances.squaredNorm(rows[row], 0, dim) + dim;
        assertThat(found).isLessThanOrEqualTo(least + 1e-5 * scale);
        assertThat(search.squaredDistance(row, dim)).isCloseTo(found, within(1e-5 * scale));
      }
    }
  }

  @RepeatedTest(10)
  void aSearchGoesOnWithOtherCentresAndOtherRows(RandomGenerator random) {
    int dim = 1 + random.nextInt(40);
    float[] centres = flat(Vectors.gaussian(random, 90, dim));
    float[] rows = flat(Vectors.gaussian(random, 21, dim));
    Centers.Search whole = Centers.Search.of(rows, 21, dim);
    Centers.of(centres, 0, 90, dim).improve(whole, 21);
    Centers.Search parts = Centers.Search.of(rows, 21, dim);
    Centers.of(centres, 0, 37, dim).improve(parts, 21);
    Centers.of(centres, 37, 53, dim).improve(parts, 21);

    assertThat(parts.numbers()).isEqualTo(whole.numbers());
    assertThat(parts.scores()).isEqualTo(whole.scores());
  }

  @RepeatedTest(10)
  void scoresAreThoseThatASearchCompares(RandomGenerator random) {
    int dim = 1 + random.nextInt(40);
    int count = 1 + random.nextInt(100);
    Centers centers = Centers.of(flat(Vectors.gaussian(random, count, dim)), 0, count, dim);
    Centers.Search search = Centers.Search.of(flat(Vectors.gaussian(random, 13, dim)), 13, dim);
    centers.improve(search, 13);
    float[] scores = new float[13 * centers.stride()];
    centers.scores(search.rows(), search.offsets(), 13, scores);

    for (int row = 0; row < 13; row++) {
      int at = row * centers.stride();
      assertThat(scores[at + search.numbers()[row]]).isEqualTo(search.scores()[row]);
      for (int i = 0; i < centers.stride(); i++) {
        assertThat(scores[at + i]).isGreaterThanOrEqualTo(search.scores()[row]);
      }
    }
  }

  @RepeatedTest(5)
  void rowsOutsideTheHeapHaveTheSameNearestCentres(RandomGenerator random) {
    int dim = 1 + random.nextInt(200);
    int rowCount = 1000;
    float[] rows = flat(Vectors.gaussian(random, rowCount, dim));
    Centers centers = Centers.of(flat(Vectors.gaussian(random, 40, dim)), 0, 40, dim);
    Centers.Search search = Centers.Search.of(rows, rowCount, dim);
    centers.improve(search, rowCount);
    int[] numbers = new int[rowCount];
    try (OffHeap memory = MemoryBudget.of(8 << 20).allocate("rows", 12 + rows.length * 4L)) {
      for (int i = 0; i < rows.length; i++) {
        memory.segment().set(ValueLayout.JAVA_FLOAT_UNALIGNED, 12 + i * 4L, rows[i]);
      }
      centers.nearest(memory.segment(), 12, rowCount, numbers);
    }

    assertThat(numbers).isEqualTo(search.numbers());
  }

  @Test
  void theFirstOfEqualCentresIsTaken() {
    float[] centres = new float[100];
    java.util.Arrays.fill(centres, 2);
    Centers.Search search = Centers.Search.of(new float[] {1, 3}, 2, 1);
    Centers.of(centres, 0, 100, 1).improve(search, 2);

    assertThat(search.numbers()).containsExactly(0, 0);
  }

  @Test
  void rowsTooLargeForProductsOfFloatsGetSomeCentre() {
    float[] huge = {3e38f, 3e38f, -3e38f, 3e38f};
    Centers.Search search = Centers.Search.of(huge, 2, 2);
    Centers.of(huge, 0, 2, 2).improve(search, 2);

    assertThat(search.number(0)).isBetween(0, 1);
    assertThat(search.number(1)).isBetween(0, 1);
  }

  /// What is left of rows that are too large when a mean is taken off: scores that are no numbers
  /// stand beside others then.
  @Test
  void rowsWithInfiniteComponentsGetSomeCentre() {
    float infinite = Float.NEGATIVE_INFINITY;
    float[] rows = {infinite, 1, 1, infinite, -infinite, 0, 5, infinite};
    for (int count : new int[] {1, 2, 5, 17, 26, 40}) {
      float[] centers = new float[2 * count];
      for (int i = 0; i < centers.length; i++) {
        centers[i] = (i % 3 - 1) * (i + 1);
      }
      Centers.Search search = Centers.Search.of(rows, 4, 2);
      Centers.of(centers, 0, count, 2).improve(search, 4);
      for (int row = 0; row < 4; row++) {
        assertThat(search.number(row)).as("of %d", count).isBetween(0, count - 1);
      }
    }
  }
}
