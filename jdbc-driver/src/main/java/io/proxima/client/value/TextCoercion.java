package io.proxima.client.value;

import io.proxima.client.SessionException;
import io.proxima.client.SparseVector;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.UUID;

/// Values as text, each in the form in which it can be read again.
final class TextCoercion {
  private TextCoercion() {}

  static String toText(Object value, Place place) throws SessionException {
    if (value instanceof String text) {
      return checked(text, place);
    }
    if (value instanceof CharSequence || value instanceof Character) {
      return checked(value.toString(), place);
    }
    if (value instanceof BigDecimal decimal) {
      return NumberCoercion.checked(decimal, place).toPlainString();
    }
    if (value instanceof Number || value instanceof Boolean || value instanceof UUID) {
      return value.toString();
    }
    if (value instanceof char[] characters) {
      return checked(new String(characters), place);
    }
    if (value instanceof float[] vector) {
      return VectorText.format(vector);
    }
    if (value instanceof boolean[] bits) {
      return BitText.format(bits);
    }
    if (value instanceof SparseVector) {
      return value.toString();
    }
    if (value instanceof OffsetDateTime || TimeCoercion.isTime(value)) {
      return TimeCoercion.toText(value);
    }
    throw place.mismatch("VARCHAR", value);
  }

  /// Refuses half a surrogate pair: it has no UTF-8 form and would be stored as another character.
  private static String checked(String text, Place place) throws SessionException {
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (Character.isSurrogate(unit)) {
        if (Character.isLowSurrogate(unit)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          throw place.error("22P02", "half a surrogate pair at position " + (i + 1));
        }
        i++;
      }
    }
    return text;
  }
}
