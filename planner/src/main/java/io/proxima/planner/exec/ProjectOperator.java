package io.proxima.planner.exec;

import io.proxima.engine.row.Column;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.schema.ColumnType;
import io.proxima.planner.expression.Bindings;
import io.proxima.planner.expression.Expression;
import io.proxima.planner.expression.Rows;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// New columns computed from each row.
public record ProjectOperator(Operator input, List<Expression> expressions) implements Operator {
  @Override
  public List<ColumnType> types() {
    return expressions.stream().map(Expression::type).toList();
  }

  @Override
  public RowCursor open(ExecutionScope scope) {
    Bindings bindings = scope.bindings();
    RowCursor rows = input.open(scope);
    return new RowCursor() {
      @Override
      public @Nullable RowBatch next() {
        RowBatch batch = rows.next();
        return batch == null ? null : project(batch, bindings);
      }

      @Override
      public void close() {
        rows.close();
      }
    };
  }

  private RowBatch project(RowBatch batch, Bindings bindings) {
    Rows rows = Rows.of(batch, bindings);
    List<Column> columns = new ArrayList<>(expressions.size());
    for (Expression expression : expressions) {
      columns.add(expression.column(rows));
    }
    return new RowBatch(batch.rowCount(), columns);
  }
}
