package io.proxima.planner.exec;

import io.proxima.engine.row.Column;
import io.proxima.engine.row.DoubleColumn;
import io.proxima.engine.row.LongColumn;
import io.proxima.engine.row.ObjectColumn;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.VectorColumn;
import io.proxima.engine.schema.ColumnType;
import io.proxima.planner.expression.ColumnBuilder;
import java.util.ArrayList;
import java.util.List;

/// Sizes and cuts of batches.
final class Batches {
  /// How many rows an operator gives at once.
  static final int ROWS = 1024;

  private static final int OBJECT_BYTES = 48;

  private Batches() {}

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

  /// About how much memory a batch holds.
  static long bytes(RowBatch batch) {
    long bytes = 0;
    for (Column column : batch.columns()) {
      bytes +=
          switch (column) {
            case LongColumn c -> 8L * c.rowCount();
            case DoubleColumn c -> 8L * c.rowCount();
            case VectorColumn c -> 4L * c.rowCount() * c.dim();
            case ObjectColumn c -> objectBytes(c);
          };
    }
    return bytes;
  }

  private static long objectBytes(ObjectColumn column) {
    long bytes = 0;
    for (Object value : column.values()) {
      bytes +=
          switch (value) {
            case null -> 8;
            case String text -> OBJECT_BYTES + (long) text.length();
            case byte[] binary -> OBJECT_BYTES + (long) binary.length;
            default -> OBJECT_BYTES;
          };
    }
    return bytes;
  }
}
