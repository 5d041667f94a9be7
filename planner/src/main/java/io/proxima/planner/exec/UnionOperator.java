package io.proxima.planner.exec;

import io.proxima.engine.row.Column;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.schema.ColumnType;
import io.proxima.planner.expression.ColumnBuilder;
import io.proxima.planner.expression.Conversion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows of one input after those of another.
public record UnionOperator(List<ColumnType> types, List<Operator> inputs) implements Operator {
  @Override
  public RowCursor open(ExecutionScope scope) {
    return new RowCursor() {
      private int input;
      private @Nullable RowCursor rows;

      @Override
      public @Nullable RowBatch next() {
        while (input < inputs.size()) {
          if (rows == null) {
            rows = inputs.get(input).open(scope);
          }
          RowBatch batch = rows.next();
          if (batch != null) {
            return converted(batch, types);
          }
          rows.close();
          rows = null;
          input++;
        }
        return null;
      }

      @Override
      public void close() {
        if (rows != null) {
          rows.close();
        }
      }
    };
  }

  /// The batch with its columns in the given types.
  static RowBatch converted(RowBatch batch, List<ColumnType> types) {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      Column column = batch.column(i);
      columns.add(column.type().equals(types.get(i)) ? column : converted(column, types.get(i)));
    }
    return new RowBatch(batch.rowCount(), columns);
  }

  private static Column converted(Column column, ColumnType type) {
    ColumnBuilder builder = new ColumnBuilder(type, column.rowCount());
    for (int row = 0; row < column.rowCount(); row++) {
      builder.add(
          column.isNull(row) ? null : Conversion.value(column.valueAt(row), column.type(), type));
    }
    return builder.build();
  }
}
