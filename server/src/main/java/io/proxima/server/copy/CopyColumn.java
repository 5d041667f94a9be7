package io.proxima.server.copy;

import io.proxima.client.ParameterColumn;
import io.proxima.client.SessionException;
import io.proxima.client.ValueType;
import io.proxima.client.value.Coercion;
import io.proxima.client.value.Place;
import java.util.HexFormat;

/// A column that values are read for.
record CopyColumn(String name, ParameterColumn parameter) {
  /// Reads a value in the form in which it is written to files: that of its type in SQL, but
  /// hexadecimal digits for `VARBINARY`, and `NaN` and `Infinity` among floating-point numbers.
  Object read(String text, Place place) throws SessionException {
    return switch (parameter.type()) {
      case VARBINARY -> binary(text, place);
      case REAL, DOUBLE -> Coercion.coerce(parameter.type(), 0, number(text), place);
      default -> Coercion.coerce(parameter.type(), parameter.precision(), text, place);
    };
  }

  private static Object number(String text) {
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> text;
    };
  }

  private static byte[] binary(String text, Place place) throws SessionException {
    try {
      return HexFormat.of().parseHex(text);
    } catch (IllegalArgumentException e) {
      throw place.unreadable("pairs of hexadecimal digits", text);
    }
  }

  /// The text that `read` reads as the same value.
  static String write(ValueType type, Object value, Place place) throws SessionException {
    return type == ValueType.VARBINARY
        ? HexFormat.of().formatHex((byte[]) value)
        : (String) Coercion.coerce(ValueType.VARCHAR, 0, value, place);
  }
}
