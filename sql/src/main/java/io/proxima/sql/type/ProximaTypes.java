package io.proxima.sql.type;

import java.math.RoundingMode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeSystemImpl;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/// The limits of the types: decimals of 38 digits, times of microseconds.
final class ProximaTypes extends RelDataTypeSystemImpl {
  static final int MAX_DECIMAL_DIGITS = 38;
  static final int TIME_DIGITS = 6;

  @Override
  public int getMaxPrecision(SqlTypeName type) {
    return switch (type) {
      case DECIMAL -> MAX_DECIMAL_DIGITS;
      case TIME, TIME_TZ, TIMESTAMP, TIMESTAMP_TZ, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> TIME_DIGITS;
      case CHAR, VARCHAR, BINARY, VARBINARY -> Integer.MAX_VALUE;
      default -> super.getMaxPrecision(type);
    };
  }

  @Override
  public int getMaxScale(SqlTypeName type) {
    return type == SqlTypeName.DECIMAL ? MAX_DECIMAL_DIGITS : super.getMaxScale(type);
  }

  @Override
  public int getDefaultPrecision(SqlTypeName type) {
    return switch (type) {
      case DECIMAL -> MAX_DECIMAL_DIGITS;
      case TIME, TIME_TZ, TIMESTAMP, TIMESTAMP_TZ, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> TIME_DIGITS;
      default -> super.getDefaultPrecision(type);
    };
  }

  /// As when a value is written to a column.
  @Override
  public RoundingMode roundingMode() {
    return RoundingMode.HALF_UP;
  }

  /// Texts of different lengths meet as `VARCHAR`, never padded.
  @Override
  public boolean shouldConvertRaggedUnionTypesToVarying() {
    return true;
  }

  /// Whole numbers add up as `BIGINT`, decimals at full width, others as `DOUBLE`.
  @Override
  public RelDataType deriveSumType(RelDataTypeFactory types, RelDataType argument) {
    RelDataType sum = argument;
    if (SqlTypeUtil.isDecimal(argument)) {
      sum = types.createSqlType(SqlTypeName.DECIMAL, MAX_DECIMAL_DIGITS, argument.getScale());
    } else if (SqlTypeUtil.isExactNumeric(argument)) {
      sum = types.createSqlType(SqlTypeName.BIGINT);
    } else if (SqlTypeUtil.isApproximateNumeric(argument)) {
      sum = types.createSqlType(SqlTypeName.DOUBLE);
    }
    return types.createTypeWithNullability(sum, argument.isNullable());
  }

  /// Whole numbers have a mean of `DOUBLE`, unlike in Calcite, which cuts it.
  @Override
  public RelDataType deriveAvgAggType(RelDataTypeFactory types, RelDataType argument) {
    RelDataType mean = types.createSqlType(SqlTypeName.DOUBLE);
    if (SqlTypeUtil.isDecimal(argument)) {
      mean =
          types.createSqlType(
              SqlTypeName.DECIMAL, MAX_DECIMAL_DIGITS, Math.max(6, argument.getScale()));
    }
    return types.createTypeWithNullability(mean, argument.isNullable());
  }
}
