package io.proxima.client.value;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HalfFloatTest {
  private static final int LARGEST = 0x7BFF;

  /// What the bits of a finite number of half precision mean, by the definition of IEEE 754.
  static float valueOf(int bits) {
    int exponent = (bits >> 10) & 0x1F;
    int fraction = bits & 0x3FF;
    double size =
        exponent == 0 ? fraction * 0x1p-24 : (1024 + fraction) * Math.pow(2, exponent - 25);
    return (float) ((bits & 0x8000) == 0 ? size : -size);
  }

  @Test
  void everyNumberOfHalfPrecisionStaysAndHasItsBits() {
    for (int bits = 0; bits <= LARGEST; bits++) {
      for (int signed : new int[] {bits, bits | 0x8000}) {
        float value = valueOf(signed);
        assertThat(HalfFloat.round(value)).isEqualTo(value);
        assertThat(HalfFloat.bits(value)).as("%s", value).isEqualTo((short) signed);
      }
    }
  }

  @Test
  void betweenTwoTheNearerIsTakenAndInTheMiddleTheEvenOne() {
    for (int bits = 0; bits < LARGEST; bits++) {
      float low = valueOf(bits);
      float high = valueOf(bits + 1);
      float middle = (low + high) / 2;
      assertThat(HalfFloat.round(middle)).isEqualTo(bits % 2 == 0 ? low : high);
      assertThat(HalfFloat.round(Math.nextDown(middle))).isEqualTo(low);
      assertThat(HalfFloat.round(Math.nextUp(middle))).isEqualTo(high);
    }
  }

  @Test
  void numbersThatAreTooLargeBecomeInfinite() {
    assertThat(HalfFloat.round(65_519.99f)).isEqualTo(65_504f);
    assertThat(HalfFloat.round(65_520f)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(HalfFloat.round(-Float.MAX_VALUE)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(HalfFloat.round(Float.MIN_VALUE)).isZero();
  }
}
