package io.proxima.planner.exec;

import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.schema.ColumnType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The first rows of an order, without keeping the others; equal rows keep the order they came in.
public record TopKOperator(Operator input, List<SortKey> keys, RowLimit limit) implements Operator {
  @Override
  public List<ColumnType> types() {
    return input.types();
  }

  @Override
  public RowCursor open(ExecutionScope scope) {
    int k = limit.total(scope.bindings());
    int skipped = (int) Math.min(k, limit.skipped(scope.bindings()));
    return new Run(scope, k, skipped);
  }

  private final class Run implements RowCursor {
    /// How many rows more than `k` are collected before the best are sorted out.
    private static final int SURPLUS = 1024;

    private final ExecutionScope scope;
    private final SortKey.RowComparison order = SortKey.comparison(keys, types());
    private final int batchRows = Batches.rows(types());
    private final int k;
    private RowStore store;
    private long @Nullable [] sorted;
    private int position;

    /// The last of `k` rows, behind which none gets in.
    private @Nullable RowBatch worst;

    Run(ExecutionScope scope, int k, int skipped) {
      this.scope = scope;
      this.k = k;
      this.position = skipped;
      this.store = store();
    }

    private RowStore store() {
      return new RowStore(types(), scope.memory(), "top-k");
    }

    @Override
    public @Nullable RowBatch next() {
      if (sorted == null) {
        sorted = k == 0 ? new long[0] : sort();
      }
      if (position >= sorted.length) {
        return null;
      }
      scope.cancellation().check();
      int to = Math.min(sorted.length, position + batchRows);
      RowBatch batch = store.gather(sorted, position, to);
      position = to;
      return batch;
    }

    private long[] sort() {
      long full = (long) k + Math.max(k, SURPLUS);
      try (RowCursor rows = input.open(scope)) {
        for (RowBatch batch = rows.next(); batch != null; batch = rows.next()) {
          scope.cancellation().check();
          RowBatch better = worst == null ? batch : better(batch, worst);
          if (better.rowCount() > 0) {
            store.add(better);
          }
          if (store.rowCount() >= full) {
            prune();
          }
        }
      }
      return best();
    }

    /// The rows that may be among the first `k`.
    private RowBatch better(RowBatch batch, RowBatch worst) {
      int[] rows = new int[batch.rowCount()];
      int count = 0;
      for (int row = 0; row < rows.length; row++) {
        if (order.compare(batch, row, worst, worst.rowCount() - 1) < 0) {
          rows[count++] = row;
        }
      }
      return count == rows.length ? batch : batch.select(rows, count);
    }

    /// The addresses of the first `k` rows in the store.
    private long[] best() {
      return Arrays.copyOf(order.sorted(store), Math.min(k, store.rowCount()));
    }

    private void prune() {
      long[] best = best();
      RowStore kept = store();
      try (RowStore all = store) {
        store = kept;
        for (int from = 0; from < best.length; from += batchRows) {
          kept.add(all.gather(best, from, Math.min(best.length, from + batchRows)));
        }
      }
      worst = kept.batches().getLast();
    }

    @Override
    public void close() {
      store.close();
      sorted = new long[0];
    }
  }
}
