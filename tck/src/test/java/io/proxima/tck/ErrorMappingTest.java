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

/// An error comes as the subclass of `SQLException` that its SQLSTATE asks for, and says where.
final class ErrorMappingTest {
  private Connection connection;
  private Statement statement;

  @BeforeEach
  void open() throws SQLException {
    connection = DriverManager.getConnection("jdbc:proxima:mem:");
    statement = connection.createStatement();
    statement.execute(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, v VECTOR(2), s VARCHAR(3) NOT NULL)");
    statement.execute("INSERT INTO t VALUES (1, '[1,2]', 'one')");
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          42601 | SQLSyntaxErrorException | 1 | SELEC 1
          42601 | SQLSyntaxErrorException | 15 | SELECT 1 FROM FROM t
          42601 | SQLSyntaxErrorException | 11 | SELECT (1 FROM t
          42601 | SQLSyntaxErrorException | 22 | SELECT id FROM t LIM 5
          42703 | SQLSyntaxErrorException | 8 | SELECT nothing FROM t
          42P01 | SQLSyntaxErrorException | 15 | SELECT 1 FROM nothing
          42P01 | SQLSyntaxErrorException | 12 | DROP TABLE nothing
          42883 | SQLSyntaxErrorException | 8 | SELECT nothing(1)
          42P07 | SQLSyntaxErrorException | 14 | CREATE TABLE t (id INTEGER)
          42804 | SQLSyntaxErrorException | 0 | SELECT id FROM t WHERE id
          22012 | SQLDataException | 0 | SELECT 1 / (id - 1) FROM t
          22P70 | SQLDataException | 0 | SELECT id FROM t ORDER BY v <-> '[1,2,3]'
          22P02 | SQLDataException | 0 | SELECT CAST('x' AS INTEGER)
          23505 | SQLIntegrityConstraintViolationException | 0 | INSERT INTO t VALUES (1, NULL, 'x')
          23502 | SQLIntegrityConstraintViolationException | 0 | UPDATE t SET s = NULL
          0A000 | SQLFeatureNotSupportedException | 0 | GRANT SELECT ON t TO joe
          25000 | SQLException | 0 | SAVEPOINT s
          42704 | SQLSyntaxErrorException | 0 | SET proxima.nothing = 1
          """)
  void aStatementFailsWithItsClassAndPlace(String state, String type, int position, String sql) {
    assertThatThrownBy(
            () -> {
              if (statement.execute(sql)) {
                statement.getResultSet().next();
              }
            })
        .isInstanceOfSatisfying(
            SQLException.class,
            e -> {
              assertThat(e.getSQLState()).isEqualTo(state);
              assertThat(e.getClass().getSimpleName()).isEqualTo(type);
              if (position > 0) {
                assertThat(e.getMessage()).endsWith("(at character " + position + ")");
              }
            });
  }

  @Test
  void aSyntaxErrorOnALaterLineSaysItsPlaceInTheText() {
    String sql = "SELECT id\n  FROM t\n  WHER id = 1 AND 2";
    assertThatThrownBy(() -> statement.execute(sql))
        .hasMessageEndingWith("(at character " + (sql.indexOf("id = 1") + 1) + ")");
  }

  @Test
  void closedHandlesRefuse() throws SQLException {
    PreparedStatement prepared = connection.prepareStatement("SELECT id FROM t WHERE id = ?");
    prepared.setInt(1, 1);
    ResultSet rows = prepared.executeQuery();
    rows.close();
    refused("HY010", rows::next);
    prepared.close();
    refused("HY010", prepared::executeQuery);
    connection.close();
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> statement.execute("SELECT 1"),
            () -> connection.prepareStatement("SELECT 1"),
            connection::commit,
            () -> connection.getMetaData().getTables(null, null, null, null))) {
      refused("08003", call);
    }
    statement.close();
    prepared.close();
    connection.close();
    assertThat(connection.isValid(1)).isFalse();
  }

  private static void refused(String state, ThrowingCallable work) {
    assertThatThrownBy(work)
        .isInstanceOf(SQLException.class)
        .extracting(e -> ((SQLException) e).getSQLState())
        .isEqualTo(state);
  }
}
