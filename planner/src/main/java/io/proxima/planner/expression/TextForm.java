package io.proxima.planner.expression;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import io.proxima.sql.type.Assignment;
import io.proxima.sql.type.DateTimeText;
import io.proxima.sql.type.ValueText;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.HexFormat;

/// Values as text and back, as `CAST` does it; binary values as hexadecimal digits.
final class TextForm {
  private static final long MICROS = 1_000_000L;
  private static final ColumnType TEXT = ColumnType.of(TypeKind.VARCHAR);

  private TextForm() {}

  /// The text of a value.
  public static String format(Object value, ColumnType type) {
    return type.kind() == TypeKind.VARBINARY
        ? HexFormat.of().formatHex((byte[]) value)
        : ValueText.format(value, type);
  }

  /// The value of a text.
  ///
  /// @throws ProximaException `INVALID_TEXT`, `NUMERIC_OUT_OF_RANGE`, `DIMENSION_MISMATCH`,
  ///   `NON_FINITE_VECTOR`
  public static Object parse(String text, ColumnType type) {
    return switch (type.kind()) {
      case VARBINARY -> bytes(text);
      case REAL, DOUBLE -> real(text, type);
      default -> Assignment.convert(text, TEXT, type, "CAST to " + type);
    };
  }

  private static Object real(String text, ColumnType type) {
    return switch (text.strip()) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> Assignment.convert(text, TEXT, type, "CAST to " + type);
    };
  }

  private static byte[] bytes(String text) {
    try {
      return HexFormat.of().parseHex(text.strip());
    } catch (IllegalArgumentException e) {
      throw new ProximaException(
          ErrorCode.INVALID_TEXT, "CAST to VARBINARY needs pairs of hexadecimal digits", e);
    }
  }

  /// Microseconds since 1970 as date and time.
  static LocalDateTime dateTime(long micros) {
    return LocalDateTime.ofEpochSecond(
        Math.floorDiv(micros, MICROS), (int) Math.floorMod(micros, MICROS) * 1000, ZoneOffset.UTC);
  }

  /// Date and time as microseconds since 1970.
  static long micros(LocalDateTime time) {
    return Math.addExact(
        Math.multiplyExact(time.toEpochSecond(ZoneOffset.UTC), MICROS),
        time.get(ChronoField.MICRO_OF_SECOND));
  }

  /// A timestamp as Calcite writes it in literals.
  static long timestamp(String text) {
    return DateTimeText.timestamp(text, "a TIMESTAMP literal");
  }
}
