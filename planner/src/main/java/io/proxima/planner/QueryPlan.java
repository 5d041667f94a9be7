package io.proxima.planner;

import io.proxima.engine.row.RowCursor;
import io.proxima.planner.exec.ExecutionScope;
import io.proxima.planner.exec.Operator;
import io.proxima.sql.Statement;
import java.util.List;

/// The plan of a query.
///
/// - **Threads:** immutable.
public final class QueryPlan {
  private final Operator operator;
  private final List<Statement.OutputColumn> columns;

  QueryPlan(Operator operator, List<Statement.OutputColumn> columns) {
    this.operator = operator;
    this.columns = columns;
  }

  /// What the columns of the rows are.
  public List<Statement.OutputColumn> columns() {
    return columns;
  }

  /// Starts an execution. The caller closes the cursor before the snapshot of the scope.
  ///
  /// @throws io.proxima.engine.error.ProximaException here or from the cursor, what a value cannot
  ///   be computed for, `DIMENSION_MISMATCH` or `NON_FINITE_VECTOR` of a parameter, `CANCELLED`,
  ///   `TIMEOUT`, `OUT_OF_MEMORY`
  public RowCursor open(ExecutionScope scope) {
    return operator.open(scope);
  }
}
