package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `getGeneratedKeys` gives the numbers of identity columns, or the columns that were asked for.
final class GeneratedKeysTest {
  private Connection connection;

  @BeforeEach
  void open() throws SQLException {
    connection = DriverManager.getConnection("jdbc:proxima:mem:");
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE t (n INTEGER, id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
              + " made DATE DEFAULT DATE '2026-11-20')");
      statement.execute("CREATE TABLE plain (n INTEGER)");
    }
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private static List<Object> keys(Statement statement, int column) throws SQLException {
    List<Object> values = new ArrayList<>();
    try (ResultSet keys = statement.getGeneratedKeys()) {
      while (keys.next()) {
        values.add(keys.getObject(column));
      }
    }
    return values;
  }

  @Test
  void theNumbersComeBack() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      String sql = "INSERT INTO t (n) VALUES (1), (2);";
      assertThat(statement.executeUpdate(sql, Statement.RETURN_GENERATED_KEYS)).isEqualTo(2);
      assertThat(keys(statement, 1)).containsExactly(1L, 2L);
      assertThat(statement.executeUpdate("INSERT INTO t (n) VALUES (3)")).isEqualTo(1);
      assertThat(keys(statement, 1)).isEmpty();
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO t (n) VALUES (?)", Statement.RETURN_GENERATED_KEYS)) {
      for (long id = 4; id < 7; id++) {
        statement.setInt(1, 9);
        assertThat(statement.executeUpdate()).isEqualTo(1);
        assertThat(keys(statement, 1)).containsExactly(id);
      }
      statement.setInt(1, 9);
      assertThatThrownBy(statement::addBatch).isInstanceOf(SQLFeatureNotSupportedException.class);
    }
  }

  @Test
  void columnsCanBeNamed() throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO t (n) VALUES (?)", new String[] {"ID", "made", "N"})) {
      statement.setInt(1, 5);
      assertThat(statement.execute()).isFalse();
      assertThat(statement.getUpdateCount()).isEqualTo(1);
      ResultSet keys = statement.getGeneratedKeys();
      assertThat(keys.next()).isTrue();
      assertThat(keys.getLong("id")).isEqualTo(1);
      assertThat(keys.getDate(2)).isEqualTo(java.sql.Date.valueOf("2026-11-20"));
      assertThat(keys.getInt(3)).isEqualTo(5);
    }
  }

  @Test
  void whatGeneratesNothingRunsAsItIs() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      int wanted = Statement.RETURN_GENERATED_KEYS;
      assertThat(statement.executeUpdate("INSERT INTO plain VALUES (1)", wanted)).isEqualTo(1);
      assertThat(keys(statement, 1)).isEmpty();
      assertThat(statement.executeUpdate("CREATE TABLE other (n INTEGER)", wanted)).isZero();
      assertThat(statement.execute("SELECT n FROM plain", wanted)).isTrue();
      assertThatThrownBy(() -> statement.executeUpdate("INSERT INTO nowhere VALUES (1)", wanted))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42P01"));
    }
  }
}
