package io.proxima.planner.rule;

import io.proxima.engine.error.ProximaException;
import io.proxima.planner.exec.DistanceDomain;
import io.proxima.planner.expression.Bindings;
import io.proxima.planner.expression.ExpressionCompiler;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/// An expression of one distance and literals that only grows, or only falls, with the distance.
///
/// Computed in floating point such an expression may give equal values for different distances, so
/// its order is that of the distance except for ties: whoever searches by distance needs all rows
/// that tie with the last one (see [io.proxima.planner.exec.Access.Ties]). That every step is
/// monotone is the rule of IEEE 754 for `+ - * /` and of [Math] for the others. An expression that
/// fails or overflows for some distance is left alone, so that an error does not depend on the
/// plan.
///
/// `key` is the expression over the distance as its only column; `isExact` says that it gives
/// different values for different distances.
record DistanceFunction(
    DistanceCall distance, RexNode call, RexNode key, boolean isRising, boolean isExact) {

  /// What an expression over the columns of a table is, or null if it is no such function.
  static @Nullable DistanceFunction of(RexNode node) {
    Values values = values(node);
    return values == null
        ? null
        : new DistanceFunction(
            values.distance,
            values.call,
            overDistance(node, values.call),
            values.first <= values.last,
            values.isExact);
  }

  /// As `of`, and the square of a distance, which is not computed from the distance: the distance
  /// is its root, so rows of different squares may tie by distance, but never the other way round.
  static @Nullable DistanceFunction ofOrder(RexNode node) {
    RexNode inner = node;
    boolean rising = true;
    while (inner.getKind() == SqlKind.MINUS_PREFIX) {
      inner = ((RexCall) inner).getOperands().getFirst();
      rising = !rising;
    }
    DistanceCall root = DistanceCall.ofSquare(inner);
    return root == null
        ? of(node)
        : new DistanceFunction(root, inner, new RexInputRef(0, inner.getType()), rising, false);
  }

  /// An expression over the columns of a table, as one over the distance.
  RexNode overDistance(RexNode node) {
    return overDistance(node, call);
  }

  private static RexNode overDistance(RexNode node, RexNode call) {
    return node.accept(
        new RexShuttle() {
          @Override
          public RexNode visitCall(RexCall inner) {
            return inner.equals(call)
                ? new RexInputRef(0, inner.getType())
                : super.visitCall(inner);
          }
        });
  }

  /// What an expression gives for the least and the greatest distance.
  private record Values(
      DistanceCall distance, RexNode call, double first, double last, boolean isExact) {
    private boolean isAtLeast(double least) {
      return first >= least && last >= least;
    }

    private @Nullable Values then(DoubleUnaryOperator step) {
      return to(step.applyAsDouble(first), step.applyAsDouble(last), false);
    }

    private @Nullable Values to(double newFirst, double newLast, boolean exact) {
      return Double.isFinite(newFirst) && Double.isFinite(newLast)
          ? new Values(distance, call, newFirst, newLast, exact)
          : null;
    }
  }

  private static @Nullable Values values(RexNode node) {
    DistanceCall distance = DistanceCall.of(node);
    if (distance != null) {
      DistanceDomain domain = DistanceDomain.of(distance.metric());
      return new Values(distance, node, domain.least(), domain.greatest(), true);
    }
    if (!(node instanceof RexCall call) || !isReal(node)) {
      return null;
    }
    return switch (call.getKind()) {
      case MINUS_PREFIX -> {
        Values inner = values(call.getOperands().getFirst());
        yield inner == null ? null : inner.to(-inner.first, -inner.last, inner.isExact);
      }
      case CAST -> rounded(call, values(call.getOperands().getFirst()));
      case PLUS, MINUS, TIMES, DIVIDE -> rounded(call, arithmetic(call));
      default -> rounded(call, function(call));
    };
  }

  private static boolean isReal(RexNode node) {
    SqlTypeName type = node.getType().getSqlTypeName();
    return type == SqlTypeName.DOUBLE || type == SqlTypeName.FLOAT || type == SqlTypeName.REAL;
  }

  /// The values as the type of the call holds them.
  private static @Nullable Values rounded(RexCall call, @Nullable Values values) {
    return values == null || call.getType().getSqlTypeName() != SqlTypeName.REAL
        ? values
        : values.then(value -> (float) value);
  }

  private static @Nullable Values arithmetic(RexCall call) {
    RexNode left = call.getOperands().get(0);
    RexNode right = call.getOperands().get(1);
    Double second = constant(right);
    if (second != null) {
      Values values = values(left);
      return values == null ? null : withConstant(call.getKind(), values, second);
    }
    Double first = constant(left);
    Values values = values(right);
    return first == null || values == null ? null : ofConstant(call.getKind(), first, values);
  }

  private static @Nullable Values withConstant(SqlKind kind, Values values, double c) {
    return switch (kind) {
      case PLUS -> values.then(value -> value + c);
      case MINUS -> values.then(value -> value - c);
      case TIMES -> c == 0 ? null : values.then(value -> value * c);
      default -> c == 0 ? null : values.then(value -> value / c);
    };
  }

  private static @Nullable Values ofConstant(SqlKind kind, double c, Values values) {
    return switch (kind) {
      case MINUS -> values.then(value -> c - value);
      case DIVIDE -> {
        boolean isPositive = values.isAtLeast(Double.MIN_VALUE);
        yield c == 0 || !isPositive ? null : values.then(value -> c / value);
      }
      default -> withConstant(kind, values, c);
    };
  }

  private static @Nullable Values function(RexCall call) {
    List<RexNode> operands = call.getOperands();
    Values values = operands.isEmpty() ? null : values(operands.getFirst());
    if (values == null) {
      return null;
    }
    return switch (call.getOperator().getName()) {
      case "EXP" -> values.then(Math::exp);
      case "LN" -> values.then(Math::log);
      case "LOG10" -> values.then(Math::log10);
      case "POWER" -> {
        Double exponent = values.isAtLeast(0) ? constant(operands.get(1)) : null;
        yield exponent == null || exponent == 0
            ? null
            : values.then(value -> Math.pow(value, exponent));
      }
      default -> null;
    };
  }

  /// The value of an expression of nothing but literals, or null if it is another.
  private static @Nullable Double constant(RexNode node) {
    if (!isLiteral(node)) {
      return null;
    }
    try {
      return ExpressionCompiler.compile(node).value(Bindings.none()) instanceof Number number
          ? (Double) number.doubleValue()
          : null;
    } catch (ProximaException e) {
      return null; // to be reported when it is executed
    }
  }

  private static boolean isLiteral(RexNode node) {
    return node instanceof RexLiteral
        || (node instanceof RexCall call
            && !call.getOperands().isEmpty()
            && call.getOperator().isDeterministic()
            && call.getOperands().stream().allMatch(DistanceFunction::isLiteral));
  }
}
