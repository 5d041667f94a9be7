package io.proxima.planner.expression;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import io.proxima.sql.function.JsonFunction;
import io.proxima.sql.function.ToVector;
import io.proxima.sql.function.VectorFunctions;
import io.proxima.sql.function.VectorOperators;
import io.proxima.sql.type.VectorType;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.apache.calcite.avatica.util.TimeUnitRange;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlLikeOperator;
import org.apache.calcite.sql.fun.SqlTrimFunction;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/// Turns calls of functions into [Expression]s.
final class FunctionCompiler {
  private FunctionCompiler() {}

  /// A call that its kind names.
  static Expression ofKind(RexCall call, ColumnType type) {
    return switch (call.getKind()) {
      case LIKE -> like(textual(call));
      case GREATEST -> Comparison.extreme(converted(call, type), 1);
      case LEAST -> Comparison.extreme(converted(call, type), -1);
      case FLOOR -> rounded(call, type, RoundingMode.FLOOR);
      case CEIL -> rounded(call, type, RoundingMode.CEILING);
      case EXTRACT -> Times.extract(type, flag(call, 0, TimeUnitRange.class), operand(call, 1));
      case TRIM -> trim(textual(call), type);
      case POSITION -> position(textual(call), type);
      default -> throw unknown(call);
    };
  }

  private static Expression operand(RexCall call, int position) {
    return ExpressionCompiler.operand(call, position);
  }

  private static List<Expression> operands(RexCall call) {
    return ExpressionCompiler.compileAll(call.getOperands());
  }

  private static List<Expression> converted(RexCall call, ColumnType type) {
    return operands(call).stream().map(o -> Conversion.of(o, type)).toList();
  }

  /// Refuses binary values, which SQL lets into functions of texts.
  private static RexCall textual(RexCall call) {
    for (RexNode operand : call.getOperands()) {
      if (SqlTypeName.BINARY_TYPES.contains(operand.getType().getSqlTypeName())) {
        throw new ProximaException(
            ErrorCode.UNSUPPORTED,
            "the function " + call.getOperator().getName() + " of binary values is not offered");
      }
    }
    return call;
  }

  private static ProximaException unknown(RexCall call) {
    String what =
        call instanceof RexSubQuery
            ? "a sub-query in this place"
            : "the function " + call.getOperator().getName();
    return new ProximaException(ErrorCode.UNSUPPORTED, what + " is not offered");
  }

  private static Expression like(RexCall call) {
    SqlLikeOperator operator = (SqlLikeOperator) call.getOperator();
    List<Expression> operands = operands(call);
    if (!operator.isCaseSensitive()) {
      operands =
          operands.stream().map(o -> Texts.lower(ColumnType.of(TypeKind.VARCHAR), o)).toList();
    }
    Expression like = Texts.like(operands);
    return operator.isNegated() ? Logic.not(like) : like;
  }

  private static Expression rounded(RexCall call, ColumnType type, RoundingMode mode) {
    return call.getOperands().size() == 1
        ? Reals.toWhole(type, operand(call, 0), mode)
        : Times.truncate(
            type,
            operand(call, 0),
            flag(call, 1, TimeUnitRange.class),
            mode == RoundingMode.CEILING);
  }

  private static <E extends Enum<E>> E flag(RexCall call, int position, Class<E> flags) {
    RexNode node = call.getOperands().get(position);
    E flag = node instanceof RexLiteral literal ? literal.getValueAs(flags) : null;
    if (flag == null) {
      throw unknown(call);
    }
    return flag;
  }

  private static Expression trim(RexCall call, ColumnType type) {
    SqlTrimFunction.Flag flag = flag(call, 0, SqlTrimFunction.Flag.class);
    return Texts.trim(
        type,
        flag != SqlTrimFunction.Flag.TRAILING,
        flag != SqlTrimFunction.Flag.LEADING,
        operand(call, 1),
        operand(call, 2));
  }

  private static Expression position(RexCall call, ColumnType type) {
    if (call.getOperands().size() != 2) {
      throw unknown(call);
    }
    return Texts.position(type, operand(call, 0), operand(call, 1));
  }

