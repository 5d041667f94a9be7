package io.proxima.cli;

import java.io.PrintStream;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What `\d` prints: the tables of a database, or the columns of one.
final class TableList {
  private static final int NAME_WIDTH = 24;

  private final Connection connection;
  private final PrintStream out;

  TableList(Connection connection, PrintStream out) {
    this.connection = connection;
    this.out = out;
  }

  /// Prints the user's tables and views, or with `all` also the views that the database brings.
  boolean tables(boolean all) throws SQLException {
    String[] types = all ? null : new String[] {"TABLE", "VIEW"};
    int count = 0;
    try (ResultSet tables = connection.getMetaData().getTables(null, null, "%", types)) {
      while (tables.next()) {
        count++;
        out.printf(
            "%s.%s (%s)%n",
            tables.getString("TABLE_SCHEM"),
            tables.getString("TABLE_NAME"),
            tables.getString("TABLE_TYPE").toLowerCase(Locale.ROOT));
      }
    }
    if (count == 0) {
      out.println("there are no tables yet");
    }
    return true;
  }

  /// Prints the schemas.
  boolean schemas() throws SQLException {
    try (ResultSet schemas = connection.getMetaData().getSchemas()) {
      while (schemas.next()) {
        out.println(schemas.getString("TABLE_SCHEM"));
      }
    }
    return true;
  }

  /// Prints the columns of a table; false if there is none of that name.
  boolean columns(String name) throws SQLException {
    DatabaseMetaData metaData = connection.getMetaData();
    int dot = name.indexOf('.');
    String schema = dot < 0 ? connection.getSchema() : fold(name.substring(0, dot));
    String table = fold(name.substring(dot + 1));
    List<String> key = new ArrayList<>();
    try (ResultSet columns = metaData.getPrimaryKeys(null, schema, table)) {
      while (columns.next()) {
        key.add(columns.getString("COLUMN_NAME"));
      }
    }
    int count = 0;
    try (ResultSet columns = metaData.getColumns(null, literal(schema), literal(table), "%")) {
      while (columns.next()) {
        count++;
        String column = columns.getString("COLUMN_NAME");
        String padding = " ".repeat(Math.max(0, NAME_WIDTH - Width.of(column)));
        out.println("  " + column + padding + " " + type(columns) + value(columns));
      }
    }
    if (!key.isEmpty()) {
      out.println("  PRIMARY KEY (" + String.join(", ", key) + ")");
    }
    if (count > 0) {
      indexes(metaData, schema, table);
      foreignKeys(metaData, schema, table);
    }
    return count > 0;
  }

  private void indexes(DatabaseMetaData metaData, String schema, String table) throws SQLException {
    Map<String, String> indexes = new LinkedHashMap<>();
    try (ResultSet parts = metaData.getIndexInfo(null, schema, table, false, true)) {
      while (parts.next()) {
        if (parts.getShort("TYPE") == DatabaseMetaData.tableIndexHashed) {
          continue; // the primary key
        }
        String column =
            parts.getString("COLUMN_NAME")
                + ("D".equals(parts.getString("ASC_OR_DESC")) ? " DESC" : "");
        String kind = parts.getBoolean("NON_UNIQUE") ? "INDEX " : "UNIQUE INDEX ";
        indexes.merge(
            kind + parts.getString("INDEX_NAME"), column, (before, more) -> before + ", " + more);
      }
    }
    indexes.forEach((name, columns) -> out.println("  " + name + " (" + columns + ")"));
  }

  private void foreignKeys(DatabaseMetaData metaData, String schema, String table)
      throws SQLException {
    Map<String, List<String>> keys = new LinkedHashMap<>();
    try (ResultSet parts = metaData.getImportedKeys(null, schema, table)) {
      while (parts.next()) {
        String parent = parts.getString("PKTABLE_SCHEM") + "." + parts.getString("PKTABLE_NAME");
        String action =
            switch (parts.getShort("DELETE_RULE")) {
              case DatabaseMetaData.importedKeyCascade -> " ON DELETE CASCADE";
              case DatabaseMetaData.importedKeySetNull -> " ON DELETE SET NULL";
              default -> "";
            };
        List<String> key =
            keys.computeIfAbsent(
                parts.getString("FK_NAME"),
                name -> new ArrayList<>(List.of("", parent, "", action)));
        String comma = key.get(0).isEmpty() ? "" : ", ";
        key.set(0, key.get(0) + comma + parts.getString("FKCOLUMN_NAME"));
        key.set(2, key.get(2) + comma + parts.getString("PKCOLUMN_NAME"));
      }
    }
    keys.forEach((name, key) ->
        out.println(
            "  FOREIGN KEY "
                + name
                + " ("
                + key.get(0)
                + ") REFERENCES "
                + key.get(1)
                + " ("
                + key.get(2)
                + ")"
                + key.get(3)));
  }

  private static String type(ResultSet column) throws SQLException {
    String name = column.getString("TYPE_NAME");
    int size = column.getInt("COLUMN_SIZE");
    boolean isSized =
        switch (name) {
          case "VECTOR", "HALFVEC", "INT8VEC", "BIT", "SPARSEVEC" -> size > 0;
          case "VARCHAR", "CHAR", "VARBINARY" -> size > 0 && size < Short.MAX_VALUE;
          default -> false;
        };
    String full = isSized ? name + "(" + size + ")" : name;
    return name.equals("DECIMAL")
        ? "DECIMAL(" + size + ", " + column.getInt("DECIMAL_DIGITS") + ")" + nullability(column)
        : full + nullability(column);
  }

  /// What the column holds when nothing is written.
  private static String value(ResultSet column) throws SQLException {
    String value = column.getString("COLUMN_DEF");
    return "YES".equals(column.getString("IS_AUTOINCREMENT"))
        ? " GENERATED AS IDENTITY"
        : value == null ? "" : " DEFAULT " + value;
  }

  private static String nullability(ResultSet column) throws SQLException {
    return "NO".equals(column.getString("IS_NULLABLE")) ? " NOT NULL" : "";
  }

  /// A name as SQL reads it: in lower case unless it is quoted.
  private static String fold(String name) {
    return name.length() > 1 && name.startsWith("\"") && name.endsWith("\"")
        ? name.substring(1, name.length() - 1)
        : name.toLowerCase(Locale.ROOT);
  }

  /// A name as a pattern that matches only itself.
  static String literal(String name) {
    return name.replaceAll("([_%\\\\])", "\\\\$1");
  }
}
