package io.proxima.planner.exec;

import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.schema.ColumnType;
import io.proxima.planner.expression.OuterRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
    return new Run(scope);
  }

  private final class Run implements RowCursor {
    private final ExecutionScope scope;
    private final RowCursor rows;
    private @Nullable RowBatch batch;
    private int row;
    private @Nullable RowCursor inner;
    private boolean matched;

    Run(ExecutionScope scope) {
      this.scope = scope;
      this.rows = left.open(scope);
    }

    @Override
    public @Nullable RowBatch next() {
      while (true) {
        scope.cancellation().check();
        if (batch == null || row == batch.rowCount()) {
          batch = rows.next();
          row = 0;
          if (batch == null) {
            return null;
          }
        }
        if (inner == null) {
          inner = right.open(scope.inside(correlation, new OuterRow(batch, row)));
          matched = false;
        }
        RowBatch joined = joined(batch, inner);
        if (joined != null) {
          return joined;
        }
      }
    }

    /// The next rows of the pair that is open, if there are; it is closed behind its last.
    private @Nullable RowBatch joined(RowBatch outer, RowCursor pair) {
      RowBatch found = matched && isSingle() ? null : pair.next();
      if (found != null) {
        matched = true;
        return isSingle() ? null : Batches.beside(repeated(outer, row, found.rowCount()), found);
      }
      closeInner();
      return alone(outer, row++);
    }

    /// What comes out of a left row behind its pairs.
    private @Nullable RowBatch alone(RowBatch outer, int at) {
      return switch (kind) {
        case INNER -> null;
        case LEFT ->
            matched
                ? null
                : Batches.beside(repeated(outer, at, 1), Batches.nulls(right.types(), 1));
        case SEMI, ANTI ->
            matched == (kind == HashJoinOperator.Kind.SEMI) ? repeated(outer, at, 1) : null;
        case RIGHT, FULL -> throw new IllegalStateException("no correlation is " + kind);
      };
    }

    private void closeInner() {
      if (inner != null) {
        inner.close();
        inner = null;
      }
    }

    @Override
    public void close() {
      try (rows) {
        closeInner();
      }
    }
  }

  private static RowBatch repeated(RowBatch batch, int row, int count) {
    int[] rows = new int[count];
    Arrays.fill(rows, row);
    return batch.select(rows, count);
  }
}
