package io.proxima.sql.type;

import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import java.math.BigDecimal;

/// Values of the engine as text, as `CAST(… AS VARCHAR)` writes them.
public final class ValueText {
  private ValueText() {}

  /// The text of a value that is not NULL and not binary.
  public static String format(Object value, ColumnType type) {
    return switch (type.kind()) {
      case BOOLEAN -> value.equals(0L) ? "false" : "true";
      case SMALLINT, INTEGER, BIGINT, CHAR, VARCHAR, JSON, UUID, BIT, SPARSEVEC -> value.toString();
      case REAL -> Float.toString(((Double) value).floatValue());
      case DOUBLE -> value.toString();
      case DECIMAL -> ((BigDecimal) value).toPlainString();
      case DATE, TIME, TIMESTAMP, TIMESTAMP_TZ -> dateTime((Long) value, type.kind());
      case VECTOR, HALFVEC, INT8VEC -> VectorText.format((float[]) value);
      case VARBINARY -> throw new IllegalArgumentException("binary values have no text");
    };
  }

  private static String dateTime(long value, TypeKind kind) {
    return switch (kind) {
      case DATE -> DateTimeText.formatDate(value);
      case TIME -> DateTimeText.formatTime(value);
      case TIMESTAMP -> DateTimeText.formatTimestamp(value);
      default -> DateTimeText.formatTimestamp(value) + "+00:00";
    };
  }
}
