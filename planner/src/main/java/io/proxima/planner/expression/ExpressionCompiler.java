package io.proxima.planner.expression;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.row.Predicate;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import io.proxima.sql.type.SqlTypes;
import io.proxima.sql.type.TypeMapping;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.util.Sarg;
import org.jspecify.annotations.Nullable;

/// Turns Calcite's row expressions into [Expression]s.
///
/// - **Threads:** thread-safe.
public final class ExpressionCompiler {
  private static final RexBuilder BUILDER = new RexBuilder(SqlTypes.INSTANCE);

  private ExpressionCompiler() {}

  /// Compiles an expression over rows whose columns are its input references.
  ///
  /// @throws ProximaException `UNSUPPORTED`, naming what is not offered
  public static Expression compile(RexNode node) {
    return switch (node) {
      case RexInputRef input -> new Leaf.Input(typeOf(input.getType()), input.getIndex());
      case RexLiteral literal -> literal(literal);
      case RexDynamicParam parameter ->
          new Leaf.Parameter(typeOf(parameter.getType()), parameter.getIndex());
      case RexCall call -> folded(call(call));
      case RexFieldAccess field
          when field.getReferenceExpr() instanceof RexCorrelVariable variable ->
          new Leaf.Outer(typeOf(field.getType()), variable.id.getId(), field.getField().getIndex());
      default ->
          throw new ProximaException(
              ErrorCode.UNSUPPORTED,
              "an expression of the kind " + node.getKind() + " is not offered here");
    };
  }

  /// Compiles several expressions.
  public static List<Expression> compileAll(List<? extends RexNode> nodes) {
    return nodes.stream().map(ExpressionCompiler::compile).toList();
  }

  /// How values of an SQL type are held; an interval is a `BIGINT`.
  public static ColumnType typeOf(RelDataType type) {
    return SqlTypeUtil.isInterval(type)
        ? ColumnType.of(TypeKind.BIGINT)
        : TypeMapping.toColumn(type);
  }

  private static Expression literal(RexLiteral literal) {
    ColumnType type = typeOf(literal.getType());
    return Leaf.Constant.of(type, LiteralValue.of(literal, type));
  }

  /// Computes what needs neither rows nor parameters once; an error stays for the execution.
  private static Expression folded(Expression expression) {
    if (!Constants.isConstant(expression) || expression instanceof Leaf.Constant) {
      return expression;
    }
    try {
      @Nullable Object value = expression.value(Bindings.none());
      return Leaf.Constant.of(expression.type(), value);
    } catch (ProximaException e) {
      return expression;
    }
  }

  private static Expression call(RexCall call) {
    SqlKind kind = call.getKind();
    ColumnType type = typeOf(call.getType());
    return switch (kind) {
      case AND, OR -> new Logic.Connective(compileAll(call.getOperands()), kind == SqlKind.OR);
      case NOT -> Logic.not(operand(call, 0));
      case IS_NULL -> is(call, Logic.Question.NULL);
      case IS_NOT_NULL -> is(call, Logic.Question.NOT_NULL);
      case IS_TRUE -> is(call, Logic.Question.TRUE);
      case IS_NOT_TRUE -> is(call, Logic.Question.NOT_TRUE);
      case IS_FALSE -> is(call, Logic.Question.FALSE);
      case IS_NOT_FALSE -> is(call, Logic.Question.NOT_FALSE);
      case IS_DISTINCT_FROM -> same(call, true);
      case IS_NOT_DISTINCT_FROM -> same(call, false);
      case EQUALS -> compare(call, Predicate.Operator.EQUAL);
      case NOT_EQUALS -> compare(call, Predicate.Operator.NOT_EQUAL);
      case LESS_THAN -> compare(call, Predicate.Operator.LESS);
      case LESS_THAN_OR_EQUAL -> compare(call, Predicate.Operator.LESS_OR_EQUAL);
      case GREATER_THAN -> compare(call, Predicate.Operator.GREATER);
      case GREATER_THAN_OR_EQUAL -> compare(call, Predicate.Operator.GREATER_OR_EQUAL);
      case SEARCH -> search(call);
      case CASE -> choice(call, type);
      case COALESCE -> coalesce(call, type);
      case CAST -> cast(call, type);
      case PLUS, MINUS, TIMES, DIVIDE, MOD, MINUS_PREFIX, PLUS_PREFIX, REINTERPRET ->
          arithmetic(call, type);
      case LIKE, GREATEST, LEAST, FLOOR, CEIL, EXTRACT, TRIM, POSITION ->
          FunctionCompiler.ofKind(call, type);
      default -> FunctionCompiler.ofName(call, type);
    };
  }

  static Expression operand(RexCall call, int position) {
    return compile(call.getOperands().get(position));
  }

  private static Expression is(RexCall call, Logic.Question question) {
    return new Logic.Is(operand(call, 0), question);
  }

  private static Expression compare(RexCall call, Predicate.Operator operator) {
    RexNode left = call.getOperands().get(0);
    RexNode right = call.getOperands().get(1);
    return Comparison.of(
        operator, compile(Padding.unpad(left, right)), compile(Padding.unpad(right, left)));
  }

