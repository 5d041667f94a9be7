package io.proxima.sql.function;

import io.proxima.engine.error.ErrorCode;
import io.proxima.grammar.ast.JsonTypeNameSpec;
import io.proxima.sql.type.Located;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlJsonConstructorNullClause;
import org.apache.calcite.sql.SqlJsonEmptyOrError;
import org.apache.calcite.sql.SqlJsonExistsErrorBehavior;
import org.apache.calcite.sql.SqlJsonQueryEmptyOrErrorBehavior;
import org.apache.calcite.sql.SqlJsonQueryWrapperBehavior;
import org.apache.calcite.sql.SqlJsonValueEmptyOrErrorBehavior;
import org.apache.calcite.sql.SqlJsonValueReturning;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/// Brings the standard's functions on JSON, as the parser gives them, to the form of
/// [JsonFunction]: every clause written out.
final class JsonSyntax {
  /// What `IS JSON` can ask for.
  private static final Map<SqlOperator, String> KINDS =
      Map.of(
          SqlStdOperatorTable.IS_JSON_VALUE, "VALUE",
          SqlStdOperatorTable.IS_JSON_OBJECT, "OBJECT",
          SqlStdOperatorTable.IS_JSON_ARRAY, "ARRAY",
          SqlStdOperatorTable.IS_JSON_SCALAR, "SCALAR");

  private static final Map<SqlOperator, SqlOperator> NEGATIONS =
      Map.of(
          SqlStdOperatorTable.IS_NOT_JSON_VALUE, SqlStdOperatorTable.IS_JSON_VALUE,
          SqlStdOperatorTable.IS_NOT_JSON_OBJECT, SqlStdOperatorTable.IS_JSON_OBJECT,
          SqlStdOperatorTable.IS_NOT_JSON_ARRAY, SqlStdOperatorTable.IS_JSON_ARRAY,
          SqlStdOperatorTable.IS_NOT_JSON_SCALAR, SqlStdOperatorTable.IS_JSON_SCALAR);

  private JsonSyntax() {}

  /// The call in our form, or null if it is about something else.
  static @Nullable SqlNode of(SqlCall call) {
    SqlOperator operator = call.getOperator();
    SqlParserPos place = call.getParserPosition();
    SqlOperator positive = NEGATIONS.get(operator);
    if (positive != null) {
      return SqlStdOperatorTable.NOT.createCall(
          place, isJson(positive.createCall(place, call.getOperandList())));
    }
    if (KINDS.containsKey(operator)) {
      return isJson(call);
    }
    if (operator.equals(SqlStdOperatorTable.JSON_VALUE)) {
      return value(call);
    }
    if (operator.equals(SqlStdOperatorTable.JSON_QUERY)) {
      return query(call);
    }
    if (operator.equals(SqlStdOperatorTable.JSON_EXISTS)) {
      return exists(call);
    }
    if (operator.equals(SqlStdOperatorTable.JSON_OBJECT)) {
      return made(call, JsonFunction.OBJECT, SqlJsonConstructorNullClause.NULL_ON_NULL);
    }
    if (operator.equals(SqlStdOperatorTable.JSON_ARRAY)) {
      return made(call, JsonFunction.ARRAY, SqlJsonConstructorNullClause.ABSENT_ON_NULL);
    }
    if (operator.equals(SqlStdOperatorTable.JSON_VALUE_EXPRESSION)) {
      return JsonFunction.OF_TEXT.createCall(place, call.getOperandList());
    }
    if (operator.getKind() == SqlKind.JSON_OBJECTAGG
        || operator.getKind() == SqlKind.JSON_ARRAYAGG) {
      throw Located.at(place, ErrorCode.UNSUPPORTED, operator.getKind() + " is not offered yet");
    }
    return cast(call);
  }

  private static SqlNode isJson(SqlCall call) {
    SqlParserPos place = call.getParserPosition();
    return JsonFunction.IS_JSON.createCall(
        place,
        call.operand(0),
        SqlLiteral.createCharString(Objects.requireNonNull(KINDS.get(call.getOperator())), place));
  }

