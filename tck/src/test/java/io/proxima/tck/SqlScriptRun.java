package io.proxima.tck;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Runs scripts over JDBC against one database and tells what they answered.
final class SqlScriptRun implements AutoCloseable {
  private static final Pattern MEASURED = Pattern.compile("time=[0-9.]+ ms|memory=[0-9]+ bytes");

  private final String url;
  private final Map<String, Connection> connections = new LinkedHashMap<>();
  private final Map<String, List<String>> settings = new LinkedHashMap<>();
  private final Set<String> inTransaction = new LinkedHashSet<>();
  private String current = "main";

  SqlScriptRun(String url) {
    this.url = url;
  }

  /// The record with the answer found in the place of the one expected.
  SqlScript.Part run(SqlScript.Part part) throws SQLException {
    if (part.directive().isEmpty()) {
      return part;
    }
    String[] words = part.directive().split(" ", 4);
    return switch (words[0]) {
      case "connection" -> {
        current = words[1];
        yield part;
      }
      case "statement" -> part.withDirective(statement(part, words));
      case "query" -> query(part, words.length > 1 && words[1].equals("rowsort"));
      case "plan" -> plan(part, "EXPLAIN ");
      case "analyze" -> plan(part, "EXPLAIN ANALYZE ");
      default ->
          throw new IllegalArgumentException("line " + part.line() + ": " + part.directive());
    };
  }

  private Connection connection() throws SQLException {
    Connection known = connections.get(current);
    if (known == null) {
      known = DriverManager.getConnection(url);
      connections.put(current, known);
      try (Statement statement = known.createStatement()) {
        for (String setting : settings.getOrDefault(current, List.of())) {
          again(statement, setting);
        }
      }
    }
    return known;
  }

  private String statement(SqlScript.Part part, String[] words) throws SQLException {
    try (Statement statement = connection().createStatement()) {
      boolean rows = statement.execute(part.text());
      if (rows) {
        drain(statement.getResultSet());
      }
      remember(part.text());
      return words[1].equals("count") && !rows
          ? "statement count " + statement.getLargeUpdateCount()
          : "statement ok";
    } catch (SQLException e) {
      boolean holds = words.length == 4 && e.getMessage().contains(words[3]);
      return error(e) + (holds ? " " + words[3] : words.length == 4 ? " " + e.getMessage() : "");
    }
  }

  /// A setting stays if the schema it names is gone; it cannot be made again then.
  private static void again(Statement statement, String setting) throws SQLException {
    try {
      statement.execute(setting);
    } catch (SQLException e) {
      if (!e.getSQLState().startsWith("42")) {
        throw e;
      }
    }
  }

  /// Whether all connections can be closed without ending a transaction.
  boolean isBetweenTransactions() {
    return inTransaction.isEmpty();
  }

  /// Closes all connections; they are opened again, with their settings, when they are used.
  void disconnect() throws SQLException {
    close();
    connections.clear();
  }

  private void remember(String sql) {
    String text = sql.strip().toUpperCase(Locale.ROOT);
    if (text.startsWith("BEGIN") || text.startsWith("START TRANSACTION")) {
      inTransaction.add(current);
    } else if (text.matches("(?s)(COMMIT|ROLLBACK)(?! +TO\\b).*")) {
      inTransaction.remove(current);
    } else if (text.matches("(?s)(SET|RESET) (?!LOCAL|TRANSACTION).*")) {
      settings.computeIfAbsent(current, name -> new ArrayList<>()).add(sql);
    }
  }

  private static void drain(ResultSet rows) throws SQLException {
    while (rows.next()) {
      rows.getString(1);
    }
  }

  private static String error(SQLException e) {
    return "statement error " + e.getSQLState();
  }

  private SqlScript.Part query(SqlScript.Part part, boolean sorted) throws SQLException {
    try {
      List<String> lines = rows(part.text());
      if (sorted) {
        Collections.sort(lines.subList(1, lines.size()));
      }
      return part.withResult(lines);
    } catch (SQLException e) {
      return part.withResult(List.of("! " + e.getSQLState() + " " + e.getMessage()));
    }
  }

  private SqlScript.Part plan(SqlScript.Part part, String verb) throws SQLException {
    try {
      List<String> lines = rows(verb + part.text());
      return part.withResult(
          lines.subList(1, lines.size()).stream()
              .map(line ->
                  MEASURED
                      .matcher(line)
                      .replaceAll(found -> found.group().replaceAll("[0-9.]+", "…")))
              .toList());
    } catch (SQLException e) {
      return part.withResult(List.of("! " + e.getSQLState() + " " + e.getMessage()));
    }
  }

  /// The labels, then the rows.
  private List<String> rows(String sql) throws SQLException {
    List<String> lines = new ArrayList<>();
    try (Statement statement = connection().createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      ResultSetMetaData columns = rows.getMetaData();
      StringBuilder labels = new StringBuilder();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        labels.append(i == 1 ? "" : " | ").append(columns.getColumnLabel(i));
      }
      lines.add(labels.toString());
      while (rows.next()) {
        StringBuilder line = new StringBuilder();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
          line.append(i == 1 ? "" : " | ").append(shown(rows.getString(i)));
        }
        lines.add(line.toString().stripTrailing());
      }
    }
    return lines;
  }

  private static String shown(String value) {
    return value == null ? "NULL" : value.isEmpty() ? "(empty)" : value.replace("\n", "\\n");
  }

  @Override
  public void close() throws SQLException {
    for (Connection connection : connections.values()) {
      connection.close();
    }
  }
}
