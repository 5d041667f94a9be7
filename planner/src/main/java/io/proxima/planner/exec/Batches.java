package io.proxima.planner.exec;

import io.proxima.engine.row.Column;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import io.proxima.planner.expression.ColumnBuilder;
import java.util.ArrayList;
import java.util.List;

/// Cuts and makes batches.
final class Batches {
  private static final int MOST_ROWS = 1024;
  private static final int FEWEST_ROWS = 16;
  private static final int MOST_BYTES = 4 << 20;

  private Batches() {}

  /// How many rows of such columns an operator gives at once.
  static int rows(List<ColumnType> types) {
    long rowBytes = 1;
    for (ColumnType type : types) {
      rowBytes +=
          type.kind().layout() == TypeKind.Layout.VECTOR
              ? (long) Float.BYTES * type.size()
              : Long.BYTES;
    }
    return Math.clamp(MOST_BYTES / rowBytes, FEWEST_ROWS, MOST_ROWS);
  }

  /// The batch without its first `skipped` rows, and at most `count` of the others.
  static RowBatch slice(RowBatch batch, int skipped, int count) {
    if (skipped == 0 && count >= batch.rowCount()) {
      return batch;
    }
    int length = Math.min(count, batch.rowCount() - skipped);
    int[] rows = new int[length];
    for (int i = 0; i < length; i++) {
      rows[i] = skipped + i;
    }
    return batch.select(rows, length);
  }

  /// The columns of two batches with equally many rows.
  static RowBatch beside(RowBatch left, RowBatch right) {
    List<Column> columns = new ArrayList<>(left.columns());
    columns.addAll(right.columns());
    return new RowBatch(left.rowCount(), columns);
  }

  /// Rows of NULLs.
  static RowBatch nulls(List<ColumnType> types, int rowCount) {
    return new RowBatch(
        rowCount, types.stream().map(type -> ColumnBuilder.nulls(type, rowCount)).toList());
  }
}
