package io.proxima.sql.type;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.json.JsonText;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.UUID;

/// Converts a value to the type of the column or parameter it is written to, as `INSERT` and
/// `UPDATE` do. Unlike `CAST` it never cuts: what does not fit is an error.
///
/// Values look as [TypeKind] says and are not NULL. `place` names the target in messages, such as
/// "column year of table public.docs".
public final class Assignment {
  private static final long DAY_MICROS = 86_400_000_000L;

  private Assignment() {}

  /// Whether values of one type may be written to another; whether each fits is known only then.
  public static boolean isPossible(ColumnType from, ColumnType to) {
    if (from.kind() == to.kind()) {
      return true;
    }
    if (isText(from)) {
      return to.kind() != TypeKind.VARBINARY;
    }
    return switch (to.kind()) {
      case SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DECIMAL -> isNumber(from);
      case CHAR, VARCHAR -> from.kind() != TypeKind.VARBINARY;
      case DATE, TIME, TIMESTAMP, TIMESTAMP_TZ ->
          from.kind() == TypeKind.TIMESTAMP
              || from.kind() == TypeKind.TIMESTAMP_TZ
              || (from.kind() == TypeKind.DATE && to.kind() != TypeKind.TIME);
      case VECTOR, HALFVEC, INT8VEC, BIT, SPARSEVEC ->
          VectorConversion.isPossible(from.kind(), to.kind());
      case BOOLEAN, VARBINARY, JSON, UUID -> false;
    };
  }

  /// The value as the target type holds it. A `DECIMAL` may have more digits than its type says, if
  /// it is a parameter.
  ///
  /// @throws ProximaException `NUMERIC_OUT_OF_RANGE`, `VALUE_TOO_LONG`, `INVALID_TEXT`,
  ///   `DIMENSION_MISMATCH`, `NON_FINITE_VECTOR` or `TYPE_MISMATCH`
  public static Object convert(Object value, ColumnType from, ColumnType to, String place) {
    if (from.equals(to) && to.kind() != TypeKind.DECIMAL) {
      return value;
    }
    if (!isPossible(from, to)) {
      throw new ProximaException(
          ErrorCode.TYPE_MISMATCH, place + " is of type " + to + ", got a value of type " + from);
    }
    return switch (to.kind()) {
      case BOOLEAN -> value instanceof String text ? bool(text, place) : value;
      case SMALLINT -> whole(value, to, Short.MIN_VALUE, Short.MAX_VALUE, place);
      case INTEGER -> whole(value, to, Integer.MIN_VALUE, Integer.MAX_VALUE, place);
      case BIGINT -> whole(value, to, Long.MIN_VALUE, Long.MAX_VALUE, place);
      case REAL -> real(value, to, place);
      case DOUBLE -> floating(value, to, place);
      case DECIMAL -> decimal(value, to, place);
      case CHAR, VARCHAR -> text(ValueText.format(value, from), to, place);
      case VARBINARY -> bytes((byte[]) value, to, place);
      case DATE ->
          value instanceof String text
              ? DateTimeText.date(text, place)
              : (Object) Math.floorDiv((Long) value, DAY_MICROS);
      case TIME ->
          value instanceof String text
              ? DateTimeText.time(text, place)
              : (Object) Math.floorMod((Long) value, DAY_MICROS);
      case TIMESTAMP ->
          value instanceof String text ? DateTimeText.timestamp(text, place) : micros(value, from);
      case TIMESTAMP_TZ ->
          value instanceof String text
              ? DateTimeText.timestampTz(text, place)
              : micros(value, from);
      case JSON -> json((String) value, place);
      case UUID -> value instanceof String text ? uuid(text, place) : value;
      case VECTOR, HALFVEC, INT8VEC, BIT, SPARSEVEC -> VectorConversion.convert(value, to, place);
    };
  }

  private static boolean isText(ColumnType type) {
    return type.kind() == TypeKind.CHAR || type.kind() == TypeKind.VARCHAR;
  }

  private static boolean isNumber(ColumnType type) {
    return switch (type.kind()) {
      case SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DECIMAL -> true;
      default -> false;
    };
  }

  private static Object micros(Object value, ColumnType from) {
    return from.kind() == TypeKind.DATE ? (Long) value * DAY_MICROS : value;
  }

