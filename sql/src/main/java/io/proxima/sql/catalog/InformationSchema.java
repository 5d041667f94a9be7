package io.proxima.sql.catalog;

import io.proxima.engine.row.Column;
import io.proxima.engine.row.DoubleColumn;
import io.proxima.engine.row.LongColumn;
import io.proxima.engine.row.ObjectColumn;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.Validity;
import io.proxima.engine.schema.Catalog;
import io.proxima.engine.schema.CheckDef;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.IdentityDef;
import io.proxima.engine.schema.OrderedIndexDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableName;
import io.proxima.engine.schema.ViewDef;
import io.proxima.sql.type.TypeMapping;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The rows of the views that are computed from a catalog.
public final class InformationSchema {
  private static final String CATALOG_NAME = "proxima";

  private InformationSchema() {}

  /// The rows of one of these views.
  ///
  /// @throws IllegalArgumentException if it is a view of another schema
  public static RowBatch rows(SystemView view, Catalog catalog) {
    List<@Nullable Object[]> rows =
        switch (view.name().name()) {
          case "schemata" -> schemata(catalog);
          case "tables" -> tables(catalog);
          case "columns" -> columns(catalog);
          case "views" -> views(catalog);
          case "table_constraints" -> constraints(catalog);
          case "check_constraints" -> checks(catalog);
          case "key_column_usage" -> KeyViews.keyColumns(catalog);
          case "referential_constraints" -> KeyViews.references(catalog);
          case "statistics" -> KeyViews.statistics(catalog);
          default -> throw new IllegalArgumentException(view.name().toString());
        };
    return batch(view.columns(), rows);
  }

  /// The rows of `proxima.indexes`.
  ///
  /// @param segments tells of the vector index of a table, by their ids, how many segments should
  ///   have it and how many have
  public static RowBatch indexes(
      Catalog catalog, BiFunction<Integer, Integer, @Nullable Object[]> segments) {
    return batch(SystemViews.INDEXES.columns(), KeyViews.indexes(catalog, segments));
  }

