package io.proxima.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.proxima.client.ExecuteOptions;
import io.proxima.client.Outcome;
import io.proxima.client.PreparedQuery;
import io.proxima.client.ResultColumn;
import io.proxima.client.SessionException;
import io.proxima.client.ValueType;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTransientException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ProximaStatementTest {
  private final FakeSession session =
      new FakeSession()
          .rows("select", "a:INTEGER", new Object[] {1}, new Object[] {2})
          .count("update", 3)
          .count("many", 5_000_000_000L);
  private final ProximaConnection connection = session.connect();

  @Test
  void executeTellsRowsFromCounts() throws SQLException {
    Statement statement = connection.createStatement();
    assertThat(statement.execute("select")).isTrue();
    assertThat(statement.getResultSet()).isNotNull();
    assertThat(statement.getUpdateCount()).isEqualTo(-1);
    assertThat(statement.execute("update")).isFalse();
    assertThat(statement.getResultSet()).isNull();
    assertThat(statement.getUpdateCount()).isEqualTo(3);
    assertThat(statement.getMoreResults()).isFalse();
    assertThat(statement.getUpdateCount()).isEqualTo(-1);
    assertThat(statement.executeUpdate("many")).isEqualTo(Integer.MAX_VALUE);
    assertThat(statement.executeLargeUpdate("many")).isEqualTo(5_000_000_000L);
  }

  @Test
  void wrongMethodIsRefusedBeforeAnythingHappens() throws SQLException {
    Statement statement = connection.createStatement();
    assertThatThrownBy(() -> statement.executeQuery("update")).isInstanceOf(SQLException.class);
    assertThatThrownBy(() -> statement.executeUpdate("select")).isInstanceOf(SQLException.class);
    assertThat(session.calls).containsExactly("prepare update", "prepare select");
    assertThat(session.prepared).isEmpty();
  }

  @Test
  void nextExecutionClosesTheResultBefore() throws SQLException {
    Statement statement = connection.createStatement();
    ResultSet first = statement.executeQuery("select");
    ResultSet second = statement.executeQuery("select");
    assertThat(first.isClosed()).isTrue();
    assertThat(second.isClosed()).isFalse();
    assertThat(session.openStreams).isEqualTo(1);
    statement.close();
    assertThat(second.isClosed()).isTrue();
    assertThat(session.openStreams).isZero();
    assertThat(session.prepared).isEmpty();
  }

  @Test
  void closeOnCompletionFollowsTheResult() throws SQLException {
    Statement statement = connection.createStatement();
    statement.closeOnCompletion();
    ResultSet replaced = statement.executeQuery("select");
    ResultSet rs = statement.executeQuery("select");
    assertThat(replaced.isClosed()).isTrue();
    assertThat(statement.isClosed()).isFalse();
    rs.close();
    assertThat(statement.isClosed()).isTrue();
  }

  @Test
  void limitsGoToTheSession() throws Exception {
    Connection limited = session.connect("jdbc:proxima:mem:;fetchSize=9;queryTimeout=4");
    Statement statement = limited.createStatement();
    statement.setMaxRows(7);
    statement.execute("update");
    statement.setQueryTimeout(2);
    statement.setFetchSize(1);
    statement.execute("update");
    assertThat(session.options)
        .extracting(ExecuteOptions::maxRows, ExecuteOptions::timeoutMillis, o -> o.fetchSize())
        .containsExactly(tuple(7L, 4_000L, 9), tuple(7L, 2_000L, 1));
    assertThatThrownBy(() -> statement.setMaxRows(-1)).hasMessageContaining("-1");
    assertThatThrownBy(() -> statement.setQueryTimeout(-1)).hasMessageContaining("-1");
    assertThatThrownBy(() -> statement.setFetchSize(-1)).hasMessageContaining("-1");
  }

  @Test
  void errorKeepsStateAndPlace() throws SQLException {
    Statement statement = connection.createStatement();
    assertThatThrownBy(() -> statement.execute("nonsense"))
        .isInstanceOf(SQLSyntaxErrorException.class)
        .hasMessageEndingWith("(at character 8)");
    session.failing("23505", "duplicate key");
    assertThatThrownBy(() -> statement.execute("update"))
        .isInstanceOf(SQLIntegrityConstraintViolationException.class);
    assertThat(session.prepared).isEmpty();
    assertThat(statement.executeUpdate("update")).isEqualTo(3);
  }

  @Test
  void warningsAreChainedAndReplaced() throws SQLException {
    session.play(
        "warn",
        new PreparedQuery(0, "warn", false, List.of(), List.of(), null),
        (values, options) -> new Outcome(null, 0, List.of("slow", "late")));
    Statement statement = connection.createStatement();
    statement.execute("warn");
    assertThat(statement.getWarnings().getMessage()).isEqualTo("slow");
    assertThat(statement.getWarnings().getNextWarning().getMessage()).isEqualTo("late");
    statement.execute("update");
    assertThat((Throwable) statement.getWarnings()).isNull();
  }

  @Test
  void batchStopsAtTheFirstFailure() throws SQLException {
    Statement statement = connection.createStatement();
    statement.addBatch("update");
    statement.addBatch("many");
    assertThat(statement.executeLargeBatch()).containsExactly(3, 5_000_000_000L);
    assertThat(statement.executeBatch()).isEmpty();
    statement.addBatch("update");
    statement.addBatch("nonsense");
    statement.addBatch("update");
    assertThatThrownBy(statement::executeBatch)
        .isInstanceOfSatisfying(
            BatchUpdateException.class,
            e -> {
              assertThat(e.getUpdateCounts()).containsExactly(3);
              assertThat(e.getSQLState()).isEqualTo("42601");
              assertThat((Throwable) e).hasCauseInstanceOf(SQLSyntaxErrorException.class);
            });
    assertThat(statement.executeBatch()).isEmpty();
  }

  @Test
  void cancelReachesOnlyItsOwnStatement() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    session.play(
        "long",
        new PreparedQuery(0, "long", false, List.of(), List.of(), null),
        (values, options) -> {
          started.countDown();
          try {
            if (!cancelled.await(20, TimeUnit.SECONDS)) {
              throw new SessionException("XX000", "nobody cancelled");
            }
          } catch (InterruptedException e) {
            throw new SessionException("XX000", "interrupted", 0, e);
          }
          throw new SessionException("57014", "cancelled");
        });
    Statement running = connection.createStatement();
    Statement idle = connection.createStatement();
    AtomicReference<SQLException> failure = new AtomicReference<>();
    Thread thread =
        new Thread(() -> {
          try {
            running.execute("long");
          } catch (SQLException e) {
            failure.set(e);
          }
        });
    thread.start();
    started.await();
    idle.cancel();
    assertThat(session.calls).doesNotContain("cancel");
    running.cancel();
    assertThat(session.calls).contains("cancel");
    cancelled.countDown();
    thread.join();
    assertThat(failure.get().getSQLState()).isEqualTo("57014");
    running.cancel();
    assertThat(session.calls.stream().filter("cancel"::equals)).hasSize(1);
  }

  @Test
  void whatIsNotOfferedIsRefusedByName() throws SQLException {
    Statement statement = connection.createStatement();
    assertThatThrownBy(() -> statement.setMaxFieldSize(5)).hasMessageContaining("field size");
    assertThatThrownBy(() -> statement.setEscapeProcessing(false)).hasMessageContaining("escape");
    assertThat(statement.executeUpdate("update", Statement.NO_GENERATED_KEYS)).isEqualTo(3);
  }

  private static ResultColumn key(String name, boolean isIdentity) {
    return new ResultColumn(name, "public", "t", name, ValueType.BIGINT, 0, 0, false, isIdentity);
  }

  private void playKeys(String sql, ResultColumn... columns) {
    List<ResultColumn> all = List.of(columns);
    session.play(
        sql,
        new PreparedQuery(0, sql, true, all, List.of(), null),
        (values, options) ->
            new Outcome(new ListRows(all, List.<Object[]>of(new Object[] {7L, 8L})), 1, List.of()));
  }

  @Test
  void generatedKeysAreWhatAnInsertReturns() throws SQLException {
    playKeys("insert\nRETURNING *", key("n", false), key("Id", true));
    playKeys("insert\nRETURNING \"Id\"", key("Id", true));
    playKeys("insert\nRETURNING \"n\", \"Id\"", key("n", false), key("Id", true));
    Statement statement = connection.createStatement();
    statement.setMaxRows(5);
    assertThat(statement.executeUpdate("insert ; ", Statement.RETURN_GENERATED_KEYS)).isEqualTo(1);
    assertThat(statement.getResultSet()).isNull();
    ResultSet keys = statement.getGeneratedKeys();
    assertThat(keys.next()).isTrue();
    assertThat(keys.getMetaData().getColumnName(1)).isEqualTo("Id");
    assertThat(keys.getLong(1)).isEqualTo(7);
    assertThat(statement.execute("insert", new String[] {"N", "Id"})).isFalse();
    assertThat(keys.isClosed()).isTrue();
    assertThat(statement.getGeneratedKeys().getMetaData().getColumnCount()).isEqualTo(2);
    assertThat(statement.execute("insert", new int[] {1, 2})).isFalse();
    assertThatThrownBy(() -> statement.execute("insert", new int[] {3}))
        .hasMessageContaining("no column 3");
    assertThatThrownBy(() -> statement.execute("insert", new String[] {"x"}))
        .hasMessageContaining("no column x");
  }

  @Test
  void aStatementThatGeneratesNoKeysGivesNone() throws SQLException {
    Statement statement = connection.createStatement();
    assertThat(statement.executeUpdate("update", Statement.RETURN_GENERATED_KEYS)).isEqualTo(3);
    assertThat(statement.getGeneratedKeys().next()).isFalse();
    assertThatThrownBy(() -> statement.execute("update", 5)).hasMessageContaining("found 5");
  }

  @Test
  void aCancellationBeforeTheSessionBeginsIsNotLost() throws SQLException {
    Statement statement = connection.createStatement();
    List<Boolean> seen = new ArrayList<>();
    session.play(
        "slow",
        new PreparedQuery(0, "slow", false, List.of(), List.of(), null),
        (values, options) -> {
          try {
            if (seen.isEmpty()) {
              statement.cancel();
            }
          } catch (SQLException e) {
            throw new SessionException("XX000", e.getMessage());
          }
          seen.add(options.isCancelled().getAsBoolean());
          return Outcome.of(0);
        });
    statement.execute("slow");
    statement.execute("slow");
    assertThat(seen).containsExactly(true, false);
  }

  @Test
  void aCancellationBehindTheExecutionEndsItsResult() throws Exception {
    session.rows("three", "N:INTEGER", new Object[] {1}, new Object[] {2}, new Object[] {3});
    try (Statement statement = connection.createStatement()) {
      PreparedQuery three = session.prepare("three");
      session.play(
          "late",
          three,
          (values, options) -> {
            Outcome outcome = session.execute(three, values, options);
            try {
              statement.cancel();
            } catch (SQLException e) {
              throw new SessionException("XX000", e.getMessage());
            }
            return outcome;
          });
      try (ResultSet rows = statement.executeQuery("late")) {
        assertThatThrownBy(rows::next)
            .isInstanceOf(SQLTransientException.class)
            .extracting(e -> ((SQLException) e).getSQLState())
            .isEqualTo("57014");
      }
      assertThat(statement.executeQuery("three").next()).isTrue();
    }
    assertThat(session.openStreams).isZero();
  }

  @Test
  void cancelEndsAnOpenResultAndNotTheNext() throws SQLException {
    session.rows("three", "N:INTEGER", new Object[] {1}, new Object[] {2}, new Object[] {3});
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("three")) {
      assertThat(rows.next()).isTrue();
      statement.cancel();
      assertThatThrownBy(rows::next)
          .isInstanceOf(SQLTransientException.class)
          .extracting(e -> ((SQLException) e).getSQLState())
          .isEqualTo("57014");
      try (ResultSet again = statement.executeQuery("three")) {
        assertThat(again.next()).isTrue();
      }
    }
    assertThat(session.openStreams).isZero();
  }
}
