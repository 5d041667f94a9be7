package io.proxima.jdbc;

import io.proxima.client.ExecuteOptions;
import io.proxima.client.Nullable;
import io.proxima.client.Outcome;
import io.proxima.client.PreparedQuery;
import io.proxima.client.RowStream;
import io.proxima.client.Session;
import io.proxima.client.SessionException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// A question to a view of `INFORMATION_SCHEMA`; what it compares with is bound, never written into
/// the text.
final class CatalogQuery {
  private final String columns;
  private final String view;
  private final List<String> conditions = new ArrayList<>();
  private final List<Object> parameters = new ArrayList<>();

  CatalogQuery(String columns, String view) {
    this.columns = columns;
    this.view = view;
  }

  /// Keeps rows whose column fits a LIKE pattern, with `\` as escape, also of itself at the end;
  /// null and `%` fit all.
  CatalogQuery like(String column, @Nullable String pattern) {
    if (pattern != null && !pattern.equals("%")) {
      conditions.add(column + " LIKE ? ESCAPE '\\'");
      parameters.add(escapes(pattern) % 2 == 0 ? pattern : pattern + '\\');
    }
    return this;
  }

  /// The number of escapes at the end.
  private static int escapes(String pattern) {
    int from = pattern.length();
    while (from > 0 && pattern.charAt(from - 1) == '\\') {
      from--;
    }
    return pattern.length() - from;
  }

  /// Keeps rows whose column is equal; null is equal to all.
  CatalogQuery equal(String column, @Nullable String value) {
    if (value != null) {
      conditions.add(column + " = ?");
      parameters.add(value);
    }
    return this;
  }

  /// All rows, each an array in the order of the columns.
  List<@Nullable Object[]> rows(SessionGate gate) throws SQLException {
    return gate.call(this, this::read);
  }

  private String sql() {
    String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    return "SELECT " + columns + " FROM information_schema." + view + where;
  }

  private List<@Nullable Object[]> read(Session session) throws SessionException {
    PreparedQuery query = session.prepare(sql());
    try {
      Outcome outcome = session.execute(query, parameters.toArray(), ExecuteOptions.NONE);
      RowStream stream = outcome.rows();
      return stream == null ? List.of() : drain(stream);
    } finally {
      session.release(query);
    }
  }

  private static List<@Nullable Object[]> drain(RowStream stream) throws SessionException {
    try (stream) {
      int width = stream.columns().size();
      List<@Nullable Object[]> rows = new ArrayList<>();
      while (stream.next()) {
        @Nullable Object[] row = new @Nullable Object[width];
        for (int i = 0; i < width; i++) {
          row[i] = stream.valueAt(i);
        }
        rows.add(row);
      }
      return rows;
    }
  }
}
