package io.proxima.sql.function;

import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import io.proxima.sql.type.SqlTypes;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.type.SqlTypeName;

/// `TO_VECTOR(value, dim)`, which `CAST(value AS VECTOR(dim))` and `value::vector(dim)` become, and
/// its like for the other kinds of vectors.
public final class ToVector extends SqlFunction {
  /// One for each kind of vectors.
  static final List<ToVector> ALL =
      Arrays.stream(TypeKind.values()).filter(TypeKind::isVector).map(ToVector::new).toList();

  private final TypeKind made;

  private ToVector(TypeKind kind) {
    super(
        "TO_" + kind,
        SqlKind.OTHER_FUNCTION,
        call -> type(call, kind, call.getOperandType(0).isNullable()),
        (call, wanted, operands) -> {
          operands[0] = type(call, kind, true);
          operands[1] = SqlTypes.INSTANCE.createSqlType(SqlTypeName.INTEGER);
        },
        VectorOperands.TO_VECTOR,
        SqlFunctionCategory.USER_DEFINED_FUNCTION);
    this.made = kind;
  }

  /// The one that makes vectors of a kind.
  static ToVector of(TypeKind kind) {
    return ALL.stream().filter(each -> each.made == kind).findAny().orElseThrow();
  }

  /// The type that a call makes.
  ColumnType target(SqlOperatorBinding call) {
    return target(call, made);
  }

  private static RelDataType type(SqlOperatorBinding call, TypeKind kind, boolean nullable) {
    return SqlTypes.INSTANCE.vector(target(call, kind), nullable);
  }

  private static ColumnType target(SqlOperatorBinding call, TypeKind kind) {
    return ColumnType.of(
        kind, Objects.requireNonNull(call.getOperandLiteralValue(1, Integer.class)));
  }
}
