package io.proxima.sql.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.error.ProximaException;
import io.proxima.engine.vector.Metric;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class VectorFunctionsTest {
  private static final float[] A = {1, 2, 2};
  private static final float[] B = {3, 0, 4};
  private static final Offset<Double> CLOSE = Offset.offset(1e-12);

  @Test
  void distancesAreThoseOfTheirOperators() {
    assertThat(distance(VectorOperators.L2)).isCloseTo(Math.sqrt(12), CLOSE);
    assertThat(distance(VectorOperators.INNER_PRODUCT)).isCloseTo(-11, CLOSE);
    assertThat(distance(VectorOperators.COSINE)).isCloseTo(1 - 11.0 / 15, CLOSE);
    assertThat(distance(VectorOperators.L1)).isCloseTo(6, CLOSE);
    assertThat(VectorFunctions.l2Squared(A, B)).isEqualTo(12);
    assertThat(VectorOperators.metricOf(VectorOperators.NORM)).isEmpty();
    assertThat(VectorFunctions.distance(Metric.COSINE, A, new float[3])).isNaN();
  }

  private static double distance(DistanceOperator operator) {
    return VectorFunctions.distance(VectorOperators.metricOf(operator).orElseThrow(), A, B);
  }

  @Test
  void vectorsAreComputedElementByElement() {
    assertThat(VectorFunctions.add(A, B)).containsExactly(4, 2, 6);
    assertThat(VectorFunctions.subtract(A, B)).containsExactly(-2, 2, -2);
    assertThat(VectorFunctions.multiply(A, B)).containsExactly(3, 0, 8);
    assertThat(VectorFunctions.concat(A, B)).containsExactly(1, 2, 2, 3, 0, 4);
    assertThat(VectorFunctions.subvector(A, 2, 2)).containsExactly(2, 2);
    assertThat(VectorFunctions.norm(A)).isCloseTo(3, CLOSE);
    assertThat(VectorFunctions.normalize(B)).containsExactly(0.6f, 0, 0.8f);
    assertThat(VectorFunctions.normalize(new float[2])).containsExactly(0, 0);
    assertThat(VectorFunctions.toText(A, 0)).isEqualTo("[1,2,2]");
    assertThat(VectorFunctions.ofNumbers(List.of(1, 2.5), 2)).containsExactly(1, 2.5f);
  }

  @Test
  void comparisonIsLexicographic() {
    assertThat(VectorFunctions.compare(A, B)).isNegative();
    assertThat(VectorFunctions.compare(B, A)).isPositive();
    assertThat(VectorFunctions.compare(new float[] {0f}, new float[] {-0f})).isZero();
    assertThat(VectorFunctions.compare(new float[] {1}, new float[] {1, 2})).isNegative();
  }

  @Test
  void resultsThatAreNotFiniteAreRefused() {
    float[] huge = {Float.MAX_VALUE};
    assertThatThrownBy(() -> VectorFunctions.add(huge, huge)).isInstanceOf(ProximaException.class);
    assertThatThrownBy(() -> VectorFunctions.multiply(huge, huge))
        .isInstanceOf(ProximaException.class);
    assertThatThrownBy(() -> VectorFunctions.ofNumbers(List.of(1e300), 1))
        .isInstanceOf(ProximaException.class);
  }
}
