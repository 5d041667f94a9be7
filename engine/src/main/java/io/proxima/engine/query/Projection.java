package io.proxima.engine.query;

import io.proxima.engine.row.Column;
import io.proxima.engine.row.ColumnBuilder;
import io.proxima.engine.row.LongColumnBuilder;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.row.RowTime;
import io.proxima.engine.row.RowTimes;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TypeKind;
import java.util.ArrayList;
import java.util.List;

/// The columns that a request wants.
final class Projection {
  private static final ColumnType KEY_TYPE = ColumnType.of(TypeKind.VARBINARY);
  private static final ColumnType TIME_TYPE = ColumnType.of(TypeKind.TIMESTAMP);
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
          column >= 0
              ? table.columns().get(column).type()
              : column == ScanRequest.ROW_KEY ? KEY_TYPE : TIME_TYPE;
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
      ColumnBuilder target = out.get(i);
      switch (column) {
        case ScanRequest.ROW_KEY -> copyKeys(source, ords, from, to, target);
        case ScanRequest.CREATED_AT -> copyTimes(source, RowTime.CREATED, ords, from, to, target);
        case ScanRequest.UPDATED_AT -> copyTimes(source, RowTime.UPDATED, ords, from, to, target);
        case ScanRequest.EXPIRES_AT -> copyTimes(source, RowTime.EXPIRES, ords, from, to, target);
        default -> source.copy(column, ords, from, to, target);
      }
    }
  }

  private static void copyKeys(RowSource source, int[] ords, int from, int to, ColumnBuilder out) {
    for (int at = from; at < to; at++) {
      out.append(source.keyAt(ords[at]));
    }
  }

  private static void copyTimes(
      RowSource source, RowTime time, int[] ords, int from, int to, ColumnBuilder out) {
    LongColumnBuilder times = (LongColumnBuilder) out;
    for (int at = from; at < to; at++) {
      long micros = source.timeAt(time, ords[at]);
      if (micros == RowTimes.NEVER) {
        times.appendNull();
      } else {
        times.append(micros);
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
