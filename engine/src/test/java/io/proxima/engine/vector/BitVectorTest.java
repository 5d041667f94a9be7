package io.proxima.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.testing.Vectors;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BitVectorTest {
  @Test
  void distancesAreThoseThatCountingBitByBitGives() {
    RandomGenerator random = new SplittableRandom(1);
    for (int dim = 1; dim <= 200; dim++) {
      BitVector a = BitVector.ofPositive(Vectors.gaussian(random, 1, dim)[0]);
      BitVector b = BitVector.ofPositive(Vectors.gaussian(random, 1, dim)[0]);
      int differing = 0;
      int both = 0;
      int either = 0;
      for (int i = 0; i < dim; i++) {
        differing += a.get(i) != b.get(i) ? 1 : 0;
        both += a.get(i) && b.get(i) ? 1 : 0;
        either += a.get(i) || b.get(i) ? 1 : 0;
      }
      assertThat(Distances.exact(Metric.HAMMING, a, b)).isEqualTo(differing);
      assertThat(Distances.exact(Metric.JACCARD, a, b))
          .isEqualTo(both == 0 ? 1 : 1 - (double) both / either);
    }
  }

  @Test
  void isEqualAndOrderedByItsBits() {
    RandomGenerator random = new SplittableRandom(2);
    for (int i = 0; i < 500; i++) {
      float[] one = Vectors.duplicates(random, 1, 3)[0];
      float[] two = Vectors.duplicates(random, 1, 3)[0];
      BitVector a = BitVector.ofPositive(one);
      BitVector b = BitVector.ofPositive(two);
      assertThat(a.equals(b)).isEqualTo(a.toString().equals(b.toString()));
      assertThat(a.hashCode() == b.hashCode() || !a.equals(b)).isTrue();
      assertThat(Integer.signum(a.compareTo(b)))
          .isEqualTo(Integer.signum(a.toString().compareTo(b.toString())));
    }
  }

  @Test
  void whatIsNotThatManyBitsIsRefused() {
    assertThat(BitVector.of(9, new byte[] {(byte) 0xA0, (byte) 0x80})).hasToString("101000001");
    assertThatThrownBy(() -> BitVector.of(9, new byte[1]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> BitVector.of(9, new byte[] {0, 0x40}))
        .isInstanceOf(IllegalArgumentException.class);
    BitVector nine = BitVector.of(9, new byte[2]);
    BitVector ten = BitVector.of(10, new byte[2]);
    assertThatThrownBy(() -> Distances.exact(Metric.HAMMING, nine, ten))
        .isInstanceOfSatisfying(
            ProximaException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.DIMENSION_MISMATCH));
    assertThatThrownBy(() -> Distances.exact(Metric.L2, nine, nine))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Arrays.asList(nine, ten)).isSorted();
  }
}
