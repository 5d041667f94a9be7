package io.proxima.server.session;

import io.proxima.client.ResultColumn;
import io.proxima.engine.schema.TableDef;
import io.proxima.planner.ModifyPlan;
import io.proxima.planner.QueryPlan;
import io.proxima.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a session does for a statement; holds nothing that only compiling needed.
///
/// - **Threads:** immutable, but for `Other`.
sealed interface Task {
  /// Opens a query.
  record Read(QueryPlan plan) implements Task {}

  /// Changes rows; `block` as in [Statement.Modify].
  record Change(
      ModifyPlan plan,
      Statement.Modify.Kind kind,
      TableDef table,
      Optional<Statement.ParameterRow> block)
      implements Task {}

  /// Copies the rows of a file into a table.
  record Import(Statement.CopyFrom copy) implements Task {}

  /// Copies the rows of a query into a file.
  record Export(
      QueryPlan plan, List<ResultColumn> columns, String file, Map<String, String> options)
      implements Task {}

  /// Whatever the session does by itself.
  record Other(Statement statement) implements Task {}
}
