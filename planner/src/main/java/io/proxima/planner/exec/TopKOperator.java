package io.proxima.planner.exec;

import io.proxima.engine.memory.Reservation;
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
    Reservation reservation = scope.memory().reserve("top-k", 0);
    return new RowCursor() {
      private boolean done;

      @Override
      public @Nullable RowBatch next() {
        if (done || k == 0) {
          return null;
        }
        done = true;
        RowBatch best = best(scope, k, reservation);
        return best == null || best.rowCount() <= skipped
            ? null
            : Batches.slice(best, skipped, Integer.MAX_VALUE);
      }

      @Override
      public void close() {
        reservation.close();
      }
    };
  }

  private @Nullable RowBatch best(ExecutionScope scope, int k, Reservation reservation) {
    SortKey.RowComparison order = SortKey.comparison(keys, types());
    RowBatch best = null;
    try (RowCursor rows = input.open(scope)) {
      for (RowBatch batch = rows.next(); batch != null; batch = rows.next()) {
        scope.cancellation().check();
        RowBatch better = best == null ? batch : better(batch, best, k, order);
        if (better.rowCount() > 0) {
          best = merge(best, better, k, order, scope);
          long bytes = Batches.bytes(best);
          if (bytes > reservation.bytes()) {
            reservation.grow(bytes - reservation.bytes());
          }
        }
      }
    }
    return best;
  }

  /// The rows that may be among the first `k`.
  private static RowBatch better(
      RowBatch batch, RowBatch best, int k, SortKey.RowComparison order) {
    if (best.rowCount() < k) {
      return batch;
    }
    int[] rows = new int[batch.rowCount()];
    int count = 0;
    for (int row = 0; row < rows.length; row++) {
      if (order.compare(batch, row, best, k - 1) < 0) {
        rows[count++] = row;
      }
    }
    return count == rows.length ? batch : batch.select(rows, count);
  }

  private RowBatch merge(
      @Nullable RowBatch best,
      RowBatch more,
      int k,
      SortKey.RowComparison order,
      ExecutionScope scope) {
    try (RowStore store = new RowStore(types(), scope.memory(), "top-k")) {
      if (best != null) {
        store.add(best);
      }
      store.add(more);
      Long[] addresses = Arrays.stream(store.addresses()).boxed().toArray(Long[]::new);
      Arrays.sort(addresses, order.in(store));
      int count = Math.min(k, addresses.length);
      return store.gather(
          Arrays.stream(addresses).limit(count).mapToLong(Long::longValue).toArray(), 0, count);
    }
  }
}
