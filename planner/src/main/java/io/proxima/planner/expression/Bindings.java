package io.proxima.planner.expression;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an expression takes from one execution.
///
/// `parameters` are the values of the `?`, as engine values (see
/// [io.proxima.engine.schema.TypeKind]) of the types that the statement gave them.
///
/// - **Unit:** `statementMicros` is microseconds since 1970-01-01 00:00 UTC.
public record Bindings(List<@Nullable Object> parameters, long statementMicros) {
  /// The value of a parameter, or null.
  public @Nullable Object parameter(int index) {
    return parameters.get(index);
  }
}
