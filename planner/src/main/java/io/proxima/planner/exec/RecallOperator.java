package io.proxima.planner.exec;

import io.proxima.engine.query.SearchMode;
import io.proxima.engine.row.Column;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.schema.ColumnType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A search for nearest rows, whose last column is the distance, that is compared with its exact
/// answer when its rows have been read. A row counts as found if it is not farther than the
/// farthest of the exact answer, so that one of several at the same distance is as good as another.
public record RecallOperator(Operator search, Operator same, Measure measure) implements Operator {
  /// @param search the search, measured or not
  /// @param same the search as it is, for the exact answer
  /// @param measure takes what is found out
  public RecallOperator {}

  @Override
  public List<ColumnType> types() {
    return search.types();
  }

  @Override
  public RowCursor open(ExecutionScope scope) {
    return new ComparedCursor(search.open(scope), scope);
  }

  private final class ComparedCursor implements RowCursor {
    private final RowCursor rows;
    private final ExecutionScope scope;
    private final Distances found = new Distances();
    private boolean isCompared;

    ComparedCursor(RowCursor rows, ExecutionScope scope) {
      this.rows = rows;
      this.scope = scope;
    }

    @Override
    public @Nullable RowBatch next() {
      RowBatch batch = rows.next();
      if (batch != null) {
        found.add(batch);
      }
      return batch;
    }

    /// Reads what is left first, and compares.
    @Override
    public void close() {
      try (rows) {
        if (!isCompared) {
          isCompared = true;
          found.addAll(rows);
          Distances exact = new Distances();
          try (RowCursor all = same.open(scope.searching(SearchMode.EXACT))) {
            exact.addAll(all);
          }
          measure.compared(found.within(exact.farthest()), exact.count);
        }
      }
    }
  }

  /// Distances that are not NULL.
  private static final class Distances {
    private double[] values = new double[64];
    private int count;

    void addAll(RowCursor rows) {
      for (RowBatch batch = rows.next(); batch != null; batch = rows.next()) {
        add(batch);
      }
    }

    void add(RowBatch batch) {
      Column distance = batch.columns().getLast();
      for (int row = 0; row < batch.rowCount(); row++) {
        if (!distance.isNull(row)) {
          if (count == values.length) {
            values = Arrays.copyOf(values, 2 * count);
          }
          values[count++] = (Double) distance.valueAt(row);
        }
      }
    }

    double farthest() {
      return Arrays.stream(values, 0, count).max().orElse(Double.NEGATIVE_INFINITY);
    }

    long within(double limit) {
      return Arrays.stream(values, 0, count).filter(distance -> distance <= limit).count();
    }
  }
}
