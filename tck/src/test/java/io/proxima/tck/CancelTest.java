package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// P16: a statement that is cancelled, runs out of time or loses its connection ends at once, and
/// nothing else does.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class CancelTest {
  private static final String URL = "jdbc:proxima:mem:cancel";
  private static final int ROWS = 4_000;
  private static final Duration QUICKLY = Duration.ofSeconds(3);
  private static final String ENDLESS =
      "SELECT count(*) FROM t a, t b, t c WHERE a.n + b.n + c.n < -1";

  private Connection observer;
  private Connection connection;
  private Statement statement;

  @BeforeEach
  void open() throws SQLException {
    observer = DriverManager.getConnection(URL + ";applicationName=observer");
    connection = DriverManager.getConnection(URL + ";applicationName=victim");
    statement = connection.createStatement();
    statement.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, s VARCHAR, v VECTOR(8))");
    Random random = new Random(1);
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO t VALUES (?, ?, ?, ?)")) {
      for (int i = 0; i < ROWS; i++) {
        insert.setInt(1, i);
        insert.setInt(2, i);
        insert.setString(3, "text " + random.nextInt());
        float[] vector = new float[8];
        for (int j = 0; j < vector.length; j++) {
          vector[j] = random.nextFloat();
        }
        insert.setObject(4, vector);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  @AfterEach
  void close() throws SQLException {
    try (ResultSet rows = observer.createStatement().executeQuery("SELECT count(*) FROM t")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(ROWS);
    }
    connection.close();
    observer.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ENDLESS,
        "SELECT a.n, sum(b.n), count(c.n) FROM t a, t b, t c GROUP BY a.n",
        "SELECT a.id FROM t a, t b, t c ORDER BY a.v <-> b.v, c.s DESC",
        "SELECT a.id, b.id FROM t a, t b, t c ORDER BY a.v <-> b.v LIMIT 10",
        "SELECT DISTINCT a.n + b.n + c.n FROM t a, t b, t c",
        "SELECT a.n FROM t a, t b, t c UNION SELECT b.n FROM t a, t b, t c",
        "SELECT count(*) FROM t a JOIN t b ON a.n < b.n LEFT JOIN t c ON c.n < b.n",
        "SELECT id FROM t WHERE n IN (SELECT b.n + c.n + d.n FROM t b, t c, t d WHERE b.n + c.n +"
            + " d.n < 0)",
        "UPDATE t SET n = (SELECT max(a.n + b.n + c.n) FROM t a, t b, t c)",
        "DELETE FROM t WHERE n < (SELECT min(a.n - b.n - c.n) FROM t a, t b, t c)",
        "INSERT INTO t (id, n) SELECT a.n + b.n * 4000, c.n FROM t a, t b, t c WHERE a.n + b.n +"
            + " c.n < 0"
      })
  void cancelEndsAStatementFromAnotherThread(String sql) throws Exception {
    CompletableFuture<Throwable> failure = running(sql);
    long from = System.nanoTime();
    statement.cancel();
    Throwable error = failure.get(30, TimeUnit.SECONDS);
    assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(QUICKLY);
    assertThat(error).isInstanceOf(SQLTransientException.class);
    assertThat(((SQLException) error).getSQLState()).isEqualTo("57014");
    assertThat(statement.execute("SELECT 1")).isTrue();
  }

  @Test
  void aCancelledStatementLeavesTheRestOfItsTransaction() throws Exception {
    connection.setAutoCommit(false);
    statement.execute("UPDATE t SET n = -5 WHERE id = 1");
    CompletableFuture<Throwable> failure =
        running("UPDATE t SET n = (SELECT max(a.n + b.n + c.n) FROM t a, t b, t c)");
    statement.cancel();
    assertThat(failure.get(30, TimeUnit.SECONDS)).isInstanceOf(SQLTransientException.class);
    connection.commit();
    try (ResultSet rows = statement.executeQuery("SELECT n FROM t WHERE id IN (1, 2) ORDER BY n")) {
      rows.next();
      assertThat(rows.getInt(1)).isEqualTo(-5);
      rows.next();
      assertThat(rows.getInt(1)).isEqualTo(2);
    }
  }

  @Test
  void cancelEndsOnlyItsOwnStatement() throws Exception {
    try (Statement other = connection.createStatement();
        ResultSet rows = other.executeQuery("SELECT id FROM t")) {
      rows.next();
      CompletableFuture<Throwable> failure = running(ENDLESS);
      statement.cancel();
      assertThat(((SQLException) failure.get(30, TimeUnit.SECONDS)).getSQLState())
          .isEqualTo("57014");
      int count = 1;
      while (rows.next()) {
        count++;
      }
      assertThat(count).isEqualTo(ROWS);
    }
  }

  @Test
  void cancelOfTheReaderOfAResultEndsIt() throws SQLException {
    try (ResultSet rows = statement.executeQuery("SELECT id FROM t")) {
      rows.next();
      statement.cancel();
      assertThatThrownBy(rows::next)
          .extracting(e -> ((SQLException) e).getSQLState())
          .isEqualTo("57014");
    }
    statement.cancel();
    assertThat(statement.executeQuery("SELECT id FROM t").next()).isTrue();
  }

  @Test
  void theTimeLimitOfAStatementEndsIt() throws SQLException {
    statement.setQueryTimeout(1);
    timesOut(statement);
    statement.setQueryTimeout(0);
    assertThat(statement.execute("SELECT 1")).isTrue();
  }

  @Test
  void theTimeLimitOfASessionEndsAStatement() throws SQLException {
    statement.execute("SET proxima.statement_timeout = 100");
    timesOut(statement);
    statement.execute("RESET proxima.statement_timeout");
    statement.execute("BEGIN");
    statement.execute("SET LOCAL proxima.statement_timeout = 100");
    timesOut(statement);
    statement.execute("COMMIT");
    try (ResultSet rows = statement.executeQuery("SHOW proxima.statement_timeout")) {
      rows.next();
      assertThat(rows.getString(2)).isEqualTo("0");
    }
  }

  @Test
  void theTimeLimitOfAUrlEndsAStatementAndTheShorterOneCounts() throws SQLException {
    try (Connection limited = DriverManager.getConnection(URL + ";queryTimeout=1");
        Statement endless = limited.createStatement()) {
      assertThat(endless.getQueryTimeout()).isEqualTo(1);
      timesOut(endless);
      endless.setQueryTimeout(100);
      endless.execute("SET proxima.statement_timeout = 100");
      timesOut(endless);
    }
  }

  @Test
  void aTimeLimitCoversTheFetchingOfRows() throws SQLException {
    statement.execute("SET proxima.statement_timeout = 200");
    try (ResultSet rows = statement.executeQuery("SELECT a.id FROM t a, t b, t c")) {
      assertThatThrownBy(
              () -> {
                while (rows.next()) {
                  LockSupport.parkNanos(1);
                }
              })
          .isInstanceOf(SQLTimeoutException.class);
    }
  }

  @Test
  void closingAConnectionEndsItsStatementOnAnotherThread() throws Exception {
    CompletableFuture<Throwable> failure = running(ENDLESS);
    long from = System.nanoTime();
    connection.close();
    assertThat(failure.get(30, TimeUnit.SECONDS)).isInstanceOf(SQLException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(QUICKLY);
    assertThat(connection.isClosed()).isTrue();
    assertThat(victims()).isZero();
  }

  @Test
  void closingAStatementEndsItOnAnotherThread() throws Exception {
    CompletableFuture<Throwable> failure = running(ENDLESS);
    statement.close();
    assertThat(failure.get(30, TimeUnit.SECONDS)).isInstanceOf(SQLException.class);
    try (Statement next = connection.createStatement()) {
      assertThat(next.execute("SELECT 1")).isTrue();
    }
  }

  @Test
  void abortEndsWhatRunsAndTheSession() throws Exception {
    CompletableFuture<Throwable> failure = running(ENDLESS);
    Executor here = Runnable::run;
    connection.abort(here);
    assertThat(failure.get(30, TimeUnit.SECONDS)).isInstanceOf(SQLException.class);
    assertThat(connection.isClosed()).isTrue();
    assertThat(connection.isValid(1)).isFalse();
    assertThatThrownBy(() -> connection.createStatement())
        .extracting(e -> ((SQLException) e).getSQLState())
        .isEqualTo("08003");
    assertThat(victims()).isZero();
  }

  @Test
  void abortGivesBackWhatOpenResultsHold() throws Exception {
    try (Statement reader = connection.createStatement()) {
      ResultSet rows = reader.executeQuery("SELECT id FROM t");
      rows.next();
      connection.abort(Runnable::run);
      assertThatThrownBy(rows::next).isInstanceOf(SQLException.class);
      assertThat(victims()).isZero();
    }
  }

  private long victims() throws SQLException {
    try (Statement look = observer.createStatement();
        ResultSet rows =
            look.executeQuery(
                "SELECT count(*) FROM proxima.sessions WHERE application_name = 'victim'")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static void timesOut(Statement statement) {
    long from = System.nanoTime();
    assertThatThrownBy(() -> statement.executeQuery(ENDLESS).next())
        .isInstanceOf(SQLTimeoutException.class)
        .extracting(e -> ((SQLException) e).getSQLState())
        .isEqualTo("57P70");
    assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(QUICKLY);
  }

  /// Runs a statement on another thread; returns when the database says that it runs.
  private CompletableFuture<Throwable> running(String sql) throws Exception {
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            if (statement.execute(sql)) {
              ResultSet rows = statement.getResultSet();
              while (rows.next()) {
                LockSupport.parkNanos(1);
              }
            }
            failure.complete(new AssertionError("it ended by itself: " + sql));
          } catch (SQLException | RuntimeException e) {
            failure.complete(e);
          }
        });
    try (PreparedStatement look =
        observer.prepareStatement(
            "SELECT count(*) FROM proxima.sessions"
                + " WHERE application_name = 'victim' AND state = 'running'")) {
      boolean isRunning = false;
      while (!isRunning && !failure.isDone()) {
        try (ResultSet rows = look.executeQuery()) {
          rows.next();
          isRunning = rows.getInt(1) == 1;
        }
      }
    }
    return failure;
  }
}
