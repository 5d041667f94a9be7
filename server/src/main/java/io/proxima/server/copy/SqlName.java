package io.proxima.server.copy;

import java.util.Collections;
import java.util.List;

/// Names as statements write them.
public final class SqlName {
  private SqlName() {}

  /// A name between quotes: it means itself, whatever it is.
  public static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /// A statement that adds a row of parameters to a table.
  public static String insert(String schema, String table, List<String> columns) {
    return "INSERT INTO "
        + quoted(schema)
        + "."
        + quoted(table)
        + " ("
        + String.join(", ", columns.stream().map(SqlName::quoted).toList())
        + ") VALUES ("
        + String.join(", ", Collections.nCopies(columns.size(), "?"))
        + ")";
  }
}
