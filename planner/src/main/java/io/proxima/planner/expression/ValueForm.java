package io.proxima.planner.expression;

import io.proxima.engine.row.Key;
import io.proxima.engine.schema.ColumnType;
import io.proxima.sql.type.VectorValue;
import org.apache.calcite.avatica.util.ByteString;

/// The two forms of a value: as the engine holds it, and as generated code does.
///
/// Generated code takes whole numbers in their own widths, dates as an `int` of days, and binary
/// values and vectors as objects that are equal by content. All other times stay microseconds in a
/// `long`, which keeps their order and equality; arithmetic on them is ours.
public final class ValueForm {
  private ValueForm() {}

  /// The value for generated code.
  public static Object toJava(Object value, ColumnType type) {
    return switch (type.kind()) {
      case BOOLEAN -> (Long) value != 0;
      case SMALLINT -> (Short) ((Long) value).shortValue();
      case INTEGER, DATE -> (Integer) Math.toIntExact((Long) value);
      case REAL -> (Float) (((Double) value).floatValue() + 0f);
      case DOUBLE -> (Double) ((Double) value + 0.0); // -0 equals 0
      case BIGINT,
          TIME,
          TIMESTAMP,
          TIMESTAMP_TZ,
          DECIMAL,
          CHAR,
          VARCHAR,
          JSON,
          UUID,
          BIT,
          SPARSEVEC ->
          value;
      case VARBINARY -> new ByteString(value instanceof Key key ? key.bytes() : (byte[]) value);
      case VECTOR, HALFVEC, INT8VEC -> new VectorValue((float[]) value);
    };
  }

  /// The value for the engine.
  public static Object toEngine(Object value, ColumnType type) {
    return switch (type.kind()) {
      case BOOLEAN -> (Boolean) value ? 1L : 0L;
      case SMALLINT, INTEGER, BIGINT, DATE, TIME, TIMESTAMP, TIMESTAMP_TZ ->
          ((Number) value).longValue();
      case REAL, DOUBLE -> ((Number) value).doubleValue();
      case DECIMAL, CHAR, VARCHAR, JSON, UUID, BIT, SPARSEVEC -> value;
      case VARBINARY -> ((ByteString) value).getBytes();
      case VECTOR, HALFVEC, INT8VEC -> ((VectorValue) value).elements();
    };
  }
}
