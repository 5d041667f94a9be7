package io.proxima.planner.exec;

import io.proxima.engine.query.ReadWork;
import io.proxima.engine.query.TableCursor;
import io.proxima.engine.row.Column;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import io.proxima.planner.expression.Bindings;
import io.proxima.planner.expression.Rows;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// The nearest `k` rows and all that follow them with the same key as the last of these.
///
/// How many those are shows only when another key comes: a search that ends before is repeated for
/// four times as many rows, and the rows that were given are skipped.
///
/// - **Threads:** one thread.
final class TiesCursor implements TableCursor {
  private static final int GROWTH = 4;

  private final int k;
  private final Access.Ties ties;
  private final Bindings bindings;
  private final IntFunction<RowCursor> search;
  private final SortKey.RowOrder order;
  private int asked;
  private RowCursor rows;
  private int found;
  private int given;
  private @Nullable Column boundary;
  private boolean done;
  private ReadWork work = ReadWork.NONE;

  /// `search` gives the nearest rows, as many as asked for, the distance last.
  TiesCursor(int k, Access.Ties ties, Bindings bindings, IntFunction<RowCursor> search) {
    this.k = k;
    this.ties = ties;
    this.bindings = bindings;
    this.search = search;
    this.order = new SortKey(0, false, false).order(ties.key().type());
    this.asked = k == Integer.MAX_VALUE ? k : k + 1;
    this.rows = search.apply(asked);
  }

  @Override
  public @Nullable RowBatch next() {
    while (!done) {
      RowBatch batch = rows.next();
      if (batch == null) {
        searchFurther();
      } else {
        int skipped = Math.min(batch.rowCount(), given - found);
        found += batch.rowCount();
        if (skipped < batch.rowCount()) {
          RowBatch tied = upToBoundary(Batches.slice(batch, skipped, Integer.MAX_VALUE));
          given += tied.rowCount();
          if (tied.rowCount() > 0) {
            return tied;
          }
        }
      }
    }
    return null;
  }

  private void searchFurther() {
    if (found < asked || asked == Integer.MAX_VALUE) {
      done = true;
    } else {
      work = work();
      rows.close();
      asked = (int) Math.min(Integer.MAX_VALUE, (long) GROWTH * asked);
      found = 0;
      rows = search.apply(asked);
    }
  }

  private RowBatch upToBoundary(RowBatch batch) {
    if (given + batch.rowCount() < k) {
      return batch;
    }
    Column distance = batch.column(batch.columns().size() - 1);
    RowBatch distances = new RowBatch(batch.rowCount(), List.of(distance));
    Column keys = ties.key().column(Rows.of(distances, bindings));
    int row = Math.max(0, k - given);
    if (boundary == null) {
      boundary = keys.select(new int[] {row - 1}, 1);
    }
    while (row < batch.rowCount() && order.compare(keys, row, boundary, 0) == 0) {
      row++;
    }
    done = row < batch.rowCount();
    return Batches.slice(batch, 0, row);
  }

  @Override
  public ReadWork work() {
    return rows instanceof TableCursor table ? work.plus(table.work()) : work;
  }

  @Override
  public void close() {
    rows.close();
  }
}
