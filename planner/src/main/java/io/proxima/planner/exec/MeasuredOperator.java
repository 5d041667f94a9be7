package io.proxima.planner.exec;

import io.proxima.engine.query.TableCursor;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.schema.ColumnType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An operator whose executions are added up in a measure. A plan with one is for one execution.
public record MeasuredOperator(Operator operator, Measure measure) implements Operator {
  @Override
  public List<ColumnType> types() {
    return operator.types();
  }

  @Override
  public RowCursor open(ExecutionScope scope) {
    long start = measure.start();
    try {
      return new MeasuredCursor(operator.open(scope), measure);
    } finally {
      measure.took(start);
    }
  }

  private static final class MeasuredCursor implements RowCursor {
    private final RowCursor rows;
    private final Measure measure;
    private boolean isClosed;

    MeasuredCursor(RowCursor rows, Measure measure) {
      this.rows = rows;
      this.measure = measure;
    }

    @Override
    public @Nullable RowBatch next() {
      long start = measure.start();
      try {
        RowBatch batch = rows.next();
        if (batch != null) {
          measure.gave(batch.rowCount());
        }
        return batch;
      } finally {
        measure.took(start);
      }
    }

    @Override
    public void close() {
      long start = measure.start();
      try {
        rows.close();
      } finally {
        measure.took(start);
        if (!isClosed && rows instanceof TableCursor table) {
          measure.read(table.work());
        }
        isClosed = true;
      }
    }
  }
}
