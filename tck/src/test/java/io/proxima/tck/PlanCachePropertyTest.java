package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.testing.Seeded;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Statements answer the same whether their literals are taken out and their plans kept or not.
@Seeded
final class PlanCachePropertyTest {
  private static final int STATEMENTS = Integer.getInteger("proxima.test.statements", 2_000);

  @Test
  void cachedPlansAnswerAsFreshOnes(RandomGenerator random) throws SQLException {
    RandomStatements statements = new RandomStatements(random);
    try (Connection cached = DriverManager.getConnection("jdbc:proxima:mem:plan-cache");
        Connection fresh = DriverManager.getConnection("jdbc:proxima:mem:plan-cache")) {
      load(cached, statements);
      execute(fresh, "SET proxima.plan_cache = off");
      int succeeded = 0;
      for (int i = 0; i < STATEMENTS; i++) {
        String sql = statements.respelled(statements.next());
        List<String> expected = answer(fresh, sql);
        assertThat(answer(cached, sql)).as(sql).isEqualTo(expected);
        succeeded += expected.getFirst().startsWith("error") ? 0 : 1;
      }
      assertThat(succeeded).isGreaterThan(STATEMENTS / 3);
      assertThat(hits(fresh)).isGreaterThan(STATEMENTS / 5);
    }
  }

  private static void load(Connection connection, RandomStatements statements) throws SQLException {
    for (String table : RandomStatements.TABLES) {
      execute(connection, table);
    }
    connection.setAutoCommit(false);
    for (String row : statements.rows()) {
      execute(connection, row);
    }
    connection.commit();
    connection.setAutoCommit(true);
  }

  private static long hits(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT sum(plan_cache_hits) FROM proxima.statements")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /// What a statement gives: its columns and rows, or the rows it leaves behind, or its error.
  private static List<String> answer(Connection connection, String sql) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      if (statement.execute(sql)) {
        return rows(statement.getResultSet());
      }
      List<String> answer = new ArrayList<>();
      answer.add("changed " + statement.getUpdateCount());
      answer.addAll(rows(statement.executeQuery("SELECT * FROM docs")));
      answer.addAll(rows(statement.executeQuery("SELECT * FROM tags")));
      return answer;
    } catch (SQLException e) {
      return List.of("error " + e.getSQLState() + " " + e.getMessage());
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private static List<String> rows(ResultSet result) throws SQLException {
    ResultSetMetaData columns = result.getMetaData();
    List<String> answer = new ArrayList<>();
    while (result.next()) {
      StringBuilder row = new StringBuilder();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        Object value = result.getObject(i);
        row.append(value instanceof float[] vector ? Arrays.toString(vector) : value).append(" | ");
      }
      answer.add(row.toString());
    }
    Collections.sort(answer);
    StringBuilder head = new StringBuilder();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      head.append(columns.getColumnLabel(i))
          .append(' ')
          .append(columns.getColumnTypeName(i))
          .append(' ')
          .append(columns.getPrecision(i))
          .append(' ')
          .append(columns.getScale(i))
          .append(' ')
          .append(columns.isNullable(i))
          .append(", ");
    }
    answer.addFirst(head.toString());
    return answer;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
