package io.proxima.engine.json;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.math.BigDecimal;

/// Numbers of JSON, which may be written larger than anybody can compute with.
final class JsonNumbers {
  private static final int MAX_DIGITS = 1_000;

  private JsonNumbers() {}

  static BigDecimal parse(String digits) {
    if (digits.length() <= MAX_DIGITS) {
      try {
        BigDecimal number = new BigDecimal(digits);
        if (Math.abs((long) number.scale()) <= MAX_DIGITS) {
          return number;
        }
      } catch (NumberFormatException e) {
        // The exponent is too long even to be read: said below.
      }
    }
    throw new ProximaException(
        ErrorCode.NUMERIC_OUT_OF_RANGE,
        "a number in a JSON text has up to "
            + MAX_DIGITS
            + " digits before and behind the point, got "
            + digits.substring(0, Math.min(40, digits.length())));
  }
}
