package io.proxima.planner.exec;

import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.schema.ColumnType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Some rows left out, some given, the rest never asked for.
public record LimitOperator(Operator input, RowLimit limit) implements Operator {
  @Override
  public List<ColumnType> types() {
    return input.types();
  }

  @Override
  public RowCursor open(ExecutionScope scope) {
    long count = limit.count(scope.bindings());
    long skipped = limit.skipped(scope.bindings());
    RowCursor rows = input.open(scope);
    return new RowCursor() {
      private long toSkip = skipped;
      private long left = count;

      @Override
      public @Nullable RowBatch next() {
        while (left > 0) {
          RowBatch batch = rows.next();
          if (batch == null) {
            return null;
          }
          if (toSkip < batch.rowCount()) {
            RowBatch slice =
                Batches.slice(batch, (int) toSkip, (int) Math.min(Integer.MAX_VALUE, left));
            toSkip = 0;
            left -= slice.rowCount();
            return slice;
          }
          toSkip -= batch.rowCount();
        }
        return null;
      }

      @Override
      public void close() {
        rows.close();
      }
    };
  }
}
