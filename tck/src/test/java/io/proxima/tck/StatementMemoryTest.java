package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// P10: a statement that would keep more than its share of the memory is refused, alone, and gives
/// everything back.
final class StatementMemoryTest {
  private static final String URL = "jdbc:proxima:mem:statement_memory;maxMemory=64m";
  private static final int ROWS = 3_200;
  private static final String IN_ORDER =
      "SELECT a.id, b.id FROM t a CROSS JOIN t b ORDER BY b.id, a.id DESC";

  private static Connection connection;

  @BeforeAll
  static void open() throws SQLException {
    connection = DriverManager.getConnection(URL);
    run("CREATE TABLE t (id INTEGER PRIMARY KEY, s VARCHAR, v VECTOR(2))");
    run("CREATE TABLE pairs (id BIGINT PRIMARY KEY, s VARCHAR)");
    StringBuilder rows = new StringBuilder("INSERT INTO t VALUES ");
    for (int i = 0; i < ROWS; i++) {
      rows.append(i == 0 ? "" : ", ").append("(%d, 'text %d', '[%d, 1]')".formatted(i, i, i));
    }
    run(rows.toString());
  }

  @AfterAll
  static void close() throws SQLException {
    connection.close();
  }

  private static void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long number(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getLong(1);
    }
  }

  private static long used() throws SQLException {
    return number("SELECT used_bytes FROM proxima.memory");
  }

  /// Reads all rows.
  private static void drain(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (statement.execute(sql)) {
        try (ResultSet rows = statement.getResultSet()) {
          while (rows.next()) {
            assertThat(rows.getRow()).isPositive();
          }
        }
      }
    }
  }

  private static void isRefused(String sql) {
    assertThatThrownBy(() -> drain(sql))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("53200"))
        .hasMessageContaining(" bytes, ")
        .hasMessageContaining("proxima.statement_memory");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        IN_ORDER,
        "SELECT a.id, b.s FROM t a CROSS JOIN t b ORDER BY a.id + b.id LIMIT 5000000",
        "SELECT a.id, ROW_NUMBER() OVER (ORDER BY b.id) FROM t a CROSS JOIN t b",
        "SELECT a.id, SUM(b.id) OVER (PARTITION BY a.id + b.id) FROM t a CROSS JOIN t b",
        "SELECT DISTINCT a.id, b.s FROM t a CROSS JOIN t b",
        "SELECT a.id, b.s, COUNT(*) FROM t a CROSS JOIN t b GROUP BY a.id, b.s",
        "SELECT COUNT(DISTINCT a.s || b.s) FROM t a CROSS JOIN t b",
        "SELECT LISTAGG(a.s, ',') FROM t a CROSS JOIN t b",
        "SELECT MODE(a.id * 10000 + b.id) FROM t a CROSS JOIN t b",
        "SELECT a.s, b.id FROM t a, t b UNION SELECT b.s, a.id FROM t a, t b",
        "SELECT a.s, b.id FROM t a, t b INTERSECT SELECT b.s, a.id FROM t a, t b",
        "SELECT a.id, b.id FROM t a, t b EXCEPT SELECT 1, 1 FROM t",
        "WITH RECURSIVE r(n) AS (SELECT 1 UNION SELECT n + 1 FROM r) SELECT COUNT(*) FROM r",
        "SELECT COUNT(*) FROM t x FULL JOIN (SELECT a.id * b.id AS n FROM t a, t b) y ON x.id ="
            + " y.n",
        "INSERT INTO pairs SELECT a.id * 10000 + b.id, a.s FROM t a CROSS JOIN t b",
        "INSERT INTO pairs SELECT a.id * 10000 + b.id, a.s FROM t a, t b ON CONFLICT DO NOTHING",
        "DELETE FROM t WHERE id >= 0 RETURNING REPEAT(s, 100000)"
      })
  void whatKeepsTooManyRowsIsRefusedAndGivesAllMemoryBack(String sql) throws SQLException {
    long before = used();
    isRefused(sql);
    assertThat(used()).isEqualTo(before);
    assertThat(number("SELECT COUNT(*) FROM t")).isEqualTo(ROWS);
    assertThat(number("SELECT COUNT(*) FROM pairs")).isZero();
  }

  @Test
  void joinsAndFirstRowsOfManyNeedLittle() throws SQLException {
    assertThat(number("SELECT COUNT(*) FROM t a CROSS JOIN t b WHERE a.id + b.id = 7"))
        .isEqualTo(8);
    assertThat(number("SELECT a.id FROM t a, t b ORDER BY a.id + b.id DESC, a.id LIMIT 1"))
        .isEqualTo(ROWS - 1);
  }

  @Test
  void othersReadAndWriteWhileStatementsAreRefused() throws Exception {
    AtomicBoolean isDone = new AtomicBoolean();
    AtomicInteger rounds = new AtomicInteger();
    FutureTask<Void> other =
        new FutureTask<>(() -> {
          try (Connection second = DriverManager.getConnection(URL);
              Statement statement = second.createStatement()) {
            statement.execute("CREATE TABLE log (id INTEGER PRIMARY KEY)");
            while (!isDone.get()) {
              statement.execute("INSERT INTO log VALUES (" + rounds.get() + ")");
              try (ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM log")) {
                assertThat(count.next()).isTrue();
                assertThat(count.getInt(1)).isEqualTo(rounds.incrementAndGet());
              }
            }
            statement.execute("DROP TABLE log");
          }
          return null;
        });
    Thread thread = new Thread(other, "other");
    thread.start();
    int refusals = 0;
    while (!other.isDone() && (refusals < 3 || rounds.get() < 10)) {
      isRefused(IN_ORDER);
      refusals++;
    }
    isDone.set(true);
    other.get();
  }

  @Test
  void anOpenResultKeepsItsMemoryUntilItIsClosed() throws SQLException {
    long before = used();
    try (Statement statement = connection.createStatement()) {
      ResultSet rows = statement.executeQuery("SELECT id FROM t ORDER BY s");
      assertThat(rows.next()).isTrue();
      assertThat(used()).isGreaterThan(before + 64 * ROWS);
      rows.close();
      assertThat(used()).isEqualTo(before);
      rows = statement.executeQuery("UPDATE t SET s = s RETURNING id, s");
      assertThat(rows.next()).isTrue();
      long returned = used();
      rows.close();
      assertThat(used()).isLessThan(returned - 32 * ROWS);
    }
    Connection second = DriverManager.getConnection(URL);
    before = used();
    ResultSet left = second.createStatement().executeQuery("SELECT id FROM t ORDER BY s");
    assertThat(left.next()).isTrue();
    second.close();
    assertThat(used()).isEqualTo(before);
  }

  @Test
  void aSettingSaysHowMuchAStatementMayKeep() throws SQLException {
    String nearest = "SELECT id FROM t ORDER BY v <-> '[7, 1]' LIMIT " + ROWS;
    drain(nearest);
    run("SET proxima.statement_memory = '64kB'");
    isRefused(nearest);
    isRefused("SELECT id FROM t ORDER BY s");
    run("SET proxima.statement_memory = '4MB'");
    drain(nearest);
    run("RESET proxima.statement_memory");
  }
}