  private static SqlNode value(SqlCall call) {
    SqlParserPos place = call.getParserPosition();
    SqlDataTypeSpec type =
        new SqlDataTypeSpec(new SqlBasicTypeNameSpec(SqlTypeName.VARCHAR, place), place);
    SqlNode[] onEmpty = behaviour(SqlJsonValueEmptyOrErrorBehavior.NULL, place);
    SqlNode[] onError = onEmpty;
    List<SqlNode> operands = call.getOperandList();
    int i = 2;
    if (i < operands.size() && symbol(operands.get(i)) instanceof SqlJsonValueReturning) {
      type = (SqlDataTypeSpec) operands.get(i + 1);
      i += 2;
    }
    while (i < operands.size()) {
      SqlNode[] behaviour = {operands.get(i), SqlLiteral.createNull(place)};
      if (symbol(operands.get(i++)) == SqlJsonValueEmptyOrErrorBehavior.DEFAULT) {
        behaviour[1] = operands.get(i++);
      }
      if (symbol(operands.get(i++)) == SqlJsonEmptyOrError.EMPTY) {
        onEmpty = behaviour;
      } else {
        onError = behaviour;
      }
    }
    return JsonFunction.VALUE.createCall(
        place,
        operands.get(0),
        operands.get(1),
        SqlStdOperatorTable.CAST.createCall(place, SqlLiteral.createNull(place), type),
        onEmpty[0],
        SqlStdOperatorTable.CAST.createCall(place, onEmpty[1], type),
        onError[0],
        SqlStdOperatorTable.CAST.createCall(place, onError[1], type));
  }

  private static SqlNode[] behaviour(Enum<?> behaviour, SqlParserPos place) {
    return new SqlNode[] {SqlLiteral.createSymbol(behaviour, place), SqlLiteral.createNull(place)};
  }

  private static SqlNode query(SqlCall call) {
    SqlParserPos place = call.getParserPosition();
    SqlNode query =
        JsonFunction.QUERY.createCall(
            place,
            call.operand(0),
            call.operand(1),
            orElse(call, 2, SqlJsonQueryWrapperBehavior.WITHOUT_ARRAY),
            orElse(call, 3, SqlJsonQueryEmptyOrErrorBehavior.NULL),
            orElse(call, 4, SqlJsonQueryEmptyOrErrorBehavior.NULL));
    return operand(call, 5) instanceof SqlDataTypeSpec type
        ? SqlStdOperatorTable.CAST.createCall(place, query, type)
        : query;
  }

  private static SqlNode exists(SqlCall call) {
    return JsonFunction.EXISTS.createCall(
        call.getParserPosition(),
        call.operand(0),
        call.operand(1),
        orElse(call, 2, SqlJsonExistsErrorBehavior.FALSE));
  }

  private static SqlNode made(
      SqlCall call, JsonFunction function, SqlJsonConstructorNullClause otherwise) {
    List<SqlNode> operands = new ArrayList<>(call.getOperandList());
    operands.set(0, orElse(call, 0, otherwise));
    return function.createCall(call.getParserPosition(), operands);
  }

  private static @Nullable SqlNode cast(SqlCall call) {
    return call.getOperator().getName().equals("CAST")
            && call.operandCount() == 2
            && call.operand(1) instanceof SqlDataTypeSpec type
            && type.getTypeNameSpec() instanceof JsonTypeNameSpec
        ? JsonFunction.OF_TEXT.createCall(call.getParserPosition(), call.<SqlNode>operand(0))
        : null;
  }

  private static SqlNode orElse(SqlCall call, int position, Enum<?> otherwise) {
    SqlNode operand = operand(call, position);
    return operand == null ? SqlLiteral.createSymbol(otherwise, call.getParserPosition()) : operand;
  }

  /// A clause that was left out is null.
  private static @Nullable SqlNode operand(SqlCall call, int position) {
    return position < call.operandCount() ? call.getOperandList().get(position) : null;
  }

  private static @Nullable Object symbol(SqlNode node) {
    return node instanceof SqlLiteral literal ? literal.getValue() : null;
  }
}
