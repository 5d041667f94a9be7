package io.proxima.planner;

import io.proxima.engine.row.Column;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TypeKind;
import io.proxima.planner.expression.ColumnBuilder;
import io.proxima.sql.type.Assignment;
import java.util.List;

/// Collects rows for a table; each value becomes one of its column's type.
///
/// - **Threads:** one thread.
final class TableRows {
  private static final int EXPECTED_ROWS = 16;

  private final TableDef table;
  private final List<ColumnBuilder> builders;
  private int rowCount;

  TableRows(TableDef table) {
    this.table = table;
    this.builders =
        table.columns().stream()
            .map(column -> new ColumnBuilder(column.type(), EXPECTED_ROWS))
            .toList();
  }

  /// Adds all rows of a batch, whose first columns are those of the table.
  ///
  /// @throws io.proxima.engine.error.ProximaException what [Assignment#convert] throws
  void add(RowBatch batch) {
    for (int i = 0; i < builders.size(); i++) {
      append(builders.get(i), batch.column(i), table.columns().get(i));
    }
    rowCount += batch.rowCount();
  }

  /// Adds one row of a batch whose columns have the types of the table.
  void add(RowBatch batch, int row) {
    for (int i = 0; i < builders.size(); i++) {
      builders.get(i).add(batch.column(i), row);
    }
    rowCount++;
  }

  int rowCount() {
    return rowCount;
  }

  RowBatch build() {
    return new RowBatch(rowCount, builders.stream().map(ColumnBuilder::build).toList());
  }

  private void append(ColumnBuilder builder, Column values, ColumnDef column) {
    boolean same = values.type().equals(column.type()) && column.type().kind() != TypeKind.DECIMAL;
    String place = "column " + column.name() + " of table " + table.name();
    for (int row = 0; row < values.rowCount(); row++) {
      if (same) {
        builder.add(values, row);
      } else {
        builder.add(
            values.isNull(row)
                ? null
                : Assignment.convert(values.valueAt(row), values.type(), column.type(), place));
      }
    }
  }
}
