package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The views of the schema `proxima` change with what they are about.
final class SystemViewsTest {
  @TempDir private Path folder;
  private Connection connection;

  @BeforeEach
  void open() throws SQLException {
    connection = connect("watcher");
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private Connection connect(String application) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:proxima:file:" + folder.resolve("db") + ";user=ada;applicationName=" + application);
  }

  private List<Object> row(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<Object> values = new ArrayList<>();
      assertThat(rows.next()).as(sql).isTrue();
      for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
        values.add(rows.getObject(i));
      }
      assertThat(rows.next()).as(sql).isFalse();
      return values;
    }
  }

  private long number(String sql) throws SQLException {
    return ((Number) row(sql).getFirst()).longValue();
  }

  private static void run(Connection on, String sql) throws SQLException {
    try (Statement statement = on.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void sessionsComeAndGoAndShowTheirTransaction() throws SQLException {
    String other =
        "SELECT user_name, state, statement, in_transaction, transaction_snapshot IS NULL"
            + " FROM proxima.sessions WHERE application_name = 'other'";
    assertThat(number("SELECT COUNT(*) FROM proxima.sessions")).isEqualTo(1);
    try (Connection second = connect("other")) {
      assertThat(row(other).subList(0, 2)).containsExactly("ada", "idle");
      assertThat(row(other).subList(2, 5)).containsExactly(null, false, true);
      second.setAutoCommit(false);
      run(second, "SELECT 1");
      assertThat(row(other).get(1)).isEqualTo("in transaction");
      assertThat(row(other).subList(3, 5)).containsExactly(true, false);
      second.commit();
      assertThat(row(other).get(3)).isEqualTo(false);
    }
    assertThat(number("SELECT COUNT(*) FROM proxima.sessions")).isEqualTo(1);
    String self = "SELECT state, statement FROM proxima.sessions";
    assertThat(row(self)).containsExactly("running", self);
  }

  @Test
  void theLogGrowsWithEachCommit() throws SQLException {
    String current = "SELECT last_lsn, synced_lsn, bytes FROM proxima.wal WHERE is_current";
    run(connection, "CREATE TABLE t (id INTEGER PRIMARY KEY)");
    List<Object> before = row(current);
    run(connection, "INSERT INTO t VALUES (1)");
    List<Object> after = row(current);
    for (int i = 0; i < 3; i++) {
      assertThat((Long) after.get(i)).isGreaterThan((Long) before.get(i));
    }
    assertThat(after.get(1)).isEqualTo(after.get(0));
    connection.close();
    open();
    assertThat(number("SELECT COUNT(*) FROM proxima.wal")).isEqualTo(2);
    assertThat(row("SELECT file, last_lsn, bytes FROM proxima.wal WHERE NOT is_current"))
        .containsExactly("log/000001.wal", after.get(0), after.get(2));
    assertThat(number("SELECT first_lsn FROM proxima.wal WHERE is_current"))
        .isEqualTo((Long) after.get(0) + 1);
  }

  @Test
  void memoryIsChargedToWhoHoldsIt() throws SQLException {
    String table = "SELECT used_bytes FROM proxima.memory WHERE consumer = 'table public.t'";
    String total = "SELECT used_bytes FROM proxima.memory WHERE consumer = 'total'";
    run(connection, "CREATE TABLE t (id INTEGER PRIMARY KEY, e VECTOR(512))");
    long before = number(total);
    run(
        connection,
        "INSERT INTO t SELECT a.n * 10 + b.n, NULL FROM"
            + " (VALUES 1, 2, 3, 4, 5, 6, 7, 8, 9, 0) AS a(n),"
            + " (VALUES 1, 2, 3, 4, 5, 6, 7, 8, 9, 0) AS b(n)");
    long used = number(table);
    assertThat(used).isPositive();
    assertThat(number(total)).isGreaterThan(before).isGreaterThanOrEqualTo(used);
    assertThat(number("SELECT limit_bytes FROM proxima.memory WHERE consumer = 'total'"))
        .isGreaterThan(number(total));
    connection.setAutoCommit(false);
    run(connection, "DELETE FROM t WHERE id < 50");
    assertThat(number("SELECT COUNT(*) FROM proxima.memory WHERE consumer = 'transaction'"))
        .isEqualTo(1);
    connection.rollback();
    connection.setAutoCommit(true);
    assertThat(number("SELECT COUNT(*) FROM proxima.memory WHERE consumer = 'transaction'"))
        .isZero();
    run(connection, "DROP TABLE t");
    assertThat(number("SELECT COUNT(*) FROM proxima.memory WHERE consumer = 'table public.t'"))
        .isZero();
  }

  @Test
  void statementsAreCounted() throws SQLException {
    String counted =
        "SELECT executions, row_count FROM proxima.statements WHERE LOWER(statement) LIKE"
            + " 'values%'";
    for (int i = 1; i <= 3; i++) {
      row("VALUES (" + i + ")");
      assertThat(row(counted)).containsExactly((long) i, (long) i);
    }
  }
}
