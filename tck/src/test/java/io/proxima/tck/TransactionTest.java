package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What belongs to a transaction and what does not, seen through two connections.
final class TransactionTest {
  private Connection mine;
  private Connection other;
  private Statement my;
  private Statement others;

  @BeforeEach
  void open() throws SQLException {
    mine = DriverManager.getConnection("jdbc:proxima:mem:transactions");
    other = DriverManager.getConnection("jdbc:proxima:mem:transactions");
    my = mine.createStatement();
    others = other.createStatement();
    my.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, v VECTOR(2))");
    my.execute("CREATE TABLE u (id INTEGER PRIMARY KEY, n INTEGER)");
    my.execute("INSERT INTO t VALUES (1, 10, '[1,0]'), (2, 20, '[2,0]'), (3, 30, '[3,0]')");
  }

  @AfterEach
  void close() throws SQLException {
    mine.close();
    other.close();
  }

  @Test
  void inAutocommitEachStatementIsSeenByOthersAtOnce() throws SQLException {
    my.execute("UPDATE t SET n = 11 WHERE id = 1");
    assertThat(numbers(others, "SELECT n FROM t WHERE id = 1")).containsExactly(11L);
  }

  @Test
  void writesAreSeenByTheirOwnTransactionAndByOthersAfterCommit() throws SQLException {
    mine.setAutoCommit(false);
    my.execute("INSERT INTO t VALUES (4, 40, '[0,0]')");
    my.execute("DELETE FROM t WHERE id = 1");
    my.execute("UPDATE t SET v = '[0.5,0]', n = 21 WHERE id = 2");
    String nearest = "SELECT id FROM t ORDER BY v <-> '[0,0]' LIMIT 2";
    assertThat(numbers(my, nearest)).containsExactly(4L, 2L);
    assertThat(numbers(my, "SELECT sum(n) FROM t")).containsExactly(91L);
    assertThat(numbers(my, "SELECT n FROM t WHERE id = 2")).containsExactly(21L);
    assertThat(numbers(others, nearest)).containsExactly(1L, 2L);
    assertThat(numbers(others, "SELECT sum(n) FROM t")).containsExactly(60L);
    mine.commit();
    assertThat(numbers(others, nearest)).containsExactly(4L, 2L);
    assertThat(numbers(others, "SELECT sum(n) FROM t")).containsExactly(91L);
  }

  @Test
  void rollbackForgetsEverything() throws SQLException {
    mine.setAutoCommit(false);
    my.execute("DELETE FROM t");
    my.execute("INSERT INTO u VALUES (1, 1)");
    mine.rollback();
    assertThat(numbers(my, "SELECT id FROM t ORDER BY id")).containsExactly(1L, 2L, 3L);
    assertThat(numbers(my, "SELECT id FROM u")).isEmpty();
  }

  @Test
  void aTransactionReadsOneSnapshot() throws SQLException {
    mine.setAutoCommit(false);
    assertThat(numbers(my, "SELECT count(*) FROM t")).containsExactly(3L);
    others.execute("INSERT INTO t VALUES (4, 40, '[0,0]')");
    others.execute("UPDATE t SET n = 0 WHERE id = 1");
    assertThat(numbers(my, "SELECT sum(n) FROM t")).containsExactly(60L);
    assertThat(numbers(my, "SELECT id FROM t ORDER BY v <-> '[0,0]' LIMIT 1")).containsExactly(1L);
    mine.rollback();
    assertThat(numbers(my, "SELECT sum(n) FROM t")).containsExactly(90L);
  }

  @Test
  void theFirstCommitterWins() throws SQLException {
    mine.setAutoCommit(false);
    other.setAutoCommit(false);
    my.execute("UPDATE t SET n = n + 1 WHERE id = 1");
    others.execute("UPDATE t SET n = n + 5 WHERE id = 1");
    mine.commit();
    assertThatThrownBy(other::commit)
        .isInstanceOf(SQLTransactionRollbackException.class)
        .extracting(e -> ((SQLException) e).getSQLState())
        .isEqualTo("40001");
    others.execute("UPDATE t SET n = n + 5 WHERE id = 1");
    other.commit();
    assertThat(numbers(my, "SELECT n FROM t WHERE id = 1")).containsExactly(16L);
  }

  @Test
  void twoInsertsOfOneKeyCollideAndTheSecondIsRefused() throws SQLException {
    mine.setAutoCommit(false);
    other.setAutoCommit(false);
    my.execute("INSERT INTO t VALUES (9, 1, NULL)");
    others.execute("INSERT INTO t VALUES (9, 2, NULL)");
    mine.commit();
    assertThatThrownBy(other::commit).isInstanceOf(SQLException.class);
    assertThat(numbers(others, "SELECT n FROM t WHERE id = 9")).containsExactly(1L);
  }

  @Test
  void statementsInAutocommitRunAgainUntilTheyWin() throws Exception {
    int threads = 8;
    int rounds = 50;
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    List<Thread> running = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      running.add(
          Thread.ofPlatform()
              .start(() -> {
                try (Connection connection =
                        DriverManager.getConnection("jdbc:proxima:mem:transactions");
                    PreparedStatement add =
                        connection.prepareStatement("UPDATE t SET n = n + 1 WHERE id = 1")) {
                  for (int round = 0; round < rounds; round++) {
                    assertThat(add.executeUpdate()).isEqualTo(1);
                  }
                } catch (SQLException | AssertionError e) {
                  failures.add(e);
                }
              }));
    }
    for (Thread thread : running) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    assertThat(numbers(my, "SELECT n FROM t WHERE id = 1")).containsExactly(10L + threads * rounds);
  }

  @Test
  void changesOfTwoTablesAppearTogether() throws Exception {
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    my.execute("INSERT INTO u VALUES (1, 10)");
    Thread writer =
        Thread.ofPlatform()
            .start(() -> {
              try {
                other.setAutoCommit(false);
                for (int i = 0; i < 50; i++) {
                  others.execute("UPDATE t SET n = n + 1 WHERE id = 1");
                  others.execute("UPDATE u SET n = n + 1 WHERE id = 1");
                  other.commit();
                }
              } catch (SQLException e) {
                failures.add(e);
              }
            });
    while (writer.isAlive()) {
      assertThat(numbers(my, "SELECT t.n - u.n FROM t JOIN u ON t.id = u.id")).containsExactly(0L);
    }
    writer.join();
    assertThat(failures).isEmpty();
    assertThat(numbers(my, "SELECT n FROM u")).containsExactly(60L);
  }

  @Test
  void aStatementThatFailsLeavesTheRestOfItsTransaction() throws SQLException {
    mine.setAutoCommit(false);
    my.execute("UPDATE t SET n = 11 WHERE id = 1");
    fails("23505", () -> my.execute("INSERT INTO t VALUES (7, 0, NULL), (2, 0, NULL)"));
    fails("22012", () -> my.execute("UPDATE t SET n = n / (id - 3)"));
    fails("42601", () -> my.execute("UPDATE t SETT n = 1"));
    my.execute("UPDATE t SET n = 22 WHERE id = 2");
    mine.commit();
    assertThat(numbers(others, "SELECT n FROM t ORDER BY id")).containsExactly(11L, 22L, 30L);
  }

  @Test
  void savepointsForgetWhatCameAfterThem() throws SQLException {
    mine.setAutoCommit(false);
    my.execute("INSERT INTO u VALUES (1, 1)");
    Savepoint first = mine.setSavepoint("first");
    my.execute("INSERT INTO u VALUES (2, 2)");
    Savepoint second = mine.setSavepoint();
    my.execute("INSERT INTO u VALUES (3, 3)");
    my.execute("DELETE FROM u WHERE id = 1");
    mine.rollback(second);
    assertThat(numbers(my, "SELECT id FROM u ORDER BY id")).containsExactly(1L, 2L);
    mine.rollback(first);
    assertThat(numbers(my, "SELECT id FROM u")).containsExactly(1L);
    fails("25000", () -> mine.rollback(second));
    my.execute("INSERT INTO u VALUES (4, 4)");
    mine.rollback(first);
    mine.releaseSavepoint(first);
    fails("25000", () -> mine.rollback(first));
    mine.commit();
    assertThat(numbers(others, "SELECT id FROM u")).containsExactly(1L);
  }

  @Test
  void releasingASavepointReleasesTheLaterOnes() throws SQLException {
    mine.setAutoCommit(false);
    Savepoint first = mine.setSavepoint();
    my.execute("INSERT INTO u VALUES (1, 1)");
    Savepoint second = mine.setSavepoint();
    mine.releaseSavepoint(first);
    fails("25000", () -> mine.rollback(second));
    mine.commit();
    assertThat(numbers(others, "SELECT id FROM u")).containsExactly(1L);
  }

  @Test
  void transactionsCanBeWrittenInSql() throws SQLException {
    my.execute("BEGIN");
    my.execute("INSERT INTO u VALUES (1, 1)");
    my.execute("SAVEPOINT s");
    my.execute("INSERT INTO u VALUES (2, 2)");
    my.execute("ROLLBACK TO SAVEPOINT s");
    assertThat(numbers(others, "SELECT id FROM u")).isEmpty();
    fails("25000", () -> my.execute("BEGIN"));
    my.execute("COMMIT");
    assertThat(numbers(others, "SELECT id FROM u")).containsExactly(1L);
    my.execute("INSERT INTO u VALUES (3, 3)");
    assertThat(numbers(others, "SELECT count(*) FROM u")).containsExactly(2L);
    my.execute("BEGIN");
    my.execute("DELETE FROM u");
    my.execute("ROLLBACK");
    assertThat(numbers(others, "SELECT count(*) FROM u")).containsExactly(2L);
  }

  @Test
  void aSavepointRolledBackInSqlEndsTheResultsThatReadBehindIt() throws SQLException {
    mine.setAutoCommit(false);
    my.execute("INSERT INTO u VALUES (1, 1)");
    my.execute("SAVEPOINT s");
    fill(2, 3_000);
    try (Statement reader = mine.createStatement();
        ResultSet rows = reader.executeQuery("SELECT id FROM u")) {
      assertThat(rows.next()).isTrue();
      my.execute("ROLLBACK TO SAVEPOINT s");
      fails("24000", () -> drain(rows));
    }
    assertThat(numbers(my, "SELECT id FROM u")).containsExactly(1L);
  }

  @Test
  void aDefinitionCommitsTheTransactionBeforeIt() throws SQLException {
    mine.setAutoCommit(false);
    my.execute("INSERT INTO u VALUES (1, 1)");
    my.execute("CREATE TABLE w (id INTEGER PRIMARY KEY)");
    my.execute("INSERT INTO w VALUES (1)");
    mine.rollback();
    assertThat(numbers(others, "SELECT id FROM u")).containsExactly(1L);
    assertThat(numbers(others, "SELECT id FROM w")).isEmpty();
  }

  @Test
  void aDefinitionThatIsRefusedLeavesTheTransactionOpen() throws SQLException {
    mine.setAutoCommit(false);
    my.execute("INSERT INTO u VALUES (1, 1)");
    fails("42P07", () -> my.execute("CREATE TABLE t (id INTEGER)"));
    fails("42601", () -> my.execute("CREATE TABLE w (id INTEGER"));
    mine.rollback();
    assertThat(numbers(others, "SELECT id FROM u")).isEmpty();
  }

  @Test
  void aTransactionThatWroteADroppedTableFailsAtCommit() throws SQLException {
    mine.setAutoCommit(false);
    my.execute("INSERT INTO u VALUES (1, 1)");
    others.execute("DROP TABLE u");
    assertThatThrownBy(mine::commit).isInstanceOf(SQLException.class);
    assertThat(numbers(my, "SELECT count(*) FROM t")).containsExactly(3L);
  }

  @Test
  void aReadOnlyConnectionRefusesWritesAndReads() throws SQLException {
    mine.setReadOnly(true);
    assertThat(mine.isReadOnly()).isTrue();
    fails("25006", () -> my.execute("INSERT INTO u VALUES (1, 1)"));
    fails("25006", () -> my.execute("CREATE TABLE w (id INTEGER)"));
    fails("25006", () -> my.execute("DROP TABLE t"));
    fails("25006", () -> my.execute("TRUNCATE TABLE t"));
    try (PreparedStatement insert = mine.prepareStatement("INSERT INTO u VALUES (?, ?)")) {
      insert.setInt(1, 1);
      insert.setInt(2, 1);
      insert.addBatch();
      assertThatThrownBy(insert::executeBatch)
          .isInstanceOf(BatchUpdateException.class)
          .extracting(e -> ((SQLException) e).getSQLState())
          .isEqualTo("25006");
    }
    assertThat(numbers(my, "SELECT count(*) FROM t")).containsExactly(3L);
    mine.setReadOnly(false);
    my.execute("INSERT INTO u VALUES (1, 1)");
    my.execute("BEGIN READ ONLY");
    fails("25006", () -> my.execute("DELETE FROM t"));
    my.execute("COMMIT");
    assertThat(my.executeUpdate("DELETE FROM u")).isEqualTo(1);
    try (Connection reader =
        DriverManager.getConnection("jdbc:proxima:mem:transactions;readOnly=true")) {
      fails("25006", () -> reader.createStatement().execute("DELETE FROM t"));
    }
  }

  @Test
  void switchingAutocommitOnCommits() throws SQLException {
    mine.setAutoCommit(false);
    my.execute("INSERT INTO u VALUES (1, 1)");
    mine.setAutoCommit(true);
    assertThat(numbers(others, "SELECT id FROM u")).containsExactly(1L);
  }

  @Test
  void closingRollsBack() throws SQLException {
    mine.setAutoCommit(false);
    my.execute("INSERT INTO u VALUES (1, 1)");
    mine.close();
    assertThat(numbers(others, "SELECT id FROM u")).isEmpty();
  }

  @Test
  void severalResultsAreOpenAtOnceEachWithItsSnapshot() throws SQLException {
    fill(0, 5_000);
    try (Statement a = mine.createStatement();
        Statement b = mine.createStatement();
        ResultSet before = a.executeQuery("SELECT id FROM u ORDER BY id")) {
      assertThat(before.next()).isTrue();
      others.execute("DELETE FROM u WHERE id >= 100");
      try (ResultSet after = b.executeQuery("SELECT id FROM u ORDER BY id")) {
        long rowsBefore = 1;
        long rowsAfter = 0;
        while (before.next()) {
          rowsBefore++;
          rowsAfter += after.next() ? 1 : 0;
        }
        assertThat(rowsBefore).isEqualTo(5_000);
        assertThat(rowsAfter).isEqualTo(100);
      }
    }
  }

  @Test
  void aResultInATransactionDoesNotSeeLaterWritesOfIt() throws SQLException {
    fill(0, 5_000);
    mine.setAutoCommit(false);
    try (Statement reader = mine.createStatement();
        ResultSet rows = reader.executeQuery("SELECT id FROM u")) {
      assertThat(rows.next()).isTrue();
      my.execute("DELETE FROM u WHERE id < 4000");
      my.execute("INSERT INTO u VALUES (9000, 0)");
      fails("23505", () -> my.execute("INSERT INTO u VALUES (9001, 0), (9000, 0)"));
      assertThat(drain(rows)).isEqualTo(4_999);
    }
    assertThat(numbers(my, "SELECT count(*) FROM u")).containsExactly(1_001L);
    mine.rollback();
    assertThat(numbers(my, "SELECT count(*) FROM u")).containsExactly(5_000L);
  }

  @Test
  void aResultEndsWithItsTransaction() throws SQLException {
    mine.setAutoCommit(false);
    for (ThrowingCallable end : List.<ThrowingCallable>of(mine::commit, mine::rollback)) {
      try (Statement reader = mine.createStatement();
          ResultSet rows = reader.executeQuery("SELECT id FROM t")) {
        assertThat(rows.next()).isTrue();
        assertThatCode(end).doesNotThrowAnyException();
        assertThat(rows.isClosed()).isTrue();
        fails("HY010", rows::next);
      }
    }
  }

  @Test
  void aResultOutlivesTheTableAndTheOtherConnections() throws SQLException {
    fill(0, 5_000);
    try (ResultSet rows = my.executeQuery("SELECT id FROM u")) {
      assertThat(rows.next()).isTrue();
      others.execute("DROP TABLE u");
      other.close();
      assertThat(drain(rows)).isEqualTo(4_999);
    }
  }

  private void fill(int from, int to) throws SQLException {
    try (PreparedStatement insert = mine.prepareStatement("INSERT INTO u VALUES (?, ?)")) {
      for (int i = from; i < to; i++) {
        insert.setInt(1, i);
        insert.setInt(2, i);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static long drain(ResultSet rows) throws SQLException {
    long count = 0;
    while (rows.next()) {
      count++;
    }
    return count;
  }

  private static List<Long> numbers(Statement statement, String sql) throws SQLException {
    List<Long> numbers = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        numbers.add(rows.getLong(1));
      }
    }
    return numbers;
  }

  private static void fails(String state, ThrowingCallable work) {
    assertThatThrownBy(work)
        .isInstanceOf(SQLException.class)
        .extracting(e -> ((SQLException) e).getSQLState())
        .isEqualTo(state);
  }
}
