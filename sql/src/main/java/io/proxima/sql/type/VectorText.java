package io.proxima.sql.type;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.vector.BitVector;
import java.util.Arrays;

/// Vectors as text: `[1,2.5,-3e-2]`, bits as `101`, sparse vectors as `{1:0.5,7:2}/30522`. The
/// first character tells which.
public final class VectorText {
  private static final int SHOWN = 40;

  private VectorText() {}

  /// Reads a vector.
  ///
  /// @throws ProximaException `INVALID_TEXT`, `NON_FINITE_VECTOR`, or `DIMENSION_MISMATCH` for an
  ///   empty vector
  public static float[] parse(String text) {
    String trimmed = text.strip();
    int end = trimmed.length() - 1;
    if (end < 1 || trimmed.charAt(0) != '[' || trimmed.charAt(end) != ']') {
      throw invalid(text, "expected [number, number, …]");
    }
    if (trimmed.substring(1, end).isBlank()) {
      throw new ProximaException(
          ErrorCode.DIMENSION_MISMATCH, "a vector needs at least one dimension, got []");
    }
    float[] values = new float[16];
    int dim = 0;
    for (int start = 1; start <= end; ) {
      int comma = trimmed.indexOf(',', start);
      int stop = comma < 0 ? end : comma;
      if (dim == values.length) {
        values = Arrays.copyOf(values, dim * 2);
      }
      values[dim] = number(text, trimmed.substring(start, stop).strip(), dim);
      dim++;
      start = stop + 1;
      if (comma < 0) {
        break;
      }
    }
    if (dim > ColumnType.MAX_DIM) {
      throw new ProximaException(
          ErrorCode.DIMENSION_MISMATCH,
          "a vector has at most " + ColumnType.MAX_DIM + " dimensions, got " + dim);
    }
    return Arrays.copyOf(values, dim);
  }

  /// Reads a vector of any kind: `float[]`, [BitVector] or [io.proxima.engine.vector.SparseVector].
  ///
  /// @throws ProximaException `INVALID_TEXT`, `NON_FINITE_VECTOR`, `NUMERIC_OUT_OF_RANGE`,
  ///   `DIMENSION_MISMATCH`
  public static Object parseAny(String text) {
    String trimmed = text.strip();
    return switch (trimmed.isEmpty() ? '[' : trimmed.charAt(0)) {
      case '{' -> SparseText.parse(text);
      case '0', '1' -> bits(trimmed);
      default -> parse(text);
    };
  }

  private static BitVector bits(String text) {
    int dim = text.length();
    if (dim > ColumnType.MAX_DIM) {
      throw new ProximaException(
          ErrorCode.DIMENSION_MISMATCH,
          "a vector has at most " + ColumnType.MAX_DIM + " bits, got " + dim);
    }
    byte[] bytes = new byte[BitVector.byteCount(dim)];
    for (int i = 0; i < dim; i++) {
      if (text.charAt(i) == '1') {
        bytes[i >> 3] |= (byte) (0x80 >> (i & 7));
      } else if (text.charAt(i) != '0') {
        throw invalid(text, "bit " + (i + 1) + " is neither 0 nor 1: '" + text.charAt(i) + "'");
      }
    }
    return BitVector.of(dim, bytes);
  }

  /// Writes a vector so that reading it gives the same floats; whole numbers without a point.
  public static String format(float[] vector) {
    StringBuilder text = new StringBuilder(vector.length * 8).append('[');
    for (int i = 0; i < vector.length; i++) {
      if (i > 0) {
        text.append(',');
      }
      int whole = (int) vector[i];
      if (whole == vector[i] && Math.abs(whole) < 1 << 24 && (whole != 0 || 1 / vector[i] > 0)) {
        text.append(whole);
      } else {
        text.append(vector[i]);
      }
    }
    return text.append(']').toString();
  }

  static float number(String text, String part, int position) {
    if (part.isEmpty() || "fFdD".indexOf(part.charAt(part.length() - 1)) >= 0) {
      throw nonFiniteOrInvalid(text, part, position);
    }
    float value;
    try {
      value = Float.parseFloat(part);
    } catch (NumberFormatException e) {
      throw nonFiniteOrInvalid(text, part, position);
    }
    if (!Float.isFinite(value)) {
      throw nonFinite(part, position);
    }
    return value;
  }

  private static ProximaException nonFiniteOrInvalid(String text, String part, int position) {
    String word = part.startsWith("-") || part.startsWith("+") ? part.substring(1) : part;
    return switch (word.toLowerCase(java.util.Locale.ROOT)) {
      case "nan", "inf", "infinity" -> nonFinite(part, position);
      default -> invalid(text, "element " + (position + 1) + " is not a number: '" + part + "'");
    };
  }

  private static ProximaException nonFinite(String part, int position) {
    return new ProximaException(
        ErrorCode.NON_FINITE_VECTOR,
        "element " + (position + 1) + " of a vector must be a finite float, got " + part);
  }

  static ProximaException invalid(String text, String why) {
    String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    return new ProximaException(ErrorCode.INVALID_TEXT, "'" + shown + "' is not a vector: " + why);
  }
}
