package io.proxima.sql;

import io.proxima.engine.schema.ColumnType;
import io.proxima.sql.function.VectorSyntax;
import io.proxima.sql.type.SqlTypes;
import io.proxima.sql.type.VectorType;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.apache.calcite.sql.validate.implicit.TypeCoercionImpl;
import org.jspecify.annotations.Nullable;

/// Calcite's implicit casts, with the type in which vectors of different elements meet; Calcite
/// takes them for arrays, which have no dimension.
final class ImplicitCasts extends TypeCoercionImpl {
  ImplicitCasts(RelDataTypeFactory factory, SqlValidator validator) {
    super(factory, validator);
  }

  @Override
  @SuppressWarnings("NullAway") // Calcite answers null where no common type exists
  public @Nullable RelDataType commonTypeForBinaryComparison(RelDataType a, RelDataType b) {
    return a instanceof VectorType left && b instanceof VectorType right
        ? common(left, right)
        : super.commonTypeForBinaryComparison(a, b);
  }

  @Override
  @SuppressWarnings("NullAway") // Calcite answers null where no common type exists
  public @Nullable RelDataType getWiderTypeForTwo(RelDataType a, RelDataType b, boolean text) {
    return a instanceof VectorType left && b instanceof VectorType right
        ? common(left, right)
        : super.getWiderTypeForTwo(a, b, text);
  }

  /// Calcite would cast to an array.
  @Override
  protected boolean coerceOperandType(
      @Nullable SqlValidatorScope scope, SqlCall call, int index, RelDataType target) {
    if (scope == null || !(target instanceof VectorType vector)) {
      return super.coerceOperandType(scope, call, index, target);
    }
    SqlNode converted = converted(scope, call.operand(index), vector);
    if (converted == null) {
      return false;
    }
    call.setOperand(index, converted);
    return true;
  }

  @Override
  protected boolean coerceColumnType(
      @Nullable SqlValidatorScope scope, SqlNodeList items, int index, RelDataType target) {
    if (scope == null || !(target instanceof VectorType vector) || index >= items.size()) {
      return super.coerceColumnType(scope, items, index, target);
    }
    SqlNode item = items.get(index);
    if (item.getKind() == SqlKind.AS) {
      return coerceOperandType(scope, (SqlCall) item, 0, target);
    }
    SqlNode converted = converted(scope, item, vector);
    if (converted == null) {
      return false;
    }
    items.set(
        index,
        item instanceof SqlIdentifier column
            ? SqlValidatorUtil.addAlias(converted, column.names.getLast())
            : converted);
    return true;
  }

  /// A vector as one of another type, or null if it is of that type already.
  private @Nullable SqlNode converted(SqlValidatorScope scope, SqlNode node, VectorType target) {
    if (!(validator.deriveType(scope, node) instanceof VectorType from)
        || from.column().equals(target.column())) {
      return null;
    }
    SqlNode converted = VectorSyntax.toVector(node, target.column());
    updateInferredType(converted, validator.deriveType(scope, converted));
    return converted;
  }

  private static @Nullable RelDataType common(VectorType left, VectorType right) {
    ColumnType type = SqlTypes.common(left, right);
    boolean nullable = left.isNullable() || right.isNullable();
    return type == null ? null : SqlTypes.INSTANCE.vector(type, nullable);
  }
}
