package io.proxima.sql;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import io.proxima.grammar.ast.JsonTypeNameSpec;
import io.proxima.grammar.ast.VectorTypeNameSpec;
import io.proxima.sql.type.Located;
import io.proxima.sql.type.SqlTypes;
import io.proxima.sql.type.VectorType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlTypeNameSpec;
import org.apache.calcite.sql.SqlUserDefinedTypeNameSpec;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;

/// The types of columns as `CREATE TABLE` writes them, with their limits.
final class ColumnTypes {
  private static final int MAX_DIGITS = 38;
  private static final int TIME_DIGITS = 6;

  private ColumnTypes() {}

  /// The type of a column.
  ///
  /// @throws org.apache.calcite.runtime.CalciteContextException with `INVALID_PARAMETER` for a size
  ///   out of range, `UNSUPPORTED`, or `UNDEFINED_OBJECT` for a type nobody knows
  static ColumnType of(SqlDataTypeSpec type) {
    SqlParserPos place = type.getParserPosition();
    return switch (type.getTypeNameSpec()) {
      case VectorTypeNameSpec spec -> vector(spec, place);
      case JsonTypeNameSpec _ -> ColumnType.of(TypeKind.JSON);
      case SqlBasicTypeNameSpec spec -> basic(spec, place);
      case SqlUserDefinedTypeNameSpec spec ->
          throw Located.at(
              place,
              ErrorCode.UNDEFINED_OBJECT,
              "there is no type named "
                  + spec.getTypeName()
                  + NearNames.hint(
                      spec.getTypeName().toString().toUpperCase(Locale.ROOT), names()));
      default -> throw NotOffered.at(place, "a column of type " + type);
    };
  }

  private static List<String> names() {
    return Arrays.stream(TypeKind.values()).map(TypeKind::name).toList();
  }

  private static ColumnType vector(VectorTypeNameSpec spec, SqlParserPos place) {
    try {
      VectorType vector = (VectorType) SqlTypes.INSTANCE.vectorType(spec.dim(), spec.kind());
      return vector.column();
    } catch (ProximaException e) {
      throw Located.at(place, e);
    }
  }

  private static ColumnType basic(SqlBasicTypeNameSpec spec, SqlParserPos place) {
    SqlTypeName name = sqlName(spec, place);
    int size = spec.getPrecision();
    return switch (name) {
      case BOOLEAN -> ColumnType.of(TypeKind.BOOLEAN);
      case SMALLINT -> ColumnType.of(TypeKind.SMALLINT);
      case INTEGER -> ColumnType.of(TypeKind.INTEGER);
      case BIGINT -> ColumnType.of(TypeKind.BIGINT);
      case REAL -> ColumnType.of(TypeKind.REAL);
      case FLOAT, DOUBLE -> ColumnType.of(TypeKind.DOUBLE);
      case DECIMAL -> decimal(size, spec.getScale(), place);
      case CHAR -> ColumnType.of(TypeKind.CHAR, size < 0 ? 1 : length(name, size, place));
      case VARCHAR -> ColumnType.of(TypeKind.VARCHAR, size < 0 ? 0 : length(name, size, place));
      case VARBINARY -> ColumnType.of(TypeKind.VARBINARY, size < 0 ? 0 : length(name, size, place));
      case DATE -> ColumnType.of(TypeKind.DATE);
      case TIME -> time(TypeKind.TIME, size, place);
      case TIMESTAMP -> time(TypeKind.TIMESTAMP, size, place);
      case TIMESTAMP_TZ -> time(TypeKind.TIMESTAMP_TZ, size, place);
      case UUID -> ColumnType.of(TypeKind.UUID);
      default -> throw NotOffered.at(place, "a column of type " + name);
    };
  }

  private static SqlTypeName sqlName(SqlTypeNameSpec spec, SqlParserPos place) {
    SqlTypeName name = SqlTypeName.get(spec.getTypeName().getSimple().toUpperCase(Locale.ROOT));
    if (name == null) {
      throw NotOffered.at(place, "a column of type " + spec.getTypeName());
    }
    return name;
  }

  private static ColumnType decimal(int digits, int scale, SqlParserPos place) {
    int size = digits < 0 ? MAX_DIGITS : digits;
    int behind = scale == RelDataType.SCALE_NOT_SPECIFIED ? 0 : scale;
    if (size < 1 || size > MAX_DIGITS || behind < 0 || behind > size) {
      throw Located.at(
          place,
          ErrorCode.INVALID_PARAMETER,
          "DECIMAL takes 1 to " + MAX_DIGITS + " digits and a scale of 0 to their number");
    }
    return new ColumnType(TypeKind.DECIMAL, size, behind);
  }

  private static int length(SqlTypeName name, int size, SqlParserPos place) {
    if (size < 1) {
      throw Located.at(
          place, ErrorCode.INVALID_PARAMETER, name + " takes a length from 1, got " + size);
    }
    return size;
  }

  private static ColumnType time(TypeKind kind, int digits, SqlParserPos place) {
    if (digits > TIME_DIGITS) {
      throw Located.at(
          place,
          ErrorCode.INVALID_PARAMETER,
          kind + " keeps microseconds, 6 digits, got " + digits);
    }
    if (digits >= 0 && digits < TIME_DIGITS) {
      throw NotOffered.at(place, kind + " with fewer than 6 digits");
    }
    return ColumnType.of(kind);
  }
}
