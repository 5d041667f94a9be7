package io.proxima.planner.expression;

import io.proxima.engine.schema.ColumnType;
import java.math.BigDecimal;
import java.util.TimeZone;
import java.util.UUID;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.NlsString;
import org.apache.calcite.util.TimeString;
import org.apache.calcite.util.TimestampString;
import org.apache.calcite.util.TimestampWithTimeZoneString;
import org.jspecify.annotations.Nullable;

/// Literals as engine values.
final class LiteralValue {
  private LiteralValue() {}

  static @Nullable Object of(RexLiteral literal, ColumnType type) {
    if (literal.isNull()) {
      return null;
    }
    return switch (type.kind()) {
      case BOOLEAN -> RexLiteral.booleanValue(literal) ? 1L : 0L;
      case SMALLINT, INTEGER -> number(literal).longValueExact();
      case BIGINT -> whole(literal);
      case REAL -> (double) number(literal).floatValue();
      case DOUBLE ->
          literal.getValue() instanceof Double real ? real : number(literal).doubleValue();
      case DECIMAL -> Numbers.fit(number(literal), type);
      case CHAR, VARCHAR -> value(literal, NlsString.class).getValue();
      case JSON -> TextForm.parse(value(literal, NlsString.class).getValue(), type);
      case VARBINARY -> value(literal, ByteString.class).getBytes();
      case DATE -> TextForm.parse(value(literal, DateString.class).toString(), type);
      case TIME -> TextForm.parse(value(literal, TimeString.class).toString(), type);
      case TIMESTAMP -> TextForm.timestamp(value(literal, TimestampString.class).toString());
      case TIMESTAMP_TZ -> TextForm.timestamp(utc(literal).toString());
      case UUID -> value(literal, UUID.class);
      case VECTOR, HALFVEC, INT8VEC, BIT, SPARSEVEC ->
          throw new IllegalStateException("there are no vector literals");
    };
  }

  private static long whole(RexLiteral literal) {
    boolean millis =
        org.apache.calcite.sql.type.SqlTypeUtil.isInterval(literal.getType())
            && !isMonths(literal.getType());
    long value = number(literal).longValueExact();
    return millis ? Math.multiplyExact(value, 1000L) : value;
  }

  /// Whether an interval counts months (and years).
  static boolean isMonths(RelDataType interval) {
    return SqlTypeName.YEAR_INTERVAL_TYPES.contains(interval.getSqlTypeName());
  }

  private static BigDecimal number(RexLiteral literal) {
    return literal.getValue() instanceof Double real
        ? BigDecimal.valueOf(real)
        : value(literal, BigDecimal.class);
  }

  private static TimestampString utc(RexLiteral literal) {
    return literal.getValue() instanceof TimestampWithTimeZoneString zoned
        ? zoned.withTimeZone(TimeZone.getTimeZone("UTC")).getLocalTimestampString()
        : value(literal, TimestampString.class);
  }

  private static <T> T value(RexLiteral literal, Class<T> type) {
    T value = literal.getValueAs(type);
    if (value == null) {
      throw new IllegalStateException("literal " + literal + " has no value");
    }
    return value;
  }
}
