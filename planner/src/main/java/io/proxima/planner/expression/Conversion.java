package io.proxima.planner.expression;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.schema.TypeKind.Layout;
import io.proxima.sql.type.VectorConversion;
import java.math.BigDecimal;
import java.util.List;

/// `CAST`: a value of one type as a value of another.
///
/// Text is read and written by [TextForm]; numbers are rounded half away from zero and must fit;
/// text that is too long for its type is cut, as `CAST` says.
public final class Conversion {
  private static final long MICROS_PER_DAY = 86_400_000_000L;

  private Conversion() {}

  /// An expression converted to a type.
  public static Expression of(Expression operand, ColumnType to) {
    ColumnType from = operand.type();
    if (from.equals(to)) {
      return operand;
    }
    if (isWhole(from.kind()) && isWhole(to.kind())) {
      return Strict.longs(
          to,
          List.of(operand),
          cells -> {
            long[] values = cells[0].longs();
            int mask = cells[0].mask();
            return row -> Numbers.fit(values[row & mask], to.kind());
          });
    }
    if (to.kind() == TypeKind.DOUBLE && isNumber(from.kind())) {
      return toDouble(operand);
    }
    return Boxed.of(to, List.of(operand), cells -> row -> value(cells[0].at(row), from, to));
  }

  /// A number as `DOUBLE`; an expression that is one already stays as it is.
  static Expression toDouble(Expression operand) {
    ColumnType type = ColumnType.of(TypeKind.DOUBLE);
    return switch (operand.type().kind().layout()) {
      case DOUBLE -> operand;
      case LONG ->
          Strict.doubles(
              type,
              List.of(operand),
              cells -> {
                long[] values = cells[0].longs();
                int mask = cells[0].mask();
                return row -> values[row & mask];
              });
      case OBJECT, VECTOR ->
          Strict.doubles(
              type, List.of(operand), cells -> row -> ((Number) cells[0].at(row)).doubleValue());
    };
  }

  /// A value converted from one type to another.
  ///
  /// @throws ProximaException `INVALID_TEXT`, `NUMERIC_OUT_OF_RANGE`, `DIMENSION_MISMATCH`,
  ///   `NON_FINITE_VECTOR`, or `UNSUPPORTED` between types that have nothing in common
  public static Object value(Object value, ColumnType from, ColumnType to) {
    return switch (to.kind()) {
      case BOOLEAN -> toBoolean(value, from, to);
      case SMALLINT, INTEGER, BIGINT -> toWhole(value, from, to);
      case REAL, DOUBLE -> toReal(value, from, to);
      case DECIMAL -> toDecimal(value, from, to);
      case CHAR, VARCHAR -> toText(value, from, to);
      case VARBINARY -> toBinary(value, from, to);
      case DATE, TIME, TIMESTAMP, TIMESTAMP_TZ -> toTime(value, from, to);
      case JSON, UUID -> from.kind() == to.kind() ? value : parsed(value, from, to);
      case VECTOR, HALFVEC, INT8VEC, BIT, SPARSEVEC -> toVector(value, from, to);
    };
  }

  private static Object toVector(Object value, ColumnType from, ColumnType to) {
    return from.kind().isVector()
        ? VectorConversion.convert(value, to, "CAST to " + to)
        : parsed(value, from, to);
  }

  private static Object parsed(Object value, ColumnType from, ColumnType to) {
    if (!isText(from.kind())) {
      throw new ProximaException(
          ErrorCode.UNSUPPORTED, "CAST from " + from + " to " + to + " is not offered");
    }
    return TextForm.parse((String) value, to);
  }

  private static Object toBoolean(Object value, ColumnType from, ColumnType to) {
    return switch (from.kind()) {
      case BOOLEAN -> value;
      case SMALLINT, INTEGER, BIGINT -> (Long) value == 0 ? 0L : 1L;
      default -> parsed(value, from, to);
    };
  }

  private static Object toWhole(Object value, ColumnType from, ColumnType to) {
    return switch (from.kind()) {
      case BOOLEAN, SMALLINT, INTEGER, BIGINT -> Numbers.fit((Long) value, to.kind());
      case REAL, DOUBLE -> Numbers.whole((Double) value, to.kind());
      case DECIMAL -> Numbers.whole((BigDecimal) value, to.kind());
      default -> parsed(value, from, to);
    };
  }

  private static Object toReal(Object value, ColumnType from, ColumnType to) {
    if (!isNumber(from.kind())) {
      return parsed(value, from, to);
    }
    double real = ((Number) value).doubleValue();
    return Numbers.fit(real, to.kind(), Double.isFinite(real));
  }

  private static Object toDecimal(Object value, ColumnType from, ColumnType to) {
    return isNumber(from.kind())
        ? Numbers.fit(Numbers.decimal(value), to)
        : parsed(value, from, to);
  }

  private static Object toText(Object value, ColumnType from, ColumnType to) {
    String text = isText(from.kind()) ? (String) value : TextForm.format(value, from);
    int length = text.codePointCount(0, text.length());
    int size = to.size();
    if (size > 0 && length > size) {
      text = text.substring(0, text.offsetByCodePoints(0, size));
    } else if (to.kind() == TypeKind.CHAR && length < size) {
      text = text + " ".repeat(size - length);
    }
    return text;
  }

  private static Object toBinary(Object value, ColumnType from, ColumnType to) {
    if (from.kind() == TypeKind.VARBINARY) {
      byte[] bytes = (byte[]) value;
      return to.size() > 0 && bytes.length > to.size()
          ? java.util.Arrays.copyOf(bytes, to.size())
          : bytes;
    }
    return parsed(value, from, to);
  }

  private static Object toTime(Object value, ColumnType from, ColumnType to) {
    return switch (from.kind()) {
      case DATE, TIME, TIMESTAMP, TIMESTAMP_TZ -> between((Long) value, from, to);
      default -> parsed(value, from, to);
    };
  }

  private static Object between(long value, ColumnType from, ColumnType to) {
    boolean fromStamp = from.kind() == TypeKind.TIMESTAMP || from.kind() == TypeKind.TIMESTAMP_TZ;
    boolean toStamp = to.kind() == TypeKind.TIMESTAMP || to.kind() == TypeKind.TIMESTAMP_TZ;
    if (from.kind() == to.kind() || (fromStamp && toStamp)) {
      return value;
    }
    if (from.kind() == TypeKind.DATE && toStamp) {
      return Math.multiplyExact(value, MICROS_PER_DAY);
    }
    if (fromStamp && to.kind() == TypeKind.DATE) {
      return Math.floorDiv(value, MICROS_PER_DAY);
    }
    if (fromStamp && to.kind() == TypeKind.TIME) {
      return Math.floorMod(value, MICROS_PER_DAY);
    }
    throw new ProximaException(
        ErrorCode.UNSUPPORTED, "CAST from " + from + " to " + to + " is not offered");
  }

  static boolean isText(TypeKind kind) {
    return kind == TypeKind.CHAR || kind == TypeKind.VARCHAR || kind == TypeKind.JSON;
  }

  static boolean isWhole(TypeKind kind) {
    return kind == TypeKind.SMALLINT || kind == TypeKind.INTEGER || kind == TypeKind.BIGINT;
  }

  static boolean isNumber(TypeKind kind) {
    return isWhole(kind) || kind == TypeKind.DECIMAL || kind.layout() == Layout.DOUBLE;
  }
}
