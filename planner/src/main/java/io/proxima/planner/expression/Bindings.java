package io.proxima.planner.expression;

import io.proxima.engine.memory.MemoryBudget;
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
/// - **Owns:** nothing; `memory` is what the statement may keep.
public record Bindings(
    List<@Nullable Object> parameters,
    long statementMicros,
    Map<Integer, OuterRow> outer,
    MemoryBudget memory) {
  private static final long CONSTANT_BYTES = 64 << 20;

  /// What constants are computed with, before there is an execution.
  public static Bindings none() {
    return new Bindings(List.of(), 0, Map.of(), MemoryBudget.of(CONSTANT_BYTES));
  }

  /// Checks that there is memory for the results of a function, which nobody keeps for long.
  ///
  /// @throws io.proxima.engine.error.ProximaException `OUT_OF_MEMORY`
  void require(long bytes) {
    memory.reserve("the result of a function", bytes).close();
  }

  /// The value of a parameter, or null.
  public @Nullable Object parameter(int index) {
    return parameters.get(index);
  }
}
