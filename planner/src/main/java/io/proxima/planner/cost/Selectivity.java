package io.proxima.planner.cost;

import io.proxima.engine.row.Predicate;
import io.proxima.planner.exec.Condition;

/// Which part of the rows a condition is taken to keep while nothing is measured.
public final class Selectivity {
  private Selectivity() {}

  /// A fraction above 0, at most 1.
  public static double of(Condition condition) {
    return switch (condition) {
      case Condition.Compare compare ->
          compare.operator() == Predicate.Operator.EQUAL
              ? 0.1
              : compare.operator() == Predicate.Operator.NOT_EQUAL ? 0.9 : 0.3;
      case Condition.In in -> Math.min(0.5, 0.1 * in.operands().size());
      case Condition.IsNull isNull -> isNull.negated() ? 0.9 : 0.1;
      case Condition.And and ->
          and.terms().stream().mapToDouble(Selectivity::of).reduce(1, (a, b) -> a * b);
      case Condition.Or or -> Math.min(1, or.terms().stream().mapToDouble(Selectivity::of).sum());
    };
  }
}
