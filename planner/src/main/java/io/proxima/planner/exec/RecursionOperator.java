package io.proxima.planner.exec;

import io.proxima.engine.memory.Reservation;
import io.proxima.engine.row.Column;
import io.proxima.engine.row.HeapSize;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.schema.ColumnType;
import io.proxima.planner.expression.Tuple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The rows of `seed`, then those of `step` again and again, each time over the rows of the time
/// before, until there are none. Without `all`, rows that were there already do not count.
///
/// The rows of the last step belong to the execution, so one plan runs in several threads.
public record RecursionOperator(
    List<ColumnType> types, Operator seed, Operator step, boolean all, int limit, String name)
    implements Operator {
  private static final int TUPLE_BYTES = 120;
  private static final int VALUE_BYTES = 32;

  @Override
  public RowCursor open(ExecutionScope scope) {
    return new Run(scope);
  }

  private final class Run implements RowCursor {
    private final ExecutionScope scope;
    private final Reservation kept;
    private final Reservation known;
    private final Set<Tuple> seen = new HashSet<>();
    private List<RowBatch> last = new ArrayList<>();
    private List<RowBatch> now = new ArrayList<>();
    private @Nullable RowCursor rows;
    private int steps;
    private boolean done;

    Run(ExecutionScope scope) {
      this.scope = scope;
      this.kept = scope.memory().reserve("recursive query", 0);
      this.known = scope.memory().reserve("rows of a recursive query", 0);
    }

    @Override
    public @Nullable RowBatch next() {
      while (!done) {
        scope.cancellation().check();
        if (rows == null) {
          rows = steps == 0 ? seed.open(scope) : step.open(scope.after(name, last));
        }
        RowBatch batch = rows.next();
        if (batch == null) {
          rows.close();
          rows = null;
          advance();
        } else {
          RowBatch fresh = fresh(UnionOperator.converted(batch, types));
          if (fresh.rowCount() > 0) {
            kept.grow(HeapSize.of(fresh));
            now.add(fresh);
            return fresh;
          }
        }
      }
      return null;
    }

    private void advance() {
      done = now.isEmpty() || (limit >= 0 && steps >= limit);
      steps++;
      last = now;
      now = new ArrayList<>();
      kept.shrink(kept.bytes());
      kept.grow(last.stream().mapToLong(HeapSize::of).sum());
    }

    private RowBatch fresh(RowBatch batch) {
      if (all) {
        return batch;
      }
      int[] rows = new int[batch.rowCount()];
      int count = 0;
      for (int row = 0; row < rows.length; row++) {
        if (seen.add(tuple(batch, row))) {
          rows[count++] = row;
        }
      }
      if (count > 0) {
        known.grow(HeapSize.of(batch) + count * (TUPLE_BYTES + (long) VALUE_BYTES * types.size()));
      }
      return count == rows.length ? batch : batch.select(rows, count);
    }

    private static Tuple tuple(RowBatch batch, int row) {
      @Nullable Object[] values = new Object[batch.columns().size()];
      for (int i = 0; i < values.length; i++) {
        Column column = batch.column(i);
        values[i] = column.isNull(row) ? null : Tuple.normal(column.valueAt(row));
      }
      return new Tuple(values);
    }

    @Override
    public void close() {
      if (rows != null) {
        rows.close();
      }
      kept.close();
      known.close();
      last = List.of();
      now = List.of();
      seen.clear();
    }
  }

  /// What the last step of a recursion found.
  public record Step(List<ColumnType> types, String name) implements Operator {
    @Override
    public RowCursor open(ExecutionScope scope) {
      List<RowBatch> batches = scope.recursions().get(name);
      if (batches == null) {
        throw new IllegalStateException("no recursion " + name);
      }
      java.util.Iterator<RowBatch> rest = batches.iterator();
      return new RowCursor() {
        @Override
        public @Nullable RowBatch next() {
          return rest.hasNext() ? rest.next() : null;
        }

        @Override
        public void close() {}
      };
    }
  }
}
