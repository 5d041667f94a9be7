package io.proxima.planner.expression;

import io.proxima.engine.schema.ColumnType;

/// The simplest expressions, for those who build plans without Calcite.
public final class Inputs {
  private Inputs() {}

  /// The column at a position.
  public static Expression column(ColumnType type, int position) {
    return new Leaf.Input(type, position);
  }

  /// NULL.
  public static Expression nothing(ColumnType type) {
    return Leaf.Constant.of(type, null);
  }

  /// The position of the column that an expression is, or -1 if it is something else.
  public static int position(Expression expression) {
    return expression instanceof Leaf.Input input ? input.position() : -1;
  }
}
