package io.proxima.client.value;

/// Half precision, which Java 17 does not know: a sign, 5 bits of exponent, 10 of fraction.
final class HalfFloat {
  private static final float LEAST_NORMAL = 0x1p-14f;

  /// From here on numbers round to infinity.
  private static final float TOO_LARGE = 65_520f;

  private HalfFloat() {}

  /// The nearest number of half precision, of two the even one; infinite from 65,520 on.
  static float round(float value) {
    float size = Math.abs(value);
    if (size >= TOO_LARGE) {
      return Math.copySign(Float.POSITIVE_INFINITY, value);
    }
    int exponent = Math.max(Math.getExponent(size), Math.getExponent(LEAST_NORMAL));
    float unit = Math.scalb(1f, exponent - 10);
    return Math.copySign((float) Math.rint(size / unit) * unit, value);
  }

  /// The bits of a number that `round` gave.
  static short bits(float rounded) {
    int sign = (Float.floatToRawIntBits(rounded) >>> 16) & 0x8000;
    float size = Math.abs(rounded);
    int magnitude =
        size < LEAST_NORMAL
            ? (int) (size * 0x1p24f)
            : ((Math.getExponent(size) + 15) << 10)
                | ((Float.floatToRawIntBits(size) >>> 13) & 0x3FF);
    return (short) (sign | magnitude);
  }
}
