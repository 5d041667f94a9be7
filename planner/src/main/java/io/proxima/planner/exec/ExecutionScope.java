package io.proxima.planner.exec;

import io.proxima.engine.Snapshot;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.query.SearchMode;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.task.Cancellation;
import io.proxima.planner.expression.Bindings;
import io.proxima.planner.expression.OuterRow;
import io.proxima.sql.catalog.SystemRows;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one execution of a plan works with.
///
/// `outer` are the rows of outer queries, by the number of their correlation; `recursions` the rows
/// of the last step of each recursive query, by its name.
///
/// - **Unit:** `statementMicros` is microseconds since 1970-01-01 00:00 UTC.
/// - **Owns:** nothing; `parameters` are engine values and are read until the cursor is closed.
public record ExecutionScope(
    Snapshot snapshot,
    Cancellation cancellation,
    List<@Nullable Object> parameters,
    long statementMicros,
    MemoryBudget memory,
    SystemRows systemRows,
    SearchMode searchMode,
    Map<Integer, OuterRow> outer,
    Map<String, List<RowBatch>> recursions) {
  /// The scope of a whole statement.
  public ExecutionScope(
      Snapshot snapshot,
      Cancellation cancellation,
      List<@Nullable Object> parameters,
      long statementMicros,
      MemoryBudget memory,
      SystemRows systemRows,
      SearchMode searchMode) {
    this(
        snapshot,
        cancellation,
        parameters,
        statementMicros,
        memory,
        systemRows,
        searchMode,
        Map.of(),
        Map.of());
  }

  /// What expressions take from it.
  public Bindings bindings() {
    return new Bindings(parameters, statementMicros, outer, memory);
  }

  /// The scope of the same execution with other searches for nearest rows.
  ExecutionScope searching(SearchMode mode) {
    return new ExecutionScope(
        snapshot,
        cancellation,
        parameters,
        statementMicros,
        memory,
        systemRows,
        mode,
        outer,
        recursions);
  }

  /// The scope of an access to another snapshot.
  ExecutionScope on(Snapshot other) {
    return new ExecutionScope(
        other,
        cancellation,
        parameters,
        statementMicros,
        memory,
        systemRows,
        searchMode,
        outer,
        recursions);
  }

  /// The scope of a query inside another, whose row it sees as `correlation`.
  ExecutionScope inside(int correlation, OuterRow row) {
    Map<Integer, OuterRow> rows = new HashMap<>(outer);
    rows.put(correlation, row);
    return new ExecutionScope(
        snapshot,
        cancellation,
        parameters,
        statementMicros,
        memory,
        systemRows,
        searchMode,
        rows,
        recursions);
  }

  /// The scope of a step of a recursion, which sees the rows of the step before.
  ExecutionScope after(String recursion, List<RowBatch> rows) {
    Map<String, List<RowBatch>> all = new HashMap<>(recursions);
    all.put(recursion, rows);
    return new ExecutionScope(
        snapshot,
        cancellation,
        parameters,
        statementMicros,
        memory,
        systemRows,
        searchMode,
        outer,
        all);
  }
}
