package io.proxima.planner.exec;

import io.proxima.engine.Snapshot;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.task.Cancellation;
import io.proxima.planner.expression.Bindings;
import io.proxima.sql.catalog.SystemRows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one execution of a plan works with.
///
/// - **Unit:** `statementMicros` is microseconds since 1970-01-01 00:00 UTC.
/// - **Owns:** nothing; `parameters` are engine values and are read until the cursor is closed.
public record ExecutionScope(
    Snapshot snapshot,
    Cancellation cancellation,
    List<@Nullable Object> parameters,
    long statementMicros,
    MemoryBudget memory,
    SystemRows systemRows) {
  /// What expressions take from it.
  public Bindings bindings() {
    return new Bindings(parameters, statementMicros);
  }
}
