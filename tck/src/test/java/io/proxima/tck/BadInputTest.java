package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// P14: what makes no sense is refused with one error that says where, and changes nothing.
final class BadInputTest {
  private Connection connection;
  private Statement statement;

  @BeforeEach
  void open() throws SQLException {
    connection = DriverManager.getConnection("jdbc:proxima:mem:");
    statement = connection.createStatement();
    statement.execute(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, name VARCHAR(5) NOT NULL, v VECTOR(3))");
    statement.execute("INSERT INTO t VALUES (1, 'one', '[1,0,0]')");
  }

  @AfterEach
  void nothingChanged() throws SQLException {
    try (ResultSet rows = statement.executeQuery("SELECT id, name, v FROM t")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(1);
      assertThat(rows.getString(2)).isEqualTo("one");
      assertThat(rows.getObject(3, float[].class)).containsExactly(1, 0, 0);
      assertThat(rows.next()).isFalse();
    }
    connection.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          42601 | SELEC 1
          42601 | INSERT INTO t VALUES (2, 'two'
          42P01 | SELECT * FROM nothing
          42703 | SELECT nothing FROM t
          42883 | SELECT nothing(id) FROM t
          23505 | INSERT INTO t VALUES (1, 'again', '[1,0,0]')
          23505 | INSERT INTO t VALUES (2, 'a', NULL), (2, 'b', NULL)
          23502 | INSERT INTO t VALUES (2, NULL, '[1,0,0]')
          23502 | INSERT INTO t (id) VALUES (2)
          22P70 | INSERT INTO t VALUES (2, 'two', '[1,0]')
          22P70 | INSERT INTO t VALUES (2, 'two', '[]')
          22P71 | INSERT INTO t VALUES (2, 'two', '[1,NaN,0]')
          22P71 | INSERT INTO t VALUES (2, 'two', '[1,1e39,0]')
          22P02 | INSERT INTO t VALUES (2, 'two', '[1,x,0]')
          22001 | INSERT INTO t VALUES (2, 'too long', '[1,0,0]')
          23505 | INSERT INTO t VALUES (2, 'two', NULL), (1, 'one', NULL)
          22P70 | SELECT id FROM t ORDER BY v <-> '[1,2]' LIMIT 1
          22P70 | UPDATE t SET v = '[1,2]'
          23502 | UPDATE t SET name = NULL
          22012 | SELECT id / 0 FROM t
          42704 | SET proxima.durabilty = 'os'
          22023 | SET proxima.durability = 'sometimes'
          42704 | CREATE TABLE u (id INTEGER) WITH (colour = 'red')
          42P07 | CREATE TABLE t (id INTEGER)
          42P01 | DROP TABLE nothing
          0A000 | CREATE INDEX i ON t USING ivf_pq (v)
          0A000 | MERGE INTO t USING t AS s ON t.id = s.id WHEN MATCHED THEN UPDATE SET name = 'x'
          """)
  void aWrongStatementHasItsSqlState(String state, String sql) {
    refused(state, () -> run(sql));
  }

  /// Runs a statement and reads its rows: what is computed for a row may fail only then.
  private void run(String sql) throws SQLException {
    if (statement.execute(sql)) {
      try (ResultSet rows = statement.getResultSet()) {
        while (rows.next()) {
          assertThat(rows.getObject(1)).isNotNull();
        }
      }
    }
  }

  @Test
  void wrongParametersAreRefused() throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?, ?)")) {
      insert.setInt(1, 2);
      insert.setString(2, "two");
      insert.setObject(3, new float[] {1, 2});
      refused("22P70", insert::executeUpdate);
      insert.setObject(3, new float[] {1, Float.NaN, 3});
      refused("22P71", insert::executeUpdate);
      insert.setObject(3, new float[] {1, 2, 3});
      insert.setString(2, null);
      refused("23502", insert::executeUpdate);
    }
    try (PreparedStatement nearest =
        connection.prepareStatement("SELECT id FROM t ORDER BY v <-> ? LIMIT ?")) {
      nearest.setObject(1, new float[] {1, 2, 3});
      nearest.setInt(2, -1);
      refused("22023", nearest::executeQuery);
      nearest.setObject(1, new float[] {1, 2});
      nearest.setInt(2, 1);
      refused("22P70", nearest::executeQuery);
    }
  }

  @Test
  void aBatchWithOneBadRowAddsNone() throws SQLException {
    for (Object bad : List.of(new float[] {1, 2}, new float[] {1, Float.POSITIVE_INFINITY, 2})) {
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO t VALUES (?, ?, ?)")) {
        for (int i = 2; i < 10; i++) {
          insert.setInt(1, i);
          insert.setString(2, "n" + i);
          insert.setObject(3, i == 7 ? bad : new float[] {1, 2, 3});
          insert.addBatch();
        }
        assertThatThrownBy(insert::executeBatch)
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("v");
      }
    }
  }

  @Test
  void aStatementThatFailsInATransactionLeavesTheRestOfIt() throws SQLException {
    connection.setAutoCommit(false);
    statement.execute("INSERT INTO t VALUES (2, 'two', NULL)");
    refused(
        "23505",
        () -> statement.execute("INSERT INTO t VALUES (3, 'three', NULL), (1, 'x', NULL)"));
    try (ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM t")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(2);
    }
    connection.rollback();
    connection.setAutoCommit(true);
  }

  private static void refused(String state, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SQLException.class,
            e -> assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo(state))
        .message()
        .isNotBlank();
  }
}
