package io.proxima.planner.exec;

import io.proxima.engine.row.Column;
import io.proxima.engine.row.LongColumn;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.schema.ColumnType;
import io.proxima.planner.expression.Bindings;
import io.proxima.planner.expression.Expression;
import io.proxima.planner.expression.Rows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows for which a condition is true.
public record FilterOperator(Operator input, Expression condition) implements Operator {
  @Override
  public List<ColumnType> types() {
    return input.types();
  }

  @Override
  public RowCursor open(ExecutionScope scope) {
    Bindings bindings = scope.bindings();
    RowCursor rows = input.open(scope);
    return new RowCursor() {
      @Override
      public @Nullable RowBatch next() {
        for (RowBatch batch = rows.next(); batch != null; batch = rows.next()) {
          scope.cancellation().check();
          RowBatch passing = passing(batch, condition, bindings);
          if (passing.rowCount() > 0) {
            return passing;
          }
        }
        return null;
      }

      @Override
      public void close() {
        rows.close();
      }
    };
  }

  /// The rows of a batch for which a condition is true.
  static RowBatch passing(RowBatch batch, Expression condition, Bindings bindings) {
    int[] rows = new int[batch.rowCount()];
    int count = passing(batch, condition, bindings, rows);
    return count == batch.rowCount() ? batch : batch.select(rows, count);
  }

  /// Writes the rows for which a condition is true to `rows`; the result is their number.
  static int passing(RowBatch batch, Expression condition, Bindings bindings, int[] rows) {
    Column truth = condition.column(Rows.of(batch, bindings));
    long[] values = ((LongColumn) truth).values();
    int count = 0;
    for (int row = 0; row < values.length; row++) {
      if (values[row] == 1 && !truth.isNull(row)) {
        rows[count++] = row;
      }
    }
    return count;
  }
}
