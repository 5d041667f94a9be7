package io.proxima.sql.catalog;

import static io.proxima.sql.catalog.InformationSchema.ordered;
import static io.proxima.sql.catalog.InformationSchema.row;

import io.proxima.engine.schema.Catalog;
import io.proxima.engine.schema.ForeignKeyDef;
import io.proxima.engine.schema.IndexDef;
import io.proxima.engine.schema.OrderedIndexDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableName;
import io.proxima.engine.schema.VectorIndexDef;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The rows of the views of keys and indexes.
final class KeyViews {
  private static final String ORDERED = "ordered";

  private KeyViews() {}

  static List<@Nullable Object[]> keyColumns(Catalog catalog) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (TableDef table : ordered(catalog)) {
      if (!table.key().isEmpty()) {
        addPlain(rows, table, table.keyName(), table.keyNames());
      }
      for (IndexDef index : table.indexes()) {
        if (index.isOwned()) {
          addPlain(rows, table, index.name(), index.columnNames(table));
        }
      }
      table.foreignKeys().forEach(foreignKey -> addReferring(rows, table, foreignKey, catalog));
    }
    return rows;
  }

  private static void addPlain(
      List<@Nullable Object[]> rows, TableDef table, String constraint, List<String> columns) {
    TableName name = table.name();
    for (int i = 0; i < columns.size(); i++) {
      rows.add(
          row(
              name.schema(),
              constraint,
              name.schema(),
              name.name(),
              columns.get(i),
              i + 1L,
              null,
              null,
              null,
              null));
    }
  }

  private static void addReferring(
      List<@Nullable Object[]> rows, TableDef table, ForeignKeyDef foreignKey, Catalog catalog) {
    TableName name = table.name();
    TableDef parent = parent(catalog, table, foreignKey);
    List<String> columns = foreignKey.index().columnNames(table);
    for (int i = 0; i < columns.size(); i++) {
      int position = parent.positionOfId(foreignKey.parentColumns().get(i));
      rows.add(
          row(
              name.schema(),
              foreignKey.name(),
              name.schema(),
              name.name(),
              columns.get(i),
              i + 1L,
              i + 1L,
              parent.name().schema(),
              parent.name().name(),
              parent.columns().get(position).name()));
    }
  }

  static List<@Nullable Object[]> references(Catalog catalog) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (TableDef table : ordered(catalog)) {
      for (ForeignKeyDef foreignKey : table.foreignKeys()) {
        TableDef parent = parent(catalog, table, foreignKey);
        rows.add(
            row(
                table.name().schema(),
                foreignKey.name(),
                parent.name().schema(),
                parent.uniqueName(foreignKey.parentColumns()),
                "NONE",
                "RESTRICT",
                foreignKey.onDelete().words(),
                table.name().name(),
                parent.name().name()));
      }
    }
    return rows;
  }

  private static TableDef parent(Catalog catalog, TableDef table, ForeignKeyDef foreignKey) {
    return Objects.requireNonNull(catalog.table(foreignKey.parentOf(table)));
  }

  static List<@Nullable Object[]> statistics(Catalog catalog) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (TableDef table : ordered(catalog)) {
      for (int i = 0; i < table.key().size(); i++) {
        String column = table.columns().get(table.key().get(i)).name();
        addPart(rows, table, true, table.keyName(), i, column, false, "hash");
      }
      for (OrderedIndexDef index : table.orderedIndexes()) {
        List<String> names = index.columnNames(table);
        for (int i = 0; i < names.size(); i++) {
          boolean descending = index.parts().get(i).descending();
          addPart(
              rows, table, index.isUnique(), index.name(), i, names.get(i), descending, ORDERED);
        }
      }
      for (VectorIndexDef index : table.vectorIndexes()) {
        String column = index.columnNames(table).getFirst();
        addPart(rows, table, false, index.name(), 0, column, false, index.method().word());
      }
    }
    return rows;
  }

  private static void addPart(
      List<@Nullable Object[]> rows,
      TableDef table,
      boolean unique,
      String index,
      int place,
      String column,
      boolean descending,
      String type) {
    TableName name = table.name();
    rows.add(
        row(
            name.schema(),
            name.name(),
            unique ? 0L : 1L,
            name.schema(),
            index,
            place + 1L,
            column,
            descending ? "D" : "A",
            type));
  }

  static List<@Nullable Object[]> indexes(
      Catalog catalog, BiFunction<Integer, Integer, @Nullable Object[]> segments) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (TableDef table : ordered(catalog)) {
      for (OrderedIndexDef index : table.orderedIndexes()) {
        rows.add(
            row(
                table.name().schema(),
                table.name().name(),
                index.name(),
                ORDERED,
                index.isUnique() ? 1L : 0L,
                madeBy(index),
                columns(table, index),
                null,
                null,
                null,
                null));
      }
      for (VectorIndexDef index : table.vectorIndexes()) {
        @Nullable Object[] counts = segments.apply(table.id(), index.id());
        rows.add(
            row(
                table.name().schema(),
                table.name().name(),
                index.name(),
                index.method().word(),
                0L,
                "CREATE INDEX",
                index.columnNames(table).getFirst(),
                index.metric().name().toLowerCase(Locale.ROOT),
                new TreeMap<>(index.options())
                    .entrySet().stream()
                        .map(option -> option.getKey() + " = " + option.getValue())
                        .collect(Collectors.joining(", ")),
                counts[0],
                counts[1]));
      }
    }
    return rows;
  }

  private static String madeBy(OrderedIndexDef index) {
    return switch (index.origin()) {
      case INDEX -> "CREATE INDEX";
      case UNIQUE_INDEX -> "CREATE UNIQUE INDEX";
      case UNIQUE_CONSTRAINT -> "UNIQUE";
      case FOREIGN_KEY -> "FOREIGN KEY";
    };
  }

  private static String columns(TableDef table, OrderedIndexDef index) {
    return index.parts().stream()
        .map(part -> {
          String name = table.columns().get(table.positionOfId(part.columnId())).name();
          return part.descending() ? name + " DESC" : name;
        })
        .collect(Collectors.joining(", "));
  }
}
