package io.proxima.jdbc;

import io.proxima.client.Nullable;
import io.proxima.client.ResultColumn;
import io.proxima.client.ValueType;
import java.sql.Types;

/// How the types of a session appear in JDBC.
final class JdbcTypes {
  private JdbcTypes() {}

  /// One of `java.sql.Types`.
  static int codeOf(ValueType type, VectorType vectorType) {
    return switch (type) {
      case BOOLEAN -> Types.BOOLEAN;
      case SMALLINT -> Types.SMALLINT;
      case INTEGER -> Types.INTEGER;
      case BIGINT -> Types.BIGINT;
      case REAL -> Types.REAL;
      case DOUBLE -> Types.DOUBLE;
      case DECIMAL -> Types.DECIMAL;
      case CHAR -> Types.CHAR;
      case VARCHAR -> Types.VARCHAR;
      case VARBINARY -> Types.VARBINARY;
      case DATE -> Types.DATE;
      case TIME -> Types.TIME;
      case TIMESTAMP -> Types.TIMESTAMP;
      case TIMESTAMP_TZ -> Types.TIMESTAMP_WITH_TIMEZONE;
      case JSON, UUID -> Types.OTHER;
      case VECTOR, HALFVEC, INT8VEC, BIT, SPARSEVEC -> vectorType.jdbcType(type);
      case NULL -> Types.NULL;
    };
  }

  /// The name SQL has for it.
  static String nameOf(ValueType type) {
    return type == ValueType.TIMESTAMP_TZ ? "TIMESTAMP WITH TIME ZONE" : type.name();
  }

  /// The class that `getObject` gives.
  static Class<?> classOf(ValueType type, VectorType vectorType) {
    return switch (type) {
      case BOOLEAN -> Boolean.class;
      case SMALLINT, INTEGER -> Integer.class;
      case BIGINT -> Long.class;
      case REAL -> Float.class;
      case DOUBLE -> Double.class;
      case DECIMAL -> java.math.BigDecimal.class;
      case CHAR, VARCHAR, JSON -> String.class;
      case VARBINARY -> byte[].class;
      case DATE -> java.sql.Date.class;
      case TIME -> java.sql.Time.class;
      case TIMESTAMP -> java.sql.Timestamp.class;
      case TIMESTAMP_TZ -> java.time.OffsetDateTime.class;
      case UUID -> java.util.UUID.class;
      case VECTOR, HALFVEC, INT8VEC, BIT, SPARSEVEC -> vectorType.type(type);
      case NULL -> Object.class;
    };
  }

  static boolean isSigned(ValueType type) {
    return switch (type) {
      case SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DECIMAL -> true;
      case BOOLEAN,
          CHAR,
          VARCHAR,
          VARBINARY,
          DATE,
          TIME,
          TIMESTAMP,
          TIMESTAMP_TZ,
          JSON,
          UUID,
          VECTOR,
          HALFVEC,
          INT8VEC,
          BIT,
          SPARSEVEC,
          NULL ->
          false;
    };
  }

  /// Digits, characters, bytes or dimensions; 0 if not limited.
  static int precisionOf(ValueType type, int declared) {
    return switch (type) {
      case BOOLEAN -> 1;
      case SMALLINT -> 5;
      case INTEGER -> 10;
      case BIGINT -> 19;
      case REAL -> 7;
      case DOUBLE -> 15;
      case DATE -> 10;
      case TIME -> 15;
      case TIMESTAMP -> 26;
      case TIMESTAMP_TZ -> 32;
      case UUID -> 16;
      case DECIMAL, CHAR, VARCHAR, VARBINARY, JSON, VECTOR, HALFVEC, INT8VEC, BIT, SPARSEVEC ->
          declared;
      case NULL -> 0;
    };
  }

  /// Characters that show any value of the column, as far as that is known.
  static int displaySizeOf(ResultColumn column) {
    int precision = precisionOf(column.type(), column.precision());
    int unknown = Integer.MAX_VALUE;
    return switch (column.type()) {
      case BOOLEAN -> 5;
      case SMALLINT, INTEGER, BIGINT -> precision + 1;
      case REAL -> 15;
      case DOUBLE -> 24;
      case DECIMAL -> precision + 2;
      case CHAR, VARCHAR, JSON -> precision == 0 ? unknown : precision;
      case VARBINARY -> precision == 0 || precision > unknown / 2 ? unknown : 2 * precision;
      case DATE, TIME, TIMESTAMP, TIMESTAMP_TZ -> precision;
      case UUID -> 36;
      case VECTOR, HALFVEC -> precision == 0 ? unknown : 2 + 16 * precision;
      case INT8VEC -> precision == 0 ? unknown : 2 + 5 * precision;
      case BIT -> precision == 0 ? unknown : precision;
      case SPARSEVEC -> unknown;
      case NULL -> 4;
    };
  }

  /// The type that a code of `java.sql.Types` asks for; null if it leaves that open.
  static @Nullable ValueType typeOf(int code) throws java.sql.SQLException {
    return switch (code) {
      case Types.OTHER, Types.JAVA_OBJECT, Types.NULL -> null;
      case Types.BOOLEAN, Types.BIT -> ValueType.BOOLEAN;
      case Types.TINYINT, Types.SMALLINT -> ValueType.SMALLINT;
      case Types.INTEGER -> ValueType.INTEGER;
      case Types.BIGINT -> ValueType.BIGINT;
      case Types.REAL -> ValueType.REAL;
      case Types.FLOAT, Types.DOUBLE -> ValueType.DOUBLE;
      case Types.DECIMAL, Types.NUMERIC -> ValueType.DECIMAL;
      case Types.CHAR, Types.NCHAR -> ValueType.CHAR;
      case Types.VARCHAR, Types.LONGVARCHAR, Types.NVARCHAR, Types.LONGNVARCHAR ->
          ValueType.VARCHAR;
      case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY -> ValueType.VARBINARY;
      case Types.DATE -> ValueType.DATE;
      case Types.TIME -> ValueType.TIME;
      case Types.TIMESTAMP -> ValueType.TIMESTAMP;
      case Types.TIMESTAMP_WITH_TIMEZONE -> ValueType.TIMESTAMP_TZ;
      case Types.ARRAY -> ValueType.VECTOR;
      default -> throw SqlErrors.unsupported("the type code " + code + " of java.sql.Types");
    };
  }
}