  private static Long bool(String text, String place) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "true", "t", "yes", "on", "1" -> 1L;
      case "false", "f", "no", "off", "0" -> 0L;
      default -> throw invalid(text, "a BOOLEAN", place);
    };
  }

  private static Long whole(Object value, ColumnType to, long min, long max, String place) {
    if (value instanceof Long number && number >= min && number <= max) {
      return number;
    }
    BigDecimal rounded =
        value instanceof Double number
            ? exact(number, to, place).setScale(0, RoundingMode.HALF_EVEN)
            : number(value, to, place).setScale(0, RoundingMode.HALF_UP);
    if (rounded.compareTo(BigDecimal.valueOf(min)) < 0
        || rounded.compareTo(BigDecimal.valueOf(max)) > 0) {
      throw outOfRange(value, to, place);
    }
    return rounded.longValueExact();
  }

  private static Double real(Object value, ColumnType to, String place) {
    double wide = floating(value, to, place);
    float narrow = (float) wide;
    if (Float.isInfinite(narrow) && !Double.isInfinite(wide)) {
      throw outOfRange(value, to, place);
    }
    return (double) narrow;
  }

  private static Double floating(Object value, ColumnType to, String place) {
    if (value instanceof Double number) {
      return number;
    }
    double number = number(value, to, place).doubleValue();
    if (Double.isInfinite(number)) {
      throw outOfRange(value, to, place);
    }
    return number;
  }

  private static BigDecimal decimal(Object value, ColumnType to, String place) {
    BigDecimal number =
        value instanceof Double floating ? exact(floating, to, place) : number(value, to, place);
    BigDecimal scaled = number.setScale(to.scale(), RoundingMode.HALF_UP);
    if (scaled.precision() > to.size()) {
      throw outOfRange(value, to, place);
    }
    return scaled;
  }

  private static BigDecimal exact(Double value, ColumnType to, String place) {
    if (!Double.isFinite(value)) {
      throw outOfRange(value, to, place);
    }
    return new BigDecimal(value.toString());
  }

  private static BigDecimal number(Object value, ColumnType to, String place) {
    return switch (value) {
      case Long number -> BigDecimal.valueOf(number);
      case Double number -> exact(number, to, place);
      case BigDecimal number -> number;
      case String text -> parse(text, to, place);
      default ->
          throw new ProximaException(
              ErrorCode.TYPE_MISMATCH, place + " is of type " + to + ", got " + value);
    };
  }

  private static BigDecimal parse(String text, ColumnType to, String place) {
    BigDecimal number;
    try {
      number = new BigDecimal(text.strip());
    } catch (NumberFormatException e) {
      throw invalid(text, "a number", place);
    }
    if (Math.abs((long) number.scale()) > 1_000 || number.precision() > 1_000) {
      throw outOfRange(text, to, place);
    }
    return number;
  }

  private static String text(String text, ColumnType to, String place) {
    int length = text.codePointCount(0, text.length());
    if (to.size() > 0 && length > to.size()) {
      int end = text.offsetByCodePoints(0, to.size());
      if (!text.substring(end).isBlank()) {
        throw new ProximaException(
            ErrorCode.VALUE_TOO_LONG,
            place + " is of type " + to + ", got " + length + " characters");
      }
      return text.substring(0, end);
    }
    return to.kind() == TypeKind.CHAR ? text + " ".repeat(to.size() - length) : text;
  }

  private static byte[] bytes(byte[] value, ColumnType to, String place) {
    if (to.size() > 0 && value.length > to.size()) {
      throw new ProximaException(
          ErrorCode.VALUE_TOO_LONG,
          place + " is of type " + to + ", got " + value.length + " bytes");
    }
    return value;
  }

  private static String json(String text, String place) {
    try {
      JsonText.check(text);
      return text;
    } catch (ProximaException e) {
      throw new ProximaException(e.code(), place + " got no " + e.getMessage());
    }
  }

  private static UUID uuid(String text, String place) {
    String stripped = text.strip();
    try {
      UUID uuid = UUID.fromString(stripped);
      if (stripped.length() == 36) {
        return uuid;
      }
    } catch (IllegalArgumentException e) {
      // Said below, like any other wrong text.
    }
    throw invalid(text, "a UUID", place);
  }

  private static ProximaException outOfRange(Object value, ColumnType to, String place) {
    return new ProximaException(
        ErrorCode.NUMERIC_OUT_OF_RANGE,
        place + " is of type " + to + ", which cannot hold " + value);
  }

  static ProximaException invalid(String text, String expected, String place) {
    String shown = text.length() <= 40 ? text : text.substring(0, 40) + "…";
    return new ProximaException(
        ErrorCode.INVALID_TEXT, place + " needs " + expected + ", got '" + shown + "'");
  }
}
