package io.proxima.jdbc;

import io.proxima.client.Nullable;
import io.proxima.client.ValueType;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The rows that JDBC wants to see of tables, columns and keys, made of `INFORMATION_SCHEMA`.
final class CatalogRows {
  private static final String TABLE = "TABLE";
  private static final String BASE_TABLE = "BASE TABLE";

  private static final int MOST_DIGITS = 38;

  private final SessionGate gate;
  private final VectorType vectorType;

  CatalogRows(SessionGate gate, VectorType vectorType) {
    this.gate = gate;
    this.vectorType = vectorType;
  }

  /// `TABLE_SCHEM TABLE_CATALOG`.
  List<@Nullable Object[]> schemas(@Nullable String pattern) throws SQLException {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Object[] found :
        new CatalogQuery("schema_name", "schemata").like("schema_name", pattern).rows(gate)) {
      rows.add(new @Nullable Object[] {found[0], null});
    }
    return sorted(rows, 0);
  }

  /// As `getTables`: ten columns.
  List<@Nullable Object[]> tables(
      @Nullable String schema, @Nullable String table, String @Nullable [] types)
      throws SQLException {
    Set<String> wanted = types == null ? Set.of() : new HashSet<>(List.of(types));
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Object[] found :
        new CatalogQuery("table_schema, table_name, table_type", "tables")
            .like("table_schema", schema)
            .like("table_name", table)
            .rows(gate)) {
      String type = BASE_TABLE.equals(found[2]) ? TABLE : String.valueOf(found[2]);
      if (types == null || wanted.contains(type)) {
        rows.add(
            new @Nullable Object[] {
              null, found[0], found[1], type, null, null, null, null, null, null
            });
      }
    }
    return sorted(rows, 3, 1, 2);
  }

  /// As `getColumns`: 24 columns.
  List<@Nullable Object[]> columns(
      @Nullable String schema, @Nullable String table, @Nullable String column)
      throws SQLException {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Object[] found :
        new CatalogQuery(
                "table_schema, table_name, column_name, ordinal_position, column_default,"
                    + " is_nullable, data_type, character_maximum_length, numeric_precision,"
                    + " numeric_scale, jdbc_type, vector_dimension, is_identity",
                "columns")
            .like("table_schema", schema)
            .like("table_name", table)
            .like("column_name", column)
            .rows(gate)) {
      rows.add(column(found));
    }
    return sorted(rows, 1, 2, 16);
  }

  private @Nullable Object[] column(@Nullable Object[] found) throws SQLException {
    ValueType type = typeOf(found);
    boolean nullable = !"NO".equals(found[5]);
    Integer size = sizeOf(found, type);
    boolean text =
        type == ValueType.CHAR || type == ValueType.VARCHAR || type == ValueType.VARBINARY;
    boolean number = JdbcTypes.isSigned(type);
    return new @Nullable Object[] {
      null,
      found[0],
      found[1],
      found[2],
      JdbcTypes.codeOf(type, vectorType),
      JdbcTypes.nameOf(type),
      size,
      null,
      found[9] == null ? null : intOf(found[9], 0),
      number ? 10 : null,
      nullable ? DatabaseMetaData.columnNullable : DatabaseMetaData.columnNoNulls,
      null,
      found[4],
      null,
      null,
      text ? size : null,
      intOf(found[3], 0),
      nullable ? "YES" : "NO",
      null,
      null,
      null,
      null,
      found[12],
      "NO"
    };
  }

  /// The type of a column of the view `columns`; a code that says nothing has a telling name.
  private static ValueType typeOf(@Nullable Object[] found) throws SQLException {
    if (found[11] != null) {
      return ValueType.valueOf(String.valueOf(found[6]));
    }
    ValueType type = JdbcTypes.typeOf(intOf(found[10], Types.OTHER));
    return type != null
        ? type
        : switch (String.valueOf(found[6])) {
          case "UUID" -> ValueType.UUID;
          case "JSON" -> ValueType.JSON;
          default -> ValueType.NULL;
        };
  }

  /// Dimensions, characters, bytes or decimal digits; null if there is no limit.
  private static @Nullable Integer sizeOf(@Nullable Object[] found, ValueType type) {
    int declared =
        switch (type) {
          case VECTOR, HALFVEC, INT8VEC, BIT, SPARSEVEC -> intOf(found[11], 0);
          case DECIMAL -> intOf(found[8], 0);
          default -> intOf(found[7], 0);
        };
    int size = JdbcTypes.precisionOf(type, declared);
    return size == 0 ? null : (Integer) size;
  }

  /// `TABLE_CAT TABLE_SCHEM TABLE_NAME COLUMN_NAME KEY_SEQ PK_NAME`.
  List<@Nullable Object[]> primaryKeys(@Nullable String schema, String table) throws SQLException {
    Set<Object> keys = new HashSet<>();
    for (Object[] found :
        new CatalogQuery("constraint_schema, constraint_name", "table_constraints")
            .equal("table_schema", schema)
            .equal("table_name", table)
            .equal("constraint_type", "PRIMARY KEY")
            .rows(gate)) {
      keys.add(List.of(String.valueOf(found[0]), String.valueOf(found[1])));
    }
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Object[] found :
        new CatalogQuery(
                "constraint_schema, constraint_name, table_schema, table_name, column_name,"
                    + " ordinal_position",
                "key_column_usage")
            .equal("table_schema", schema)
            .equal("table_name", table)
            .rows(gate)) {
      if (keys.contains(List.of(String.valueOf(found[0]), String.valueOf(found[1])))) {
        rows.add(
            new @Nullable Object[] {
              null, found[2], found[3], found[4], (short) intOf(found[5], 0), found[1]
            });
      }
    }
    return sorted(rows, 3);
  }

  /// As `getIndexInfo`: 13 columns; the primary key is one of the indexes.
  List<@Nullable Object[]> indexes(@Nullable String schema, String table, boolean unique)
      throws SQLException {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Object[] found :
        new CatalogQuery(
                "table_schema, table_name, non_unique, index_name, seq_in_index, column_name,"
                    + " collation, index_type",
                "statistics")
            .equal("table_schema", schema)
            .equal("table_name", table)
            .rows(gate)) {
      boolean nonUnique = Boolean.TRUE.equals(found[2]);
      if (!(unique && nonUnique)) {
        rows.add(index(found, nonUnique));
      }
    }
    return sorted(rows, 3, 1, 5, 7);
  }

  private static @Nullable Object[] index(@Nullable Object[] found, boolean nonUnique) {
    return new @Nullable Object[] {
      null,
      found[0],
      found[1],
      nonUnique,
      null,
      found[3],
      "hash".equals(found[7])
          ? DatabaseMetaData.tableIndexHashed
          : DatabaseMetaData.tableIndexOther,
      (short) intOf(found[4], 0),
      found[5],
      found[6],
      null,
      null,
      null
    };
  }

  /// One end of foreign keys; null stands for every schema, and for every table.
  record KeyEnd(@Nullable String schema, @Nullable String table) {
    /// Either.
    static final KeyEnd ANY = new KeyEnd(null, null);
  }

  /// As `getImportedKeys` and its like: 14 columns, sorted by the parent's name or by the child's.
  List<@Nullable Object[]> foreignKeys(KeyEnd parent, KeyEnd child, boolean sortByParent)
      throws SQLException {
    Map<List<Object>, @Nullable Object[]> rules = new HashMap<>();
    for (Object[] found :
        new CatalogQuery(
                "constraint_schema, constraint_name, unique_constraint_name, delete_rule",
                "referential_constraints")
            .rows(gate)) {
      rules.put(List.of(String.valueOf(found[0]), String.valueOf(found[1])), found);
    }
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Object[] found :
        new CatalogQuery(
                "constraint_schema, constraint_name, table_schema, table_name, column_name,"
                    + " ordinal_position, referenced_table_schema, referenced_table_name,"
                    + " referenced_column_name",
                "key_column_usage")
            .equal("table_schema", child.schema())
            .equal("table_name", child.table())
            .equal("referenced_table_schema", parent.schema())
            .equal("referenced_table_name", parent.table())
            .rows(gate)) {
      @Nullable
      Object[] rule =
          rules.getOrDefault(
              List.of(String.valueOf(found[0]), String.valueOf(found[1])), new Object[0]);
      if (rule.length > 0 && found[7] != null) {
        rows.add(foreignKey(found, rule));
      }
    }
    return sortByParent ? sorted(rows, 1, 2, 11, 8) : sorted(rows, 5, 6, 11, 8);
  }

  private static @Nullable Object[] foreignKey(@Nullable Object[] key, @Nullable Object[] rule) {
    int onDelete =
        switch (String.valueOf(rule[3])) {
          case "CASCADE" -> DatabaseMetaData.importedKeyCascade;
          case "SET NULL" -> DatabaseMetaData.importedKeySetNull;
          default -> DatabaseMetaData.importedKeyRestrict;
        };
    return new @Nullable Object[] {
      null,
      key[6],
      key[7],
      key[8],
      null,
      key[2],
      key[3],
      key[4],
      (short) intOf(key[5], 0),
      (short) DatabaseMetaData.importedKeyRestrict,
      (short) onDelete,
      key[1],
      rule[2],
      (short) DatabaseMetaData.importedKeyNotDeferrable
    };
  }

  /// As `getTypeInfo`: 18 columns, ordered by type code.
  List<@Nullable Object[]> types() {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (ValueType type : ValueType.values()) {
      if (type != ValueType.NULL) {
        rows.add(type(type));
      }
    }
    return sorted(rows, 1);
  }

  private @Nullable Object[] type(ValueType type) {
    boolean text = type == ValueType.CHAR || type == ValueType.VARCHAR;
    boolean bare = JdbcTypes.isSigned(type) || type == ValueType.BOOLEAN;
    String parameters =
        switch (type) {
          case CHAR, VARCHAR, VARBINARY -> "length";
          case DECIMAL -> "precision,scale";
          case VECTOR, HALFVEC, INT8VEC, BIT, SPARSEVEC -> "dimension";
          default -> null;
        };
    int precision =
        switch (type) {
          case VECTOR, HALFVEC, INT8VEC, BIT -> 65_535;
          case SPARSEVEC -> 1_000_000_000;
          case DECIMAL -> MOST_DIGITS;
          default -> JdbcTypes.precisionOf(type, Integer.MAX_VALUE);
        };
    String prefix =
        switch (type) {
          case VARBINARY -> "X'";
          case DATE, TIME, TIMESTAMP, UUID -> JdbcTypes.nameOf(type) + " '";
          default -> bare ? null : "'";
        };
    return new @Nullable Object[] {
      JdbcTypes.nameOf(type),
      JdbcTypes.codeOf(type, vectorType),
      precision,
      prefix,
      bare ? null : "'",
      parameters,
      DatabaseMetaData.typeNullable,
      text,
      (short) (text ? DatabaseMetaData.typeSearchable : DatabaseMetaData.typePredBasic),
      !JdbcTypes.isSigned(type),
      false,
      false,
      null,
      (short) 0,
      (short) (type == ValueType.DECIMAL ? MOST_DIGITS : 0),
      null,
      null,
      10
    };
  }

  private static int intOf(@Nullable Object value, int otherwise) {
    return value instanceof Number number ? number.intValue() : otherwise;
  }

  /// Sorts by some columns, which hold texts or numbers.
  private static List<@Nullable Object[]> sorted(List<@Nullable Object[]> rows, int... columns) {
    List<@Nullable Object[]> copy = new ArrayList<>(rows);
    copy.sort((a, b) -> compareBy(columns, a, b));
    return copy;
  }

  private static int compareBy(int[] columns, @Nullable Object[] a, @Nullable Object[] b) {
    int order = 0;
    for (int i = 0; i < columns.length && order == 0; i++) {
      order = compare(a[columns[i]], b[columns[i]]);
    }
    return order;
  }

  private static int compare(@Nullable Object a, @Nullable Object b) {
    return a instanceof Number x && b instanceof Number y
        ? Long.compare(x.longValue(), y.longValue())
        : String.valueOf(a).compareTo(String.valueOf(b));
  }
}
