package io.proxima.sql.function;

import io.proxima.sql.type.SqlTypes;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;

/// A function on JSON texts, in the form that [JsonSyntax] gives it.
///
/// - **Threads:** immutable.
public final class JsonFunction extends SqlFunction {
  /// A scalar: text, path, NULL of the result's type, what to do on empty and its default, what to
  /// do on an error and its default.
  public static final JsonFunction VALUE =
      new JsonFunction("JSON_VALUE", call -> nullable(call.getOperandType(2)));

  /// A part: text, path, wrapper, what to do on empty, what to do on an error.
  public static final JsonFunction QUERY =
      new JsonFunction("JSON_QUERY", _ -> SqlTypes.INSTANCE.json(true));

  /// Whether there is a part: text, path, what to do on an error.
  public static final JsonFunction EXISTS =
      new JsonFunction(
          "JSON_EXISTS", _ -> nullable(SqlTypes.INSTANCE.createSqlType(SqlTypeName.BOOLEAN)));

  /// Whether a text is JSON: text, of which kind.
  public static final JsonFunction IS_JSON =
      new JsonFunction(
          "IS_JSON", _ -> nullable(SqlTypes.INSTANCE.createSqlType(SqlTypeName.BOOLEAN)));

  /// An object: what to do with NULL, then names and values.
  public static final JsonFunction OBJECT =
      new JsonFunction("JSON_OBJECT", _ -> SqlTypes.INSTANCE.json(false));

  /// An array: what to do with NULL, then values.
  public static final JsonFunction ARRAY =
      new JsonFunction("JSON_ARRAY", _ -> SqlTypes.INSTANCE.json(false));

  /// A text as JSON: what `CAST` to it does.
  public static final JsonFunction OF_TEXT =
      new JsonFunction("TO_JSON", _ -> SqlTypes.INSTANCE.json(true));

  private JsonFunction(String name, SqlReturnTypeInference type) {
    super(
        name,
        SqlKind.OTHER_FUNCTION,
        type,
        (call, wanted, operands) -> {
          for (int i = 0; i < operands.length; i++) {
            operands[i] = SqlTypes.INSTANCE.createSqlType(SqlTypeName.VARCHAR);
          }
        },
        OperandTypes.variadic(SqlOperandCountRanges.any()),
        SqlFunctionCategory.USER_DEFINED_FUNCTION);
  }

  private static RelDataType nullable(RelDataType type) {
    return SqlTypes.INSTANCE.createTypeWithNullability(type, true);
  }

  /// Not looked up by name: the parser's functions have the same names.
  @Override
  public RelDataType deriveType(SqlValidator validator, SqlValidatorScope scope, SqlCall call) {
    for (SqlNode operand : List.copyOf(call.getOperandList())) {
      validator.deriveType(scope, operand);
    }
    return validateOperands(validator, scope, call);
  }
}
