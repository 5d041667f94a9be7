package io.proxima.planner.exec;

import io.proxima.engine.schema.ColumnType;
import io.proxima.planner.expression.Bindings;
import io.proxima.planner.expression.Expression;
import org.jspecify.annotations.Nullable;

/// A value of an access that is known when an execution starts: a literal, a parameter or an
/// expression of these. `text` is how EXPLAIN shows it.
public record Operand(Expression expression, String text) {
  /// The type of the value.
  public ColumnType type() {
    return expression.type();
  }

  /// The value, or null if it is NULL.
  public @Nullable Object value(Bindings bindings) {
    return expression.value(bindings);
  }

  @Override
  public String toString() {
    return text;
  }
}
