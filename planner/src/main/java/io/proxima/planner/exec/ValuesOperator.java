package io.proxima.planner.exec;

import io.proxima.engine.row.Column;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.schema.ColumnType;
import io.proxima.planner.expression.Bindings;
import io.proxima.planner.expression.ColumnBuilder;
import io.proxima.planner.expression.Conversion;
import io.proxima.planner.expression.Expression;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows made of expressions that read no columns.
public record ValuesOperator(List<ColumnType> types, List<List<Expression>> rows)
    implements Operator {
  @Override
  public RowCursor open(ExecutionScope scope) {
    Bindings bindings = scope.bindings();
    return new RowCursor() {
      private int position;

      @Override
      public @Nullable RowBatch next() {
        if (position == rows.size()) {
          return null;
        }
        int to = Math.min(rows.size(), position + Batches.rows(types));
        RowBatch batch = batch(rows.subList(position, to), bindings);
        position = to;
        return batch;
      }

      @Override
      public void close() {}
    };
  }

  private RowBatch batch(List<List<Expression>> part, Bindings bindings) {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      ColumnType type = types.get(i);
      ColumnBuilder builder = new ColumnBuilder(type, part.size());
      for (List<Expression> row : part) {
        Expression expression = row.get(i);
        Object value = expression.value(bindings);
        builder.add(
            value == null || expression.type().equals(type)
                ? value
                : Conversion.value(value, expression.type(), type));
      }
      columns.add(builder.build());
    }
    return new RowBatch(part.size(), columns);
  }
}
