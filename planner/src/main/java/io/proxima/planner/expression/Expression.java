package io.proxima.planner.expression;

import io.proxima.engine.row.Column;
import io.proxima.engine.schema.ColumnType;
import org.jspecify.annotations.Nullable;

/// Something that has a value in each row.
///
/// - **Threads:** immutable.
public interface Expression {
  /// The type of the values.
  ColumnType type();

  /// The values for some rows, of which there is at least one.
  ///
  /// @throws io.proxima.engine.error.ProximaException what a value cannot be computed for
  Cells evaluate(Rows rows);

  /// The values for some rows, as a column.
  default Column column(Rows rows) {
    return evaluate(rows).expand(rows.rowCount());
  }

  /// The value, or null if it is NULL, of an expression that reads no column.
  default @Nullable Object value(Bindings bindings) {
    Column single = evaluate(Rows.single(bindings)).column();
    return single.isNull(0) ? null : single.valueAt(0);
  }
}