  /// Rows of `Long`, `Double` and `String` (or null) as a batch of these columns.
  public static RowBatch batch(List<ColumnDef> columns, List<@Nullable Object[]> rows) {
    List<Column> values = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      values.add(column(columns.get(i).type(), i, rows));
    }
    return new RowBatch(rows.size(), values);
  }

  private static Column column(ColumnType type, int position, List<@Nullable Object[]> rows) {
    int count = rows.size();
    return switch (type.kind().layout()) {
      case LONG -> {
        long[] values = new long[count];
        BitSet nulls = new BitSet(count);
        for (int row = 0; row < count; row++) {
          if (rows.get(row)[position] instanceof Long value) {
            values[row] = value;
          } else {
            nulls.set(row);
          }
        }
        yield new LongColumn(type, count, values, Validity.ofNulls(nulls));
      }
      case OBJECT -> {
        @Nullable Object[] values = new Object[count];
        for (int row = 0; row < count; row++) {
          values[row] = rows.get(row)[position];
        }
        yield new ObjectColumn(type, count, values);
      }
      case DOUBLE -> {
        double[] values = new double[count];
        BitSet nulls = new BitSet(count);
        for (int row = 0; row < count; row++) {
          if (rows.get(row)[position] instanceof Double value) {
            values[row] = value;
          } else {
            nulls.set(row);
          }
        }
        yield new DoubleColumn(type, count, values, Validity.ofNulls(nulls));
      }
      case VECTOR -> throw new IllegalArgumentException(type.toString());
    };
  }

  private static List<@Nullable Object[]> schemata(Catalog catalog) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    Stream.concat(
            catalog.schemas().stream(),
            Stream.of(SystemViews.INFORMATION_SCHEMA, SystemViews.PROXIMA))
        .sorted()
        .forEach(schema -> rows.add(row(CATALOG_NAME, schema)));
    return rows;
  }

  private static List<@Nullable Object[]> tables(Catalog catalog) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (TableDef table : ordered(catalog)) {
      rows.add(row(CATALOG_NAME, table.name().schema(), table.name().name(), "BASE TABLE"));
    }
    for (ViewDef view : catalog.views()) {
      rows.add(row(CATALOG_NAME, view.name().schema(), view.name().name(), "VIEW"));
    }
    for (SystemView view : SystemViews.ALL) {
      rows.add(row(CATALOG_NAME, view.name().schema(), view.name().name(), "SYSTEM VIEW"));
    }
    return rows;
  }

  private static List<@Nullable Object[]> columns(Catalog catalog) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (TableDef table : ordered(catalog)) {
      addColumns(rows, table.name(), table.columns());
    }
    for (ViewDef view : catalog.views()) {
      addColumns(rows, view.name(), view.columns());
    }
    for (SystemView view : SystemViews.ALL) {
      addColumns(rows, view.name(), view.columns());
    }
    return rows;
  }

  private static List<@Nullable Object[]> views(Catalog catalog) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (ViewDef view : catalog.views()) {
      rows.add(
          row(CATALOG_NAME, view.name().schema(), view.name().name(), view.query(), "NONE", "NO"));
    }
    return rows;
  }

  private static void addColumns(
      List<@Nullable Object[]> rows, TableName table, List<ColumnDef> columns) {
    for (int i = 0; i < columns.size(); i++) {
      ColumnDef column = columns.get(i);
      ColumnType type = column.type();
      IdentityDef identity = column.identity().orElse(null);
      rows.add(
          row(
              CATALOG_NAME,
              table.schema(),
              table.name(),
              column.name(),
              i + 1L,
              column.hasDefault() ? column.defaultValue() : null,
              column.nullable() ? "YES" : "NO",
              typeName(type),
              length(type),
              precision(type),
              scale(type),
              (long) TypeMapping.jdbcType(type),
              type.kind().isVector() ? (long) type.size() : null,
              elementType(type),
              identity == null ? "NO" : "YES",
              identity == null ? null : identity.always() ? "ALWAYS" : "BY DEFAULT",
              identity == null ? null : (Long) identity.start(),
              identity == null ? null : (Long) identity.increment()));
    }
  }

  private static List<@Nullable Object[]> constraints(Catalog catalog) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (TableDef table : ordered(catalog)) {
      TableName name = table.name();
      if (!table.key().isEmpty()) {
        rows.add(row(name.schema(), table.keyName(), name.schema(), name.name(), "PRIMARY KEY"));
      }
      for (CheckDef check : table.checks()) {
        rows.add(row(name.schema(), check.name(), name.schema(), name.name(), "CHECK"));
      }
      for (OrderedIndexDef index : table.orderedIndexes()) {
        if (index.isOwned()) {
          String kind = index.isUnique() ? "UNIQUE" : "FOREIGN KEY";
          rows.add(row(name.schema(), index.name(), name.schema(), name.name(), kind));
        }
      }
    }
    return rows;
  }

  private static List<@Nullable Object[]> checks(Catalog catalog) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (TableDef table : ordered(catalog)) {
      for (CheckDef check : table.checks()) {
        rows.add(row(table.name().schema(), check.name(), check.condition()));
      }
    }
    return rows;
  }

  static List<TableDef> ordered(Catalog catalog) {
    return catalog.tables().stream()
        .sorted(
            Comparator.comparing((TableDef table) -> table.name().schema())
                .thenComparing(table -> table.name().name()))
        .toList();
  }

  private static String typeName(ColumnType type) {
    return switch (type.kind()) {
      case DOUBLE -> "DOUBLE PRECISION";
      case CHAR -> "CHARACTER";
      case VARCHAR -> "CHARACTER VARYING";
      case TIMESTAMP_TZ -> "TIMESTAMP WITH TIME ZONE";
      case BOOLEAN,
          SMALLINT,
          INTEGER,
          BIGINT,
          REAL,
          DECIMAL,
          VARBINARY,
          DATE,
          TIME,
          TIMESTAMP,
          JSON,
          UUID,
          VECTOR,
          HALFVEC,
          INT8VEC,
          BIT,
          SPARSEVEC ->
          type.kind().name();
    };
  }

  /// What the elements of a vector are.
  private static @Nullable String elementType(ColumnType type) {
    return switch (type.kind()) {
      case VECTOR, SPARSEVEC -> "FLOAT32";
      case HALFVEC -> "FLOAT16";
      case INT8VEC -> "INT8";
      case BIT -> "BIT";
      default -> null;
    };
  }

  private static @Nullable Long length(ColumnType type) {
    return switch (type.kind()) {
      case CHAR, VARCHAR, VARBINARY -> type.size() == 0 ? null : (long) type.size();
      default -> null;
    };
  }

  private static @Nullable Long precision(ColumnType type) {
    return switch (type.kind()) {
      case SMALLINT -> 16L;
      case INTEGER -> 32L;
      case BIGINT -> 64L;
      case REAL -> 24L;
      case DOUBLE -> 53L;
      case DECIMAL -> (long) type.size();
      default -> null;
    };
  }

  private static @Nullable Long scale(ColumnType type) {
    return switch (type.kind()) {
      case SMALLINT, INTEGER, BIGINT -> 0L;
      case DECIMAL -> (long) type.scale();
      default -> null;
    };
  }

  static @Nullable Object[] row(@Nullable Object... values) {
    return values;
  }
}
