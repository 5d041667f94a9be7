package io.proxima.sql;

import io.proxima.sql.type.SqlTypes;
import io.proxima.sql.type.VectorType;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.jspecify.annotations.Nullable;

/// Gives parameters and texts among the values of a `CASE`, which `COALESCE` becomes, the type of
/// the other values.
final class CaseValues {
  private static final int ELSE = 3;

  private CaseValues() {}

  static void adapt(Validator validator, SqlValidatorScope scope, SqlCase call) {
    List<SqlNode> values = new ArrayList<>(call.getThenOperands());
    if (call.getElseOperand() != null) {
      values.add(call.getElseOperand());
    }
    List<RelDataType> types = new ArrayList<>();
    for (SqlNode value : values) {
      if (!(bare(value) instanceof SqlDynamicParam) && !SqlUtil.isNullLiteral(value, false)) {
        types.add(validator.deriveType(scope, value));
      }
    }
    for (RelDataType type : types) {
      if (type instanceof VectorType vector) {
        convertTexts(call, vector);
        types.removeIf(each -> !(each instanceof VectorType));
        break;
      }
    }
    RelDataType common = types.isEmpty() ? null : SqlTypes.INSTANCE.leastRestrictive(types);
    if (common != null && common.getSqlTypeName() != SqlTypeName.UNKNOWN) {
      typeParameters(validator, call, values, common);
    }
  }

  /// What `COALESCE` wraps, once it knows that it is not NULL.
  private static SqlNode bare(SqlNode value) {
    return value instanceof SqlBasicCall call && value.getKind() == SqlKind.CAST_NOT_NULL
        ? call.operand(0)
        : value;
  }

  private static void convertTexts(SqlCase call, VectorType type) {
    SqlNodeList then = call.getThenOperands();
    for (int i = 0; i < then.size(); i++) {
      then.set(i, VectorCalls.converted(bare(then.get(i)), type));
    }
    SqlNode otherwise = call.getElseOperand();
    if (otherwise != null) {
      call.setOperand(ELSE, VectorCalls.converted(otherwise, type));
    }
  }

  /// `COALESCE` asks in a condition whether the same parameter is NULL.
  private static void typeParameters(
      Validator validator, SqlCase call, List<SqlNode> values, RelDataType common) {
    RelDataType type =
        common.getSqlTypeName() == SqlTypeName.CHAR
            ? SqlTypes.INSTANCE.createSqlType(SqlTypeName.VARCHAR)
            : common;
    for (SqlNode value : values) {
      if (bare(value) instanceof SqlDynamicParam parameter) {
        validator.declare(parameter, type);
        call.getWhenOperands()
            .accept(
                new SqlBasicVisitor<@Nullable Void>() {
                  @Override
                  public @Nullable Void visit(SqlDynamicParam other) {
                    if (other.getIndex() == parameter.getIndex()) {
                      validator.declare(other, type);
                    }
                    return null;
                  }
                });
      }
    }
  }
}
