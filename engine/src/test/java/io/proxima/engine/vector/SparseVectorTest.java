package io.proxima.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.testing.Vectors;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SparseVectorTest {
  @Test
  void distancesHaveTheBitsOfTheDenseOnes() {
    RandomGenerator random = new SplittableRandom(1);
    for (int dim = 1; dim <= 100; dim++) {
      float[] a = thinned(random, dim);
      float[] b = thinned(random, dim);
      SparseVector sparseA = SparseVector.ofDense(a);
      SparseVector sparseB = SparseVector.ofDense(b);
      assertThat(sparseA.toDense()).isEqualTo(a);
      for (Metric metric : Vectors.METRICS) {
        assertThat(Double.doubleToLongBits(Distances.exact(metric, sparseA, sparseB)))
            .as("%s of %s and %s", metric, sparseA, sparseB)
            .isEqualTo(Double.doubleToLongBits(Distances.exact(metric, a, b)));
      }
      assertThat(Distances.squaredL2(sparseA, sparseB)).isEqualTo(Distances.squaredL2(a, b));
      assertThat(Distances.norm(sparseA)).isEqualTo(Distances.norm(a));
    }
  }

  @Test
  void isEqualAndOrderedAsTheDenseOnes() {
    RandomGenerator random = new SplittableRandom(2);
    for (int i = 0; i < 2_000; i++) {
      float[] a = Vectors.duplicates(random, 1, 4)[0];
      float[] b = Vectors.duplicates(random, 1, 4)[0];
      SparseVector sparseA = SparseVector.ofDense(a);
      SparseVector sparseB = SparseVector.ofDense(b);
      assertThat(sparseA.equals(sparseB)).isEqualTo(Arrays.equals(a, b));
      assertThat(sparseA.hashCode() == sparseB.hashCode() || !Arrays.equals(a, b)).isTrue();
      assertThat(Integer.signum(sparseA.compareTo(sparseB)))
          .as("%s and %s", sparseA, sparseB)
          .isEqualTo(Integer.signum(Arrays.compare(a, b)));
    }
  }

  private static float[] thinned(RandomGenerator random, int dim) {
    float[] vector = Vectors.gaussian(random, 1, dim)[0];
    for (int i = 0; i < dim; i++) {
      vector[i] = random.nextInt(3) == 0 ? vector[i] : 0;
    }
    return vector;
  }

  @Test
  void whatIsNotSparseIsRefused() {
    assertThat(SparseVector.of(9, new int[] {0, 8}, new float[] {0.5f, 2}))
        .hasToString("{1:0.5,9:2}/9");
    refuses(9, new int[] {0}, new float[] {0});
    refuses(9, new int[] {0}, new float[] {Float.NaN});
    refuses(9, new int[] {9}, new float[] {1});
    refuses(9, new int[] {-1}, new float[] {1});
    refuses(9, new int[] {1, 1}, new float[] {1, 1});
    refuses(9, new int[] {1, 2}, new float[] {1});
    refuses(0, new int[0], new float[0]);
    refuses(SparseVector.MAX_DIM + 1, new int[0], new float[0]);
  }

  private static void refuses(int dim, int[] indices, float[] values) {
    assertThatThrownBy(() -> SparseVector.of(dim, indices, values))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
