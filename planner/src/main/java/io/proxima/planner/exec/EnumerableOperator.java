package io.proxima.planner.exec;

import io.proxima.engine.error.ProximaException;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.schema.ColumnType;
import io.proxima.planner.expression.ColumnBuilder;
import io.proxima.planner.expression.GeneratedCode;
import io.proxima.planner.expression.ValueForm;
import java.util.List;
import java.util.Map;
import org.apache.calcite.linq4j.Enumerator;
import org.apache.calcite.runtime.Bindable;
import org.jspecify.annotations.Nullable;

/// Runs code that Calcite generated, over rows that our operators give it.
///
/// `stash` are the objects that the code refers to by name; nothing of an execution is kept in the
/// code or in them.
public record EnumerableOperator(
    List<ColumnType> types, Bindable<?> code, Map<String, Object> stash) implements Operator {
  @Override
  public RowCursor open(ExecutionScope scope) {
    EnumerableRun run = new EnumerableRun(scope, stash, types.size());
    return new RowCursor() {
      private @Nullable Enumerator<?> rows;

      @Override
      public @Nullable RowBatch next() {
        scope.cancellation().check();
        try {
          if (rows == null) {
            rows = code.bind(run).enumerator();
          }
          return batch(rows);
        } catch (ProximaException e) {
          throw e;
        } catch (RuntimeException e) {
          throw GeneratedCode.translated(e);
        }
      }

      @Override
      public void close() {
        try {
          if (rows != null) {
            rows.close();
          }
        } finally {
          run.close();
        }
      }
    };
  }

  private @Nullable RowBatch batch(Enumerator<?> rows) {
    int batchRows = Batches.rows(types);
    List<ColumnBuilder> builders =
        types.stream().map(type -> new ColumnBuilder(type, batchRows)).toList();
    int count = 0;
    while (count < batchRows && rows.moveNext()) {
      @Nullable Object row = rows.current();
      for (int i = 0; i < builders.size(); i++) {
        @Nullable Object value = row instanceof Object[] values ? values[i] : row;
        builders.get(i).add(value == null ? null : ValueForm.toEngine(value, types.get(i)));
      }
      count++;
    }
    return count == 0
        ? null
        : new RowBatch(count, builders.stream().map(ColumnBuilder::build).toList());
  }
}
