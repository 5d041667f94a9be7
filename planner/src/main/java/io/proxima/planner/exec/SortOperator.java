package io.proxima.planner.exec;

import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.schema.ColumnType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All rows in an order; equal rows keep the order they came in.
public record SortOperator(Operator input, List<SortKey> keys) implements Operator {
  @Override
  public List<ColumnType> types() {
    return input.types();
  }

  @Override
  public RowCursor open(ExecutionScope scope) {
    RowStore store = new RowStore(types(), scope.memory(), "sort");
    return new RowCursor() {
      private long @Nullable [] sorted;
      private final int batchRows = Batches.rows(types());
      private int position;

      @Override
      public @Nullable RowBatch next() {
        if (sorted == null) {
          sorted = sort(store, scope);
        }
        if (position == sorted.length) {
          return null;
        }
        scope.cancellation().check();
        int to = Math.min(sorted.length, position + batchRows);
        RowBatch batch = store.gather(sorted, position, to);
        position = to;
        return batch;
      }

      @Override
      public void close() {
        store.close();
        sorted = new long[0];
        position = 0;
      }
    };
  }

  private long[] sort(RowStore store, ExecutionScope scope) {
    store.addAll(input.open(scope), scope.cancellation());
    return SortKey.comparison(keys, types()).sorted(store);
  }
}
