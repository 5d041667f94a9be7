package io.proxima.engine.row;

import java.util.List;

/// A number of rows, held column by column.
///
/// - **Threads:** immutable.
public record RowBatch(int rowCount, List<Column> columns) {
  /// Checks that every column has `rowCount` rows.
  public RowBatch {
    columns = List.copyOf(columns);
    for (Column column : columns) {
      if (column.rowCount() != rowCount) {
        throw new IllegalArgumentException(
            "a column of " + column.rowCount() + " rows in a batch of " + rowCount);
      }
    }
  }

  /// The column at a position.
  public Column column(int position) {
    return columns.get(position);
  }

  /// The rows `rows[0..count)`, in that order.
  public RowBatch select(int[] rows, int count) {
    return new RowBatch(count, columns.stream().map(column -> column.select(rows, count)).toList());
  }
}