  private static Expression same(RexCall call, boolean negated) {
    RexNode first = call.getOperands().get(0);
    RexNode second = call.getOperands().get(1);
    Expression left = compile(Padding.unpad(first, second));
    Expression right = compile(Padding.unpad(second, first));
    Expression equal = Comparison.of(Predicate.Operator.EQUAL, left, right);
    return new Logic.Same(left, right, equal, negated);
  }

  private static Expression search(RexCall call) {
    Expression value = operand(call, 0);
    RexLiteral literal = (RexLiteral) call.getOperands().get(1);
    Sarg<?> sarg = literal.getValueAs(Sarg.class);
    boolean simple =
        sarg != null
            && !Padding.isPadded(call.getOperands().get(0))
            && sarg.isPoints()
            && sarg.nullAs == org.apache.calcite.rex.RexUnknownAs.UNKNOWN
            && typeOf(literal.getType()).kind() == value.type().kind()
            && value.type().kind() != TypeKind.CHAR
            && value.type().kind() != TypeKind.VARBINARY;
    if (!simple || sarg == null) {
      return compile(RexUtil.expandSearch(BUILDER, null, call));
    }
    List<Object> points = new ArrayList<>();
    for (Comparable<?> point :
        sarg.rangeSet.asRanges().stream().map(r -> r.lowerEndpoint()).toList()) {
      RexLiteral one = (RexLiteral) BUILDER.makeLiteral(point, literal.getType(), true, true);
      Object constant = LiteralValue.of(one, typeOf(one.getType()));
      if (constant != null) {
        points.add(constant);
      }
    }
    return Comparison.in(value, points);
  }

  private static Expression choice(RexCall call, ColumnType type) {
    List<Expression> conditions = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    int last = call.getOperands().size() - 1;
    for (int i = 0; i < last; i += 2) {
      conditions.add(operand(call, i));
      values.add(Conversion.of(operand(call, i + 1), type));
    }
    return new Logic.Case(type, conditions, values, Conversion.of(operand(call, last), type));
  }

  private static Expression coalesce(RexCall call, ColumnType type) {
    List<Expression> values =
        compileAll(call.getOperands()).stream().map(v -> Conversion.of(v, type)).toList();
    List<Expression> conditions = new ArrayList<>();
    for (Expression value : values.subList(0, values.size() - 1)) {
      conditions.add(new Logic.Is(value, Logic.Question.NOT_NULL));
    }
    return new Logic.Case(type, conditions, values.subList(0, values.size() - 1), values.getLast());
  }

  private static Expression cast(RexCall call, ColumnType type) {
    RelDataType from = call.getOperands().getFirst().getType();
    if (SqlTypeUtil.isInterval(from) != SqlTypeUtil.isInterval(call.getType())) {
      throw new ProximaException(
          ErrorCode.UNSUPPORTED, "CAST from " + from + " to " + call.getType() + " is not offered");
    }
    return Conversion.of(operand(call, 0), type);
  }

  private static Expression arithmetic(RexCall call, ColumnType type) {
    Expression left = operand(call, 0);
    boolean datetime =
        call.getOperands().stream().anyMatch(o -> SqlTypeUtil.isDatetime(o.getType()));
    return switch (call.getKind()) {
      case MINUS_PREFIX -> Arithmetic.negate(type, left);
      case PLUS_PREFIX -> left;
      case REINTERPRET -> reinterpret(call, left);
      case PLUS, MINUS -> datetime ? moved(call, type) : number(call, type, left);
      default -> number(call, type, left);
    };
  }

  private static Expression number(RexCall call, ColumnType type, Expression left) {
    Arithmetic.Operator operator =
        switch (call.getKind()) {
          case PLUS -> Arithmetic.Operator.ADD;
          case MINUS -> Arithmetic.Operator.SUBTRACT;
          case TIMES -> Arithmetic.Operator.MULTIPLY;
          case DIVIDE -> Arithmetic.Operator.DIVIDE;
          default -> Arithmetic.Operator.REMAINDER;
        };
    return Arithmetic.of(operator, type, left, operand(call, 1));
  }

  /// Calcite counts intervals in milliseconds where it looks at their numbers.
  private static Expression reinterpret(RexCall call, Expression operand) {
    RelDataType from = call.getOperands().getFirst().getType();
    if (SqlTypeUtil.isInterval(from) && !LiteralValue.isMonths(from)) {
      Expression thousand = Leaf.Constant.of(operand.type(), 1000L);
      return Arithmetic.of(Arithmetic.Operator.DIVIDE, operand.type(), operand, thousand);
    }
    return operand;
  }

  private static Expression moved(RexCall call, ColumnType type) {
    RexNode first = call.getOperands().get(0);
    RexNode second = call.getOperands().get(1);
    if (SqlTypeUtil.isInterval(call.getType())) {
      return Times.minus(compile(first), compile(second), LiteralValue.isMonths(call.getType()));
    }
    boolean timeFirst = SqlTypeUtil.isDatetime(first.getType());
    RexNode interval = timeFirst ? second : first;
    if (!SqlTypeUtil.isInterval(interval.getType())) {
      throw new ProximaException(
          ErrorCode.UNSUPPORTED,
          call.getOperator().getName()
              + " of "
              + first.getType()
              + " and "
              + second.getType()
              + " is not offered");
    }
    return Times.plus(
        type,
        compile(timeFirst ? first : second),
        compile(interval),
        LiteralValue.isMonths(interval.getType()),
        call.getKind() == SqlKind.MINUS ? -1 : 1);
  }
}
