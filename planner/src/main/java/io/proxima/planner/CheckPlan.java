package io.proxima.planner;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.row.Column;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.schema.CheckDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.planner.exec.ExecutionScope;
import io.proxima.planner.expression.Expression;
import io.proxima.planner.expression.ExpressionCompiler;
import io.proxima.planner.expression.Rows;
import java.util.List;
import org.apache.calcite.rex.RexNode;

/// Holds rows against the conditions of their table.
///
/// - **Threads:** immutable.
final class CheckPlan {
  private final TableDef table;
  private final List<Expression> conditions;

  CheckPlan(TableDef table, List<RexNode> conditions) {
    this.table = table;
    this.conditions = ExpressionCompiler.compileAll(conditions);
  }

  /// Lets rows of the table pass for which no condition is false; NULL is not false.
  ///
  /// @throws ProximaException `CHECK_VIOLATION`
  void require(RowBatch rows, ExecutionScope scope) {
    if (conditions.isEmpty() || rows.rowCount() == 0) {
      return;
    }
    Rows input = Rows.of(rows, scope.bindings());
    for (int i = 0; i < conditions.size(); i++) {
      Column truth = conditions.get(i).column(input);
      for (int row = 0; row < rows.rowCount(); row++) {
        if (!truth.isNull(row) && truth.valueAt(row).equals(0L)) {
          CheckDef check = table.checks().get(i);
          throw new ProximaException(
              ErrorCode.CHECK_VIOLATION,
              "a row of table "
                  + table.name()
                  + " violates the check "
                  + check.name()
                  + ": "
                  + check.condition());
        }
      }
    }
  }
}
