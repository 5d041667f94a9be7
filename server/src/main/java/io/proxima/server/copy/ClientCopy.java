package io.proxima.server.copy;

import io.proxima.client.SessionException;
import io.proxima.sql.CopyText;
import java.util.List;
import java.util.stream.Collectors;

/// A `COPY` of a file that belongs to a client: what it asks of the database, and how the file is
/// read or written.
///
/// @param schema the schema of the table, empty if it is not named
/// @param table the table that rows are copied into, empty in the other direction
/// @param columns the columns that are listed
/// @param query what gives the rows for the file, empty in the other direction
public record ClientCopy(
    boolean isFrom,
    String schema,
    String table,
    List<String> columns,
    String query,
    String file,
    CopyOptions options) {
  /// Copies the list.
  public ClientCopy {
    columns = List.copyOf(columns);
  }

  /// Reads the statement.
  ///
  /// @throws SessionException `42601` with its place, and what [CopyOptions#of] throws
  public static ClientCopy parse(String sql) throws SessionException {
    CopyText text = Translation.of(() -> CopyText.parse(sql));
    CopyOptions options = CopyOptions.of(text.isFrom(), text.file(), text.options());
    List<String> name = text.table();
    if (name.size() > 2) {
      throw new SessionException("42601", "the name of a table has at most two parts");
    }
    return new ClientCopy(
        text.isFrom(),
        name.size() == 2 ? name.getFirst() : "",
        text.isFrom() ? name.getLast() : "",
        text.columns(),
        text.isFrom() ? "" : query(text),
        text.file(),
        options);
  }

  private static String query(CopyText text) {
    if (text.table().isEmpty()) {
      return text.query();
    }
    String columns =
        text.columns().isEmpty()
            ? "*"
            : text.columns().stream().map(SqlName::quoted).collect(Collectors.joining(", "));
    String table = text.table().stream().map(SqlName::quoted).collect(Collectors.joining("."));
    return "SELECT " + columns + " FROM " + table;
  }
}
