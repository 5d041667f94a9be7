package io.proxima.engine.segment.viper;

import io.proxima.engine.row.Column;
import io.proxima.engine.row.ColumnBuilder;
import io.proxima.engine.row.DoubleColumn;
import io.proxima.engine.row.DoubleColumnBuilder;
import io.proxima.engine.row.LongColumn;
import io.proxima.engine.row.LongColumnBuilder;
import io.proxima.engine.row.ObjectColumn;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.VectorColumn;
import io.proxima.engine.row.VectorColumnBuilder;
import io.proxima.engine.segment.HiddenColumn;
import io.proxima.engine.segment.RowOrigins;
import java.util.ArrayList;
import java.util.List;

/// The rows of a row group until there are enough of them.
final class RowGroupBuffer {
  private static final int FIRST_ROWS = 1024;

  private final List<StoredColumn> columns;
  private List<ColumnBuilder> builders;

  RowGroupBuffer(List<StoredColumn> columns) {
    this.columns = columns;
    this.builders = newBuilders();
  }

  private List<ColumnBuilder> newBuilders() {
    List<ColumnBuilder> fresh = new ArrayList<>();
    for (StoredColumn column : columns) {
      fresh.add(ColumnBuilder.of(column.type(), column.isVector() ? 0 : FIRST_ROWS));
    }
    return fresh;
  }

  int rowCount() {
    return builders.getFirst().rowCount();
  }

  /// Adds the rows `[from, to)`.
  void append(RowBatch rows, RowOrigins origins, int from, int to) {
    for (int i = 0; i < columns.size(); i++) {
      HiddenColumn hidden = columns.get(i).hidden();
      if (hidden == null) {
        append(rows.column(columns.get(i).position()), from, to, builders.get(i));
      } else {
        append(hidden, origins, from, to, (LongColumnBuilder) builders.get(i));
      }
    }
  }

  private static void append(
      HiddenColumn hidden, RowOrigins origins, int from, int to, LongColumnBuilder out) {
    long[] values =
        switch (hidden) {
          case ROW_ID -> origins.rowIds();
          case SEQUENCE -> origins.sequences();
          case CREATED_AT -> origins.createdAt();
          case UPDATED_AT -> origins.updatedAt();
          case EXPIRES_AT -> origins.expiresAt();
        };
    for (int row = from; row < to; row++) {
      if (hidden == HiddenColumn.EXPIRES_AT && values[row] == RowOrigins.NEVER) {
        out.appendNull();
      } else {
        out.append(values[row]);
      }
    }
  }

  private static void append(Column column, int from, int to, ColumnBuilder out) {
    for (int row = from; row < to; row++) {
      if (column.isNull(row)) {
        out.appendNull();
        continue;
      }
      switch (column) {
        case LongColumn longs -> ((LongColumnBuilder) out).append(longs.values()[row]);
        case DoubleColumn doubles -> ((DoubleColumnBuilder) out).append(doubles.values()[row]);
        case ObjectColumn objects -> out.append(objects.valueAt(row));
        case VectorColumn vectors -> {
          VectorColumnBuilder target = (VectorColumnBuilder) out;
          int start = target.appendRow();
          int dim = vectors.dim();
          System.arraycopy(vectors.values(), row * dim, target.values(), start, dim);
        }
      }
    }
  }

  /// Takes the rows out, column by column.
  List<Column> drain() {
    List<Column> full = builders.stream().map(ColumnBuilder::build).toList();
    builders = newBuilders();
    return full;
  }
}
