package io.proxima.cli;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// The names in a database, asked for anew each time; without an answer there are none.
final class CatalogNames implements Names {
  private static final String SETTINGS =
      "SELECT name FROM proxima.settings WHERE source <> 'database'";

  private final Connection connection;

  CatalogNames(Connection connection) {
    this.connection = connection;
  }

  @FunctionalInterface
  private interface Question {
    ResultSet ask() throws SQLException;
  }

  @FunctionalInterface
  private interface Answer {
    String read(ResultSet row) throws SQLException;
  }

  /// A database that cannot answer is no reason to disturb who types.
  private static List<String> list(Question question, Answer answer) {
    List<String> names = new ArrayList<>();
    try (ResultSet rows = question.ask()) {
      while (rows.next()) {
        names.add(answer.read(rows));
      }
    } catch (SQLException e) {
      return List.of();
    }
    return names;
  }

  @Override
  public List<String> tables() {
    return list(
        () -> connection.getMetaData().getTables(null, null, "%", null),
        row -> {
          String schema = row.getString("TABLE_SCHEM");
          String table = row.getString("TABLE_NAME");
          return schema.equals(connection.getSchema()) ? table : schema + "." + table;
        });
  }

  @Override
  public List<String> columns(String table) {
    int dot = table.indexOf('.');
    String name = TableList.literal(table.substring(dot + 1));
    return list(
        () ->
            connection
                .getMetaData()
                .getColumns(
                    null,
                    TableList.literal(dot < 0 ? connection.getSchema() : table.substring(0, dot)),
                    name,
                    "%"),
        row -> row.getString("COLUMN_NAME"));
  }

  @Override
  public List<String> schemas() {
    return list(() -> connection.getMetaData().getSchemas(), row -> row.getString("TABLE_SCHEM"));
  }

  @Override
  public List<String> settings() {
    try (Statement statement = connection.createStatement()) {
      return list(() -> statement.executeQuery(SETTINGS), row -> row.getString(1));
    } catch (SQLException e) {
      return List.of();
    }
  }
}
