package io.proxima.client.value;

import io.proxima.client.SessionException;

/// The text of a vector: `[1,2.5,-3]`.
public final class VectorText {
  /// More than any vector of the largest dimension needs.
  private static final int LONGEST = 4 << 20;

  /// Up to here a float holds every whole number.
  private static final int LARGEST_WHOLE = 1 << 24;

  private VectorText() {}

  /// The text of a vector, as `CAST(… AS VARCHAR)` writes it: whole numbers without a point.
  public static String format(float[] vector) {
    StringBuilder text = new StringBuilder(2 + 8 * vector.length).append('[');
    for (int i = 0; i < vector.length; i++) {
      if (i > 0) {
        text.append(',');
      }
      float number = vector[i];
      boolean isWhole = number == (int) number && Math.abs(number) < LARGEST_WHOLE;
      if (isWhole && Float.floatToRawIntBits(number) != Integer.MIN_VALUE) {
        text.append((int) number);
      } else {
        text.append(number);
      }
    }
    return text.append(']').toString();
  }

  /// Reads the text of a vector; blanks around numbers are skipped.
  ///
  /// @throws SessionException `22P02` no vector, `22003` a number outside the range of a float,
  ///   `22P71` NaN or an infinity
  public static float[] parse(String text, Place place) throws SessionException {
    String trimmed = text.trim();
    int end = trimmed.length() - 1;
    if (end < 1 || end > LONGEST || trimmed.charAt(0) != '[' || trimmed.charAt(end) != ']') {
      throw place.unreadable("VECTOR as [1,2,3]", text);
    }
    if (trimmed.substring(1, end).isBlank()) {
      return new float[0];
    }
    String[] numbers = trimmed.substring(1, end).split(",", -1);
    float[] vector = new float[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      vector[i] = number(numbers[i].trim(), i + 1, place);
    }
    return vector;
  }

  static float number(String text, int dimension, Place place) throws SessionException {
    if (!looksLikeNumber(text)) {
      if (text.matches("(?i)[+-]?(nan|inf(inity)?)")) {
        throw place.error("22P71", text + " at dimension " + dimension);
      }
      throw place.unreadable("a number at dimension " + dimension, text);
    }
    float number = Float.parseFloat(text);
    if (!Float.isFinite(number)) {
      throw place.error("22P71", text + " at dimension " + dimension + " is no finite float");
    }
    return number;
  }

  /// Whether it is a decimal number as SQL writes it; `Float.parseFloat` takes more.
  private static boolean looksLikeNumber(String text) {
    int digits = 0;
    int i = sign(text, 0);
    for (boolean point = false; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        digits++;
      } else if (c == '.' && !point) {
        point = true;
      } else {
        break;
      }
    }
    if (digits == 0 || i == text.length()) {
      return digits > 0;
    }
    if (text.charAt(i) != 'e' && text.charAt(i) != 'E') {
      return false;
    }
    int first = sign(text, i + 1);
    for (i = first; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return i > first;
  }

  private static int sign(String text, int at) {
    return at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+') ? at + 1 : at;
  }
}