  /// A call that only its name tells.
  static Expression ofName(RexCall call, ColumnType type) {
    if (call.getOperator() instanceof JsonFunction) {
      return JsonCompiler.of(call, type);
    }
    Expression vector = ofVectors(call, type);
    if (vector != null) {
      return vector;
    }
    String name = textual(call).getOperator().getName().toUpperCase(Locale.ROOT);
    return switch (name) {
      case "||" -> Texts.concat(type, operand(call, 0), operand(call, 1));
      case "UPPER" -> Texts.upper(type, operand(call, 0));
      case "LOWER" -> Texts.lower(type, operand(call, 0));
      case "CHAR_LENGTH", "CHARACTER_LENGTH", "LENGTH" -> Texts.length(type, operand(call, 0));
      case "SUBSTRING", "SUBSTR" -> Texts.substring(type, wholeFrom(operands(call), 1));
      case "LEFT", "RIGHT", "REPEAT" -> Texts.sized(name, type, wholeFrom(operands(call), 1));
      case "LPAD", "RPAD" -> Texts.padded(name, type, paddedOperands(call));
      case "REVERSE" -> Texts.map(type, operand(call, 0), Texts::reversed);
      case "STRPOS" -> Texts.position(type, operand(call, 1), operand(call, 0));
      case "STARTS_WITH" -> Texts.startsWith(operand(call, 0), operand(call, 1));
      case "REPLACE" -> Texts.replace(type, operands(call));
      case "ORDER_KEY" -> OrderKey.of(type, operand(call, 0));
      case "ORDER_NUMBER" -> OrderKey.number(type, operand(call, 0));
      case "ABS" -> Reals.abs(type, operand(call, 0));
      case "SIGN" -> Reals.sign(type, operand(call, 0));
      case "SQRT" -> Reals.map(name, type, operand(call, 0), Math::sqrt);
      case "EXP" -> Reals.map(name, type, operand(call, 0), Math::exp);
      case "LN" -> Reals.map(name, type, operand(call, 0), FunctionCompiler::ln);
      case "LOG10" -> Reals.map(name, type, operand(call, 0), FunctionCompiler::log10);
      case "POWER" -> power(call, type);
      case "ROUND" -> digits(call, type, RoundingMode.HALF_UP);
      case "TRUNCATE" -> digits(call, type, RoundingMode.DOWN);
      case "/INT" ->
          Arithmetic.of(Arithmetic.Operator.DIVIDE, type, operand(call, 0), operand(call, 1));
      case "CURRENT_DATE" ->
          now(type, b -> Math.floorDiv(b.statementMicros(), Times.MICROS_PER_DAY));
      case "CURRENT_TIMESTAMP", "LOCALTIMESTAMP", "NOW" -> now(type, Bindings::statementMicros);
      case "CURRENT_TIME", "LOCALTIME" ->
          now(type, b -> Math.floorMod(b.statementMicros(), Times.MICROS_PER_DAY));
      default -> foreign(call, type);
    };
  }

  private static Expression foreign(RexCall call, ColumnType type) {
    Expression foreign = ForeignCall.of(call, type);
    if (foreign == null) {
      throw unknown(call);
    }
    return foreign;
  }

  private static double ln(double value) {
    return value <= 0 ? Double.NaN : Math.log(value);
  }

  private static double log10(double value) {
    return value <= 0 ? Double.NaN : Math.log10(value);
  }

  private static Expression now(ColumnType type, ToLongFunction<Bindings> reading) {
    return new Leaf.Now(type, reading);
  }

  private static List<Expression> wholeFrom(List<Expression> operands, int from) {
    ColumnType type = ColumnType.of(TypeKind.BIGINT);
    return java.util.stream.IntStream.range(0, operands.size())
        .mapToObj(i -> i < from ? operands.get(i) : Conversion.of(operands.get(i), type))
        .toList();
  }

  private static List<Expression> paddedOperands(RexCall call) {
    ColumnType whole = ColumnType.of(TypeKind.BIGINT);
    Expression filler =
        call.getOperands().size() > 2
            ? operand(call, 2)
            : Leaf.Constant.of(ColumnType.of(TypeKind.VARCHAR), " ");
    return List.of(operand(call, 0), Conversion.of(operand(call, 1), whole), filler);
  }

  /// Calcite writes `SQRT(x)` as a power.
  private static Expression power(RexCall call, ColumnType type) {
    Expression exponent = operand(call, 1);
    boolean root =
        exponent instanceof Leaf.Constant constant
            && !constant.cells().isNull(0)
            && ((Number) constant.cells().at(0)).doubleValue() == 0.5;
    return root
        ? Reals.map("SQRT", type, operand(call, 0), Math::sqrt)
        : Reals.power(type, operand(call, 0), exponent);
  }

