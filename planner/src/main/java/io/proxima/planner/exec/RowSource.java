package io.proxima.planner.exec;

import io.proxima.engine.row.Column;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.schema.ColumnType;
import io.proxima.planner.expression.ValueForm;
import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;
import org.apache.calcite.runtime.FlatLists;
import org.jspecify.annotations.Nullable;

/// The rows of one of our operators, as generated code reads them: an `Object[]` for each, the bare
/// value if there is one column only, an empty list if there is none.
///
/// Every batch is counted in the statement's memory until the statement ends, because generated
/// code keeps the rows it reads.
///
/// - **Threads:** immutable.
public final class RowSource {
  private final Operator input;

  /// The rows of `input`.
  public RowSource(Operator input) {
    this.input = input;
  }

  /// The rows in an execution. Called by generated code.
  public Enumerable<@Nullable Object> rows(DataContext root) {
    EnumerableRun run = (EnumerableRun) root;
    return new AbstractEnumerable<@Nullable Object>() {
      @Override
      public Enumerator<@Nullable Object> enumerator() {
        return new Rows(run, input.open(run.scope()), input.types());
      }
    };
  }

  private static final class Rows implements Enumerator<@Nullable Object> {
    private final EnumerableRun run;
    private final RowCursor cursor;
    private final List<ColumnType> types;
    private @Nullable RowBatch batch;
    private int row;

    Rows(EnumerableRun run, RowCursor cursor, List<ColumnType> types) {
      this.run = run;
      this.cursor = cursor;
      this.types = types;
      run.opened(cursor);
    }

    @Override
    public boolean moveNext() {
      if (batch != null && ++row < batch.rowCount()) {
        return true;
      }
      run.scope().cancellation().check();
      batch = cursor.next();
      row = 0;
      if (batch != null) {
        run.count(batch);
      }
      return batch != null;
    }

    @Override
    public @Nullable Object current() {
      if (batch == null) {
        throw new IllegalStateException("there is no row here");
      }
      if (types.size() == 1) {
        return value(batch.column(0), 0);
      }
      if (types.isEmpty()) {
        return FlatLists.COMPARABLE_EMPTY_LIST;
      }
      @Nullable Object[] values = new Object[types.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = value(batch.column(i), i);
      }
      return values;
    }

    private @Nullable Object value(Column column, int position) {
      return column.isNull(row) ? null : ValueForm.toJava(column.valueAt(row), types.get(position));
    }

    @Override
    public void reset() {
      throw new UnsupportedOperationException("rows are read once");
    }

    @Override
    public void close() {
      cursor.close();
    }
  }
}
