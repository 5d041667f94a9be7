package io.proxima.engine.segment.viper;

import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.segment.HiddenColumn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A column of a Parquet file: one of the table at `position`, or a hidden one.
///
/// The field id, by which it is found again whatever its name is by then, is the id of the table's
/// column, or negative.
record StoredColumn(
    int fieldId,
    String name,
    ColumnType type,
    boolean nullable,
    int position,
    @Nullable HiddenColumn hidden) {
  /// The columns of a table in the order of the file: key, other scalars, hidden ones, vectors.
  static List<StoredColumn> of(TableDef table) {
    List<StoredColumn> columns = new ArrayList<>();
    List<StoredColumn> scalars = new ArrayList<>();
    List<StoredColumn> vectors = new ArrayList<>();
    for (int position = 0; position < table.columns().size(); position++) {
      ColumnDef column = table.columns().get(position);
      StoredColumn stored =
          new StoredColumn(
              column.id(), column.name(), column.type(), column.nullable(), position, null);
      if (stored.isVector()) {
        vectors.add(stored);
      } else if (!table.key().contains(position)) {
        scalars.add(stored);
      }
    }
    for (int position : table.key()) {
      ColumnDef column = table.columns().get(position);
      columns.add(
          new StoredColumn(column.id(), column.name(), column.type(), false, position, null));
    }
    columns.addAll(scalars);
    for (HiddenColumn hidden : HiddenColumn.values()) {
      if (hidden != HiddenColumn.ROW_ID || table.key().isEmpty()) {
        columns.add(hidden(hidden, table));
      }
    }
    columns.addAll(vectors);
    return columns;
  }

  static StoredColumn hidden(HiddenColumn hidden, TableDef table) {
    TypeKind kind =
        switch (hidden) {
          case ROW_ID, SEQUENCE -> TypeKind.BIGINT;
          case CREATED_AT, UPDATED_AT, EXPIRES_AT -> TypeKind.TIMESTAMP_TZ;
        };
    StringBuilder name = new StringBuilder("_" + hidden.name().toLowerCase(java.util.Locale.ROOT));
    while (table.position(name.toString()) >= 0) {
      name.insert(0, '_');
    }
    return new StoredColumn(
        fieldIdOf(hidden),
        name.toString(),
        ColumnType.of(kind),
        hidden == HiddenColumn.EXPIRES_AT,
        -1,
        hidden);
  }

  static int fieldIdOf(HiddenColumn hidden) {
    return -hidden.number();
  }

  boolean isVector() {
    return type.kind().layout() == TypeKind.Layout.VECTOR;
  }
}
