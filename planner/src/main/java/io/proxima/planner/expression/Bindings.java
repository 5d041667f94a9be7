package io.proxima.planner.expression;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an expression takes from one execution.
///
/// `parameters` are the values of the `?`, as engine values (see
/// [io.proxima.engine.schema.TypeKind]) of the types that the statement gave them.
///
/// `outer` are the rows of outer queries, by the number of their correlation.
///
/// - **Unit:** `statementMicros` is microseconds since 1970-01-01 00:00 UTC.
public record Bindings(
    List<@Nullable Object> parameters, long statementMicros, Map<Integer, OuterRow> outer) {
  /// What an execution brings that no other query surrounds.
  public Bindings(List<@Nullable Object> parameters, long statementMicros) {
    this(parameters, statementMicros, Map.of());
  }

  /// The value of a parameter, or null.
  public @Nullable Object parameter(int index) {
    return parameters.get(index);
  }
}