  private static Expression digits(RexCall call, ColumnType type, RoundingMode mode) {
    ColumnType whole = ColumnType.of(TypeKind.BIGINT);
    Expression digits =
        call.getOperands().size() > 1
            ? Conversion.of(operand(call, 1), whole)
            : Leaf.Constant.of(whole, 0L);
    return Reals.round(type, operand(call, 0), digits, mode);
  }

  private static @Nullable Expression ofVectors(RexCall call, ColumnType type) {
    SqlOperator operator = call.getOperator();
    Optional<Expression> distance =
        VectorOperators.metricOf(operator)
            .map(metric -> Vectors.distance(metric, operand(call, 0), operand(call, 1)));
    if (distance.isPresent()) {
      return distance.get();
    }
    if (operator.equals(VectorOperators.L2_SQUARED)) {
      return Vectors.squaredL2(operand(call, 0), operand(call, 1));
    }
    if (operator instanceof ToVector) {
      return toVector(call, type);
    }
    if (operator.equals(VectorOperators.DIMS) || isVectorCall(call, "CARDINALITY")) {
      return Vectors.dims(type, operand(call, 0));
    }
    if (operator.equals(VectorOperators.NORM)) {
      return Vectors.norm(operand(call, 0));
    }
    if (operator.equals(VectorOperators.NORMALIZE)) {
      return Vectors.normalize(type, operand(call, 0));
    }
    if (operator.equals(VectorOperators.BINARY_QUANTIZE)) {
      return Vectors.quantize(type, operand(call, 0));
    }
    if (operator.equals(VectorOperators.SUBVECTOR)) {
      int start = RexLiteral.intValue(call.getOperands().get(1));
      int count = RexLiteral.intValue(call.getOperands().get(2));
      return Vectors.map(type, operand(call, 0), v -> VectorFunctions.subvector(v, start, count));
    }
    if (operator.equals(VectorOperators.TO_TEXT)) {
      return Vectors.text(type, operand(call, 0), RexLiteral.intValue(call.getOperands().get(1)));
    }
    if (operator.getKind() == SqlKind.ITEM
        && call.getOperands().getFirst().getType() instanceof VectorType vector
        && vector.isDense()) {
      Expression position = Conversion.of(operand(call, 1), ColumnType.of(TypeKind.BIGINT));
      return Vectors.element(type, operand(call, 0), position);
    }
    return ofTwoVectors(call, type);
  }

  private static @Nullable Expression ofTwoVectors(RexCall call, ColumnType type) {
    SqlOperator operator = call.getOperator();
    if (operator.equals(VectorOperators.ADD)) {
      return Vectors.combine(type, operand(call, 0), operand(call, 1), VectorFunctions::add);
    }
    if (operator.equals(VectorOperators.SUBTRACT)) {
      return Vectors.combine(type, operand(call, 0), operand(call, 1), VectorFunctions::subtract);
    }
    if (operator.equals(VectorOperators.MULTIPLY)) {
      return Vectors.combine(type, operand(call, 0), operand(call, 1), VectorFunctions::multiply);
    }
    if (operator.equals(VectorOperators.CONCAT)) {
      return Vectors.combine(type, operand(call, 0), operand(call, 1), VectorFunctions::concat);
    }
    return null;
  }

  private static boolean isVectorCall(RexCall call, String name) {
    return call.getOperator().getName().equals(name)
        && call.getOperands().getFirst().getType() instanceof VectorType;
  }

  private static Expression toVector(RexCall call, ColumnType type) {
    RexNode value = call.getOperands().getFirst();
    if (!(value instanceof RexCall array) || array.getKind() != SqlKind.ARRAY_VALUE_CONSTRUCTOR) {
      return Conversion.of(ExpressionCompiler.compile(value), type);
    }
    boolean isDense = type.kind().layout() == TypeKind.Layout.VECTOR;
    ColumnType dense = isDense ? type : ColumnType.vector(array.getOperands().size());
    return Conversion.of(
        Vectors.ofNumbers(dense, ExpressionCompiler.compileAll(array.getOperands())), type);
  }
}
