package io.proxima.planner.expression;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.json.JsonText;
import io.proxima.engine.json.JsonValue;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import io.proxima.sql.function.JsonFunction;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlJsonConstructorNullClause;
import org.apache.calcite.sql.SqlJsonExistsErrorBehavior;
import org.apache.calcite.sql.SqlJsonQueryEmptyOrErrorBehavior;
import org.apache.calcite.sql.SqlJsonQueryWrapperBehavior;
import org.apache.calcite.sql.SqlJsonValueEmptyOrErrorBehavior;
import org.apache.calcite.sql.SqlOperator;
import org.jspecify.annotations.Nullable;

/// Turns calls of [JsonFunction]s into [Expression]s.
final class JsonCompiler {
  private static final ColumnType TEXT = ColumnType.of(TypeKind.VARCHAR);

  private JsonCompiler() {}

  static Expression of(RexCall call, ColumnType type) {
    SqlOperator function = call.getOperator();
    if (function.equals(JsonFunction.OF_TEXT)) {
      return Conversion.of(operand(call, 0), type);
    }
    if (function.equals(JsonFunction.IS_JSON)) {
      return isJson(call);
    }
    if (function.equals(JsonFunction.VALUE)) {
      return value(call, type);
    }
    if (function.equals(JsonFunction.QUERY)) {
      return query(call, type);
    }
    if (function.equals(JsonFunction.EXISTS)) {
      return exists(call);
    }
    return made(call, type, function.equals(JsonFunction.OBJECT));
  }

  private static Expression operand(RexCall call, int position) {
    return ExpressionCompiler.operand(call, position);
  }

  private static <E extends Enum<E>> E symbol(RexCall call, int position, Class<E> symbols) {
    RexNode node = call.getOperands().get(position);
    E symbol = node instanceof RexLiteral literal ? literal.getValueAs(symbols) : null;
    if (symbol == null) {
      throw new IllegalStateException("no " + symbols.getSimpleName() + " in " + call);
    }
    return symbol;
  }

  private static Expression isJson(RexCall call) {
    String kind = Objects.requireNonNull(RexLiteral.stringValue(call.getOperands().get(1)));
    return Strict.longs(
        Logic.BOOLEAN,
        List.of(operand(call, 0)),
        cells -> row -> isJson((String) cells[0].at(row), kind) ? 1 : 0);
  }

  private static boolean isJson(String text, String kind) {
    try {
      JsonText.check(text);
    } catch (ProximaException e) {
      return false;
    }
    char first = text.strip().charAt(0);
    return switch (kind) {
      case "OBJECT" -> first == '{';
      case "ARRAY" -> first == '[';
      case "SCALAR" -> first != '{' && first != '[';
      default -> true;
    };
  }

  private static Expression exists(RexCall call) {
    Expression no = Leaf.Constant.of(Logic.BOOLEAN, 0L);
    Expression yes = Leaf.Constant.of(Logic.BOOLEAN, 1L);
    @Nullable Expression onError =
        switch (symbol(call, 2, SqlJsonExistsErrorBehavior.class)) {
          case TRUE -> yes;
          case FALSE -> no;
          case UNKNOWN -> Inputs.nothing(Logic.BOOLEAN);
          case ERROR -> null;
        };
    return JsonSearch.of(call, Logic.BOOLEAN, items -> 1L, no, onError);
  }

  private static Expression value(RexCall call, ColumnType type) {
    return JsonSearch.of(
        call,
        type,
        items -> scalar(single(items, call), type),
        ofValue(call, 3, type),
        ofValue(call, 5, type));
  }

  private static @Nullable Expression ofValue(RexCall call, int clause, ColumnType type) {
    return switch (symbol(call, clause, SqlJsonValueEmptyOrErrorBehavior.class)) {
      case ERROR -> null;
      case NULL -> Inputs.nothing(type);
      case DEFAULT -> Conversion.of(operand(call, clause + 1), type);
    };
  }

  private static Expression query(RexCall call, ColumnType type) {
    SqlJsonQueryWrapperBehavior wrapper = symbol(call, 2, SqlJsonQueryWrapperBehavior.class);
    return JsonSearch.of(
        call,
        type,
        items -> JsonText.format(wrapped(items, wrapper, call)),
        ofQuery(call, 3, type),
        ofQuery(call, 4, type));
  }

  private static @Nullable Expression ofQuery(RexCall call, int clause, ColumnType type) {
    return switch (symbol(call, clause, SqlJsonQueryEmptyOrErrorBehavior.class)) {
      case ERROR -> null;
      case NULL -> Inputs.nothing(type);
      case EMPTY_ARRAY -> Leaf.Constant.of(type, "[]");
      case EMPTY_OBJECT -> Leaf.Constant.of(type, "{}");
    };
  }

  private static JsonValue wrapped(
      List<JsonValue> items, SqlJsonQueryWrapperBehavior wrapper, RexCall call) {
    boolean isPlain = items.size() == 1 && !items.getFirst().isScalar();
    return switch (wrapper) {
      case WITH_UNCONDITIONAL_ARRAY -> new JsonValue.Array(items);
      case WITH_CONDITIONAL_ARRAY -> isPlain ? items.getFirst() : new JsonValue.Array(items);
      case WITHOUT_ARRAY -> {
        if (!isPlain) {
          throw notOne(call, "one object or array", items);
        }
        yield items.getFirst();
      }
    };
  }

  private static JsonValue single(List<JsonValue> items, RexCall call) {
    if (items.size() > 1 || !items.getFirst().isScalar()) {
      throw notOne(call, "one text, number or truth value", items);
    }
    return items.getFirst();
  }

  private static ProximaException notOne(RexCall call, String wanted, List<JsonValue> items) {
    return new ProximaException(
        ErrorCode.NOT_ONE_JSON_ITEM,
        call.getOperator().getName()
            + " gives "
            + wanted
            + ", the path leads to "
            + (items.size() > 1
                ? items.size() + " values"
                : items.getFirst().isScalar() ? "a scalar" : "an object or array"));
  }

  private static @Nullable Object scalar(JsonValue value, ColumnType type) {
    return switch (value) {
      case JsonValue.Text text -> Conversion.value(text.value(), TEXT, type);
      case JsonValue.Truth truth -> Conversion.value(truth.value() ? 1L : 0L, Logic.BOOLEAN, type);
      case JsonValue.Numeral number ->
          Conversion.isNumber(type.kind())
              ? Conversion.value(number.value(), new ColumnType(TypeKind.DECIMAL, 0, 0), type)
              : Conversion.value(number.digits(), TEXT, type);
      case JsonValue.Nothing _, JsonValue.Array _, JsonValue.Members _ -> null;
    };
  }

  private static Expression made(RexCall call, ColumnType type, boolean named) {
    boolean withNulls =
        symbol(call, 0, SqlJsonConstructorNullClause.class)
            == SqlJsonConstructorNullClause.NULL_ON_NULL;
    List<Expression> parts =
        ExpressionCompiler.compileAll(call.getOperands().subList(1, call.getOperands().size()));
    return new JsonParts(type, parts, named, withNulls);
  }
}
