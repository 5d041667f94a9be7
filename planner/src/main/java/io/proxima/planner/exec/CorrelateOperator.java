package io.proxima.planner.exec;

import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.schema.ColumnType;
import io.proxima.planner.expression.OuterRow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// Runs the right input once for each row of the left one, which it sees as an outer row.
///
/// - **Cost:** one execution of the right input a row.
public record CorrelateOperator(
    Operator left, Operator right, HashJoinOperator.Kind kind, int correlation)
    implements Operator {
  @Override
  public List<ColumnType> types() {
    if (isSingle()) {
      return left.types();
    }
    List<ColumnType> types = new ArrayList<>(left.types());
    types.addAll(right.types());
    return types;
  }

  private boolean isSingle() {
    return kind == HashJoinOperator.Kind.SEMI || kind == HashJoinOperator.Kind.ANTI;
  }

  @Override
  public RowCursor open(ExecutionScope scope) {
    RowCursor rows = left.open(scope);
    return new RowCursor() {
      private final Queue<RowBatch> ready = new ArrayDeque<>();
      private @Nullable RowBatch batch;
      private int row;

      @Override
      public @Nullable RowBatch next() {
        while (ready.isEmpty()) {
          if (batch == null || row == batch.rowCount()) {
            batch = rows.next();
            row = 0;
          }
          if (batch == null) {
            return null;
          }
          scope.cancellation().check();
          join(batch, row++, scope, ready);
        }
        return ready.poll();
      }

      @Override
      public void close() {
        rows.close();
      }
    };
  }

  private void join(RowBatch batch, int row, ExecutionScope scope, Queue<RowBatch> ready) {
    boolean matched = false;
    try (RowCursor inner = right.open(scope.inside(correlation, new OuterRow(batch, row)))) {
      for (RowBatch found = inner.next(); found != null; found = inner.next()) {
        matched = true;
        if (isSingle()) {
          break;
        }
        ready.add(Batches.beside(repeated(batch, row, found.rowCount()), found));
      }
    }
    switch (kind) {
      case INNER -> {}
      case LEFT -> {
        if (!matched) {
          ready.add(Batches.beside(repeated(batch, row, 1), Batches.nulls(right.types(), 1)));
        }
      }
      case SEMI, ANTI -> {
        if (matched == (kind == HashJoinOperator.Kind.SEMI)) {
          ready.add(repeated(batch, row, 1));
        }
      }
      case RIGHT, FULL -> throw new IllegalStateException("no correlation is " + kind);
    }
  }

  private static RowBatch repeated(RowBatch batch, int row, int count) {
    int[] rows = new int[count];
    Arrays.fill(rows, row);
    return batch.select(rows, count);
  }
}
