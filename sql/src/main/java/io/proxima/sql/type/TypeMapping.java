package io.proxima.sql.type;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import java.sql.Types;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.SqlTypeName;

/// One type in its three languages: SQL, engine, JDBC.
public final class TypeMapping {
  private TypeMapping() {}

  /// The SQL type of values that the engine holds as `type`.
  public static RelDataType toSql(ColumnType type, boolean nullable) {
    SqlTypes types = SqlTypes.INSTANCE;
    RelDataType bare =
        switch (type.kind()) {
          case BOOLEAN -> types.createSqlType(SqlTypeName.BOOLEAN);
          case SMALLINT -> types.createSqlType(SqlTypeName.SMALLINT);
          case INTEGER -> types.createSqlType(SqlTypeName.INTEGER);
          case BIGINT -> types.createSqlType(SqlTypeName.BIGINT);
          case REAL -> types.createSqlType(SqlTypeName.REAL);
          case DOUBLE -> types.createSqlType(SqlTypeName.DOUBLE);
          case DECIMAL -> types.createSqlType(SqlTypeName.DECIMAL, type.size(), type.scale());
          case CHAR -> types.createSqlType(SqlTypeName.CHAR, type.size());
          case VARCHAR -> sized(SqlTypeName.VARCHAR, type.size());
          case VARBINARY -> sized(SqlTypeName.VARBINARY, type.size());
          case DATE -> types.createSqlType(SqlTypeName.DATE);
          case TIME -> types.createSqlType(SqlTypeName.TIME, ProximaTypes.TIME_DIGITS);
          case TIMESTAMP -> types.createSqlType(SqlTypeName.TIMESTAMP, ProximaTypes.TIME_DIGITS);
          case TIMESTAMP_TZ ->
              types.createSqlType(SqlTypeName.TIMESTAMP_TZ, ProximaTypes.TIME_DIGITS);
          case JSON -> types.json(nullable);
          case UUID -> types.createSqlType(SqlTypeName.UUID);
          case VECTOR, HALFVEC, INT8VEC, BIT, SPARSEVEC -> types.vector(type, nullable);
        };
    return types.createTypeWithNullability(bare, nullable);
  }

  private static RelDataType sized(SqlTypeName name, int size) {
    return size == 0
        ? SqlTypes.INSTANCE.createSqlType(name)
        : SqlTypes.INSTANCE.createSqlType(name, size);
  }

  /// How the engine holds values of an SQL type; the untyped NULL is a text.
  ///
  /// @throws ProximaException `UNSUPPORTED` if it cannot, such as an interval
  public static ColumnType toColumn(RelDataType type) {
    if (type instanceof VectorType vector) {
      return vector.column();
    }
    if (type instanceof JsonType) {
      return ColumnType.of(TypeKind.JSON);
    }
    return switch (type.getSqlTypeName()) {
      case BOOLEAN -> ColumnType.of(TypeKind.BOOLEAN);
      case TINYINT, SMALLINT -> ColumnType.of(TypeKind.SMALLINT);
      case INTEGER -> ColumnType.of(TypeKind.INTEGER);
      case BIGINT -> ColumnType.of(TypeKind.BIGINT);
      case REAL -> ColumnType.of(TypeKind.REAL);
      case FLOAT, DOUBLE -> ColumnType.of(TypeKind.DOUBLE);
      case DECIMAL ->
          new ColumnType(TypeKind.DECIMAL, type.getPrecision(), Math.max(0, type.getScale()));
      case CHAR -> ColumnType.of(TypeKind.CHAR, size(type));
      case VARCHAR -> ColumnType.of(TypeKind.VARCHAR, size(type));
      case NULL -> ColumnType.of(TypeKind.VARCHAR);
      case BINARY, VARBINARY -> ColumnType.of(TypeKind.VARBINARY, size(type));
      case DATE -> ColumnType.of(TypeKind.DATE);
      case TIME -> ColumnType.of(TypeKind.TIME);
      case TIMESTAMP -> ColumnType.of(TypeKind.TIMESTAMP);
      case TIMESTAMP_TZ, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> ColumnType.of(TypeKind.TIMESTAMP_TZ);
      case UUID -> ColumnType.of(TypeKind.UUID);
      default ->
          throw new ProximaException(
              ErrorCode.UNSUPPORTED, "values of type " + type + " are not offered here");
    };
  }

  /// The constant of [Types] that a driver reports.
  public static int jdbcType(ColumnType type) {
    return switch (type.kind()) {
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
      case JSON, UUID, VECTOR, HALFVEC, INT8VEC, BIT, SPARSEVEC -> Types.OTHER;
    };
  }

  private static int size(RelDataType type) {
    int precision = type.getPrecision();
    return precision == RelDataType.PRECISION_NOT_SPECIFIED || precision == Integer.MAX_VALUE
        ? 0
        : precision;
  }
}
