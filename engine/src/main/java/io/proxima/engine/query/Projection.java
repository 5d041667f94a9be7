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

  Projection(TableDef table, List<Integer> columns) {
    this.columns = List.copyOf(columns);
    this.types =
        columns.stream()
            .map(column ->
                column == ScanRequest.ROW_KEY ? KEY_TYPE : table.columns().get(column).type())
            .toList();
  }

  /// How many rows make a batch: fewer if vectors are wide.
  int batchRows() {
    long rowBytes =
        types.stream()
            .filter(type -> type.kind() == TypeKind.VECTOR)
            .mapToLong(type -> (long) Float.BYTES * type.size())
            .sum();
    long rows = MAX_BATCH_VECTOR_BYTES / Math.max(1, rowBytes);
    return Math.clamp(rows, 1, RowSource.BLOCK_ROWS);
  }

  List<ColumnBuilder> builders(int expectedRows) {
    return types.stream().map(type -> ColumnBuilder.of(type, expectedRows)).toList();
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
    builders.forEach(builder -> built.add(builder.build()));
    return built;
  }
}
