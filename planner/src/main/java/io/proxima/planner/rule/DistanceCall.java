package io.proxima.planner.rule;

import io.proxima.engine.vector.Metric;
import io.proxima.sql.function.DistanceOperator;
import io.proxima.sql.function.VectorOperators;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.util.Util;
import org.jspecify.annotations.Nullable;

/// The distance between a vector column of a table and a vector that is the same for every row.
record DistanceCall(int column, Metric metric, RexNode query) {
  /// What an expression over the columns of a table is, or null if it is no such distance.
  static @Nullable DistanceCall of(RexNode node) {
    return node instanceof RexCall call && call.getOperator() instanceof DistanceOperator operator
        ? of(call, operator.metric())
        : null;
  }

  /// The distance whose square an expression is, or null if it is no square of one.
  static @Nullable DistanceCall ofSquare(RexNode node) {
    return node instanceof RexCall call && call.getOperator().equals(VectorOperators.L2_SQUARED)
        ? of(call, Metric.L2)
        : null;
  }

  private static @Nullable DistanceCall of(RexCall call, Metric metric) {
    RexNode left = call.getOperands().get(0);
    RexNode right = call.getOperands().get(1);
    if (left instanceof RexInputRef column && isFixed(right)) {
      return new DistanceCall(column.getIndex(), metric, right);
    }
    return right instanceof RexInputRef column && isFixed(left)
        ? new DistanceCall(column.getIndex(), metric, left)
        : null;
  }

  /// Whether an expression has one value for a whole execution; the row of an outer query is one
  /// for each execution of the inner one.
  static boolean isFixed(RexNode node) {
    return !RexUtil.containsInputRef(node) && RexUtil.isDeterministic(node);
  }

  /// Whether an expression computes a distance anywhere.
  static boolean isWithin(RexNode node) {
    try {
      node.accept(
          new RexVisitorImpl<@Nullable Void>(true) {
            @Override
            public @Nullable Void visitCall(RexCall call) {
              if (VectorOperators.isDistance(call.getOperator())) {
                throw Util.FoundOne.NULL;
              }
              return super.visitCall(call);
            }
          });
      return false;
    } catch (Util.FoundOne e) {
      return true;
    }
  }
}
