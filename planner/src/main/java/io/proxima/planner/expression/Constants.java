package io.proxima.planner.expression;

import java.util.List;

/// Whether an expression needs neither rows nor anything of an execution.
final class Constants {
  private Constants() {}

  static boolean isConstant(Expression expression) {
    return switch (expression) {
      case Leaf.Constant _ -> true;
      case Boxed boxed -> all(boxed.arguments());
      case Strict.Call<?> call -> all(call.arguments());
      default -> false;
    };
  }

  private static boolean all(List<Expression> expressions) {
    return expressions.stream().allMatch(Leaf.Constant.class::isInstance);
  }
}
