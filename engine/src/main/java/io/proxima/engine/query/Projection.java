package io.proxima.engine.query;

import io.proxima.engine.row.Column;
import io.proxima.engine.row.ColumnBuilder;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TypeKind;
import java.util.ArrayList;
import java.util.List;

/// The columns that a request wants.
final class Projection {
  private static final ColumnType KEY_TYPE = ColumnType.of(TypeKind.VARBINARY);
  private static final long MAX_BATCH_VECTOR_BYTES = 4 << 20;

  private final List<Integer> columns;
  private final List<ColumnType> types;
  private final int batchRows;

  Projection(TableDef table, List<Integer> columns) {
    this.columns = columns;
    this.types = new ArrayList<>(columns.size());
    long rowBytes = 0;
    for (int column : columns) {
      ColumnType type =
          column == ScanRequest.ROW_KEY ? KEY_TYPE : table.columns().get(column).type();
      types.add(type);
      rowBytes +=
          type.kind().layout() == TypeKind.Layout.VECTOR ? (long) Float.BYTES * type.size() : 0;
    }
    long rows = MAX_BATCH_VECTOR_BYTES / Math.max(1, rowBytes);
    this.batchRows = Math.clamp(rows, 1, RowSource.BLOCK_ROWS);
  }

  /// How many rows make a batch: fewer if vectors are wide.
  int batchRows() {
    return batchRows;
  }

  List<ColumnBuilder> builders(int expectedRows) {
    List<ColumnBuilder> builders = new ArrayList<>(types.size());
    for (ColumnType type : types) {
      builders.add(ColumnBuilder.of(type, expectedRows));
    }
    return builders;
  }

  /// Appends the rows `ords[from..to)` of a source.
  void copy(RowSource source, int[] ords, int from, int to, List<ColumnBuilder> out) {
    for (int i = 0; i < columns.size(); i++) {
      int column = columns.get(i);
      if (column == ScanRequest.ROW_KEY) {
        for (int at = from; at < to; at++) {
          out.get(i).append(source.keyAt(ords[at]));
        }
      } else {
        source.copy(column, ords, from, to, out.get(i));
      }
    }
  }

  static List<Column> build(List<ColumnBuilder> builders) {
    List<Column> built = new ArrayList<>(builders.size() + 1);
    for (ColumnBuilder builder : builders) {
      built.add(builder.build());
    }
    return built;
  }
}
