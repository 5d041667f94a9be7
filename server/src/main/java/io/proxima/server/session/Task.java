package io.proxima.server.session;

import io.proxima.engine.schema.TableDef;
import io.proxima.planner.ModifyPlan;
import io.proxima.planner.QueryPlan;
import io.proxima.sql.Statement;
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

  /// Whatever the session does by itself.
  record Other(Statement statement) implements Task {}
}
