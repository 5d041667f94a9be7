package io.proxima.client.value;

import io.proxima.client.SessionException;
import java.math.BigDecimal;
import java.math.BigInteger;

/// Numbers as other numbers.
final class NumberCoercion {
  /// More digits than any column has; keeps hostile exponents from becoming megabytes.
  private static final int MOST_DIGITS = 2_000;

  private NumberCoercion() {}

  /// A whole number from `min` to `max`.
  static long toLong(Object value, long min, long max, String type, Place place)
      throws SessionException {
    long number;
    if (value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte) {
      number = ((Number) value).longValue();
    } else if (value instanceof Boolean flag) {
      number = flag ? 1 : 0;
    } else {
      BigDecimal decimal = toDecimal(value, place, type);
      if (decimal.signum() != 0 && decimal.stripTrailingZeros().scale() > 0) {
        throw place.error("22003", "expected " + type + ", found " + value + " with a fraction");
      }
      if (decimal.precision() - decimal.scale() > 19
          || decimal.toBigInteger().bitLength() > Long.SIZE - 1) {
        throw outOfRange(value, type, place);
      }
      number = decimal.longValue();
    }
    if (number < min || number > max) {
      throw outOfRange(value, type, place);
    }
    return number;
  }

  /// The nearest float.
  static Float toFloat(Object value, Place place) throws SessionException {
    if (value instanceof Float number) {
      return number;
    }
    double wide = toDouble(value, "REAL", place);
    // A text is rounded once, not to a double first.
    float number =
        value instanceof CharSequence ? Float.parseFloat(value.toString()) : (float) wide;
    if (Float.isInfinite(number) && !Double.isInfinite(wide)) {
      throw outOfRange(value, "REAL", place);
    }
    return number;
  }

  /// The nearest double.
  static Double toDouble(Object value, Place place) throws SessionException {
    return value instanceof Double number ? number : toDouble(value, "DOUBLE", place);
  }

  private static Double toDouble(Object value, String type, Place place) throws SessionException {
    if (value instanceof Double || value instanceof Float || value instanceof Integer) {
      return ((Number) value).doubleValue();
    }
    double number = toDecimal(value, place, type).doubleValue();
    if (number == 0 && value instanceof CharSequence text) {
      // The decimal has lost the sign.
      number = Double.parseDouble(text.toString());
    }
    if (Double.isInfinite(number)) {
      throw outOfRange(value, type, place);
    }
    return number;
  }

  static BigDecimal toDecimal(Object value, Place place) throws SessionException {
    return toDecimal(value, place, "DECIMAL");
  }

  /// The exact number; of a float or double the shortest one that rounds to it.
  private static BigDecimal toDecimal(Object value, Place place, String type)
      throws SessionException {
    if (value instanceof BigDecimal decimal) {
      return checked(decimal, place);
    }
    if (value instanceof BigInteger integer) {
      return checked(new BigDecimal(integer), place);
    }
    if (value instanceof Float || value instanceof Double) {
      if (!Double.isFinite(((Number) value).doubleValue())) {
        throw outOfRange(value, type, place);
      }
      return new BigDecimal(value.toString());
    }
    if (value instanceof Number number) {
      return BigDecimal.valueOf(number.longValue());
    }
    if (value instanceof Boolean flag) {
      return flag ? BigDecimal.ONE : BigDecimal.ZERO;
    }
    if (value instanceof CharSequence || value instanceof Character) {
      return parse(value.toString().trim(), type, place);
    }
    throw place.mismatch(type, value);
  }

  private static BigDecimal parse(String text, String type, Place place) throws SessionException {
    if (text.length() > MOST_DIGITS
        || !text.matches("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,9})?")) {
      throw place.unreadable(type, text);
    }
    return checked(new BigDecimal(text), place);
  }

  /// Refuses a number that cannot be written down in full in a reasonable place.
  static BigDecimal checked(BigDecimal decimal, Place place) throws SessionException {
    if (Math.abs((long) decimal.scale()) + decimal.precision() > MOST_DIGITS) {
      throw place.error("22003", "a number of more than " + MOST_DIGITS + " digits");
    }
    return decimal;
  }

  private static SessionException outOfRange(Object value, String type, Place place) {
    String shown = String.valueOf(value);
    return place.error(
        "22003",
        (shown.length() <= 64 ? shown : shown.substring(0, 64) + "…")
            + " is out of range of "
            + type);
  }
}
