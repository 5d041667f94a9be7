package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Unique values and foreign keys hold between transactions, and over a reopen.
final class ConstraintTest {
  private static final String URL = "jdbc:proxima:mem:constraints";

  private Connection mine;
  private Connection other;
  private Statement my;
  private Statement others;

  @BeforeEach
  void open() throws SQLException {
    mine = DriverManager.getConnection(URL);
    other = DriverManager.getConnection(URL);
    my = mine.createStatement();
    others = other.createStatement();
    my.execute("CREATE TABLE p (id INTEGER PRIMARY KEY, code VARCHAR UNIQUE)");
    my.execute(
        "CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p,"
            + " code VARCHAR REFERENCES p (code) ON DELETE CASCADE)");
    my.execute("INSERT INTO p VALUES (1, 'a'), (2, 'b'), (3, NULL)");
  }

  @AfterEach
  void close() throws SQLException {
    mine.close();
    other.close();
  }

  private static void fails(String state, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SQLException.class,
            e -> assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo(state));
  }

  private static List<String> texts(Statement statement, String sql) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  @Test
  void twoTransactionsCannotTakeOneValue() throws SQLException {
    mine.setAutoCommit(false);
    other.setAutoCommit(false);
    my.execute("INSERT INTO p VALUES (10, 'x')");
    others.execute("INSERT INTO p VALUES (11, 'x')");
    mine.commit();
    fails("40001", () -> other.commit());
    fails("23505", () -> others.execute("INSERT INTO p VALUES (11, 'x')"));
    other.rollback();
    assertThat(texts(others, "SELECT id FROM p WHERE code = 'x'")).containsExactly("10");
  }

  @Test
  void aValueThatWasGivenUpMeanwhileMayBeTakenAfterwards() throws SQLException {
    other.setAutoCommit(false);
    assertThat(texts(others, "SELECT id FROM p WHERE code = 'a'")).containsExactly("1");
    my.execute("DELETE FROM p WHERE id = 1");
    fails("23505", () -> others.execute("INSERT INTO p VALUES (12, 'a')"));
    other.rollback();
    others.execute("INSERT INTO p VALUES (12, 'a')");
    other.commit();
    fails("23505", () -> my.execute("INSERT INTO p VALUES (13, 'a')"));
  }

  @Test
  void aValueMovesFromOneRowToAnotherInOneTransaction() throws SQLException {
    mine.setAutoCommit(false);
    my.execute("UPDATE p SET code = NULL WHERE id = 1");
    my.execute("UPDATE p SET code = 'a' WHERE id = 2");
    my.execute("INSERT INTO p VALUES (4, 'b')");
    mine.commit();
    assertThat(texts(others, "SELECT code FROM p ORDER BY id"))
        .containsExactly(null, "a", null, "b");
  }

  @Test
  void aParentThatARowReliesOnCannotGoMeanwhile() throws SQLException {
    mine.setAutoCommit(false);
    my.execute("INSERT INTO c VALUES (1, 3, NULL)");
    others.execute("DELETE FROM p WHERE id = 3");
    fails("40001", () -> mine.commit());
    fails("23503", () -> my.execute("INSERT INTO c VALUES (1, 3, NULL)"));
    mine.rollback();

    other.setAutoCommit(false);
    others.execute("DELETE FROM p WHERE id = 2");
    my.execute("INSERT INTO c VALUES (2, 2, NULL)");
    mine.commit();
    fails("40001", () -> other.commit());
    fails("23503", () -> others.execute("DELETE FROM p WHERE id = 2"));
    other.rollback();
    assertThat(texts(my, "SELECT p FROM c")).containsExactly("2");
  }

  @Test
  void aParentNamedByAUniqueValueIsHeldLikeOneNamedByItsKey() throws SQLException {
    mine.setAutoCommit(false);
    my.execute("INSERT INTO c VALUES (1, NULL, 'a')");
    others.execute("UPDATE p SET code = 'aa' WHERE id = 1");
    fails("40001", () -> mine.commit());

    other.setAutoCommit(false);
    others.execute("UPDATE p SET code = 'bb' WHERE id = 2");
    my.execute("INSERT INTO c VALUES (2, NULL, 'b')");
    mine.commit();
    fails("40001", () -> other.commit());
  }

  @Test
  void rowsThatReferToOneParentDoNotDisturbEachOther() throws SQLException {
    mine.setAutoCommit(false);
    other.setAutoCommit(false);
    my.execute("INSERT INTO c VALUES (1, 1, 'a')");
    others.execute("INSERT INTO c VALUES (2, 1, 'a')");
    mine.commit();
    other.commit();
    other.setAutoCommit(true);
    my.execute("INSERT INTO c VALUES (3, 1, 'a')");
    others.execute("UPDATE p SET code = code WHERE id = 1");
    mine.commit();
    assertThat(texts(my, "SELECT COUNT(*) FROM c")).containsExactly("3");
  }

  @Test
  void anIndexMadeMeanwhileCountsForTransactionsThatBeganBefore() throws SQLException {
    my.execute("CREATE TABLE late (id INTEGER PRIMARY KEY, n INTEGER)");
    my.execute("INSERT INTO late VALUES (1, 1)");
    other.setAutoCommit(false);
    others.execute("INSERT INTO late VALUES (2, 1)");
    my.execute("CREATE UNIQUE INDEX late_n ON late (n)");
    fails("40001", () -> other.commit());
    fails("23505", () -> others.execute("INSERT INTO late VALUES (2, 1)"));
    other.rollback();
    others.execute("INSERT INTO late VALUES (2, 2)");
    my.execute("CREATE TABLE later (n INTEGER REFERENCES late (n))");
    my.execute("INSERT INTO later VALUES (1)");
    others.execute("DELETE FROM late WHERE id = 1");
    fails("40001", () -> other.commit());
  }

  @Test
  void manyWritersOfFewValuesLeaveEachValueOnce() throws Exception {
    my.execute(
        "CREATE TABLE few (id INTEGER PRIMARY KEY, n INTEGER UNIQUE, p INTEGER REFERENCES p)");
    AtomicInteger next = new AtomicInteger();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> running = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        long seed = thread;
        running.add(threads.submit(() -> write(new SplittableRandom(seed), next)));
      }
      for (Future<?> each : running) {
        each.get();
      }
    }
    assertThat(texts(my, "SELECT n FROM few GROUP BY n HAVING COUNT(*) > 1")).isEmpty();
    assertThat(
            texts(
                my,
                "SELECT f.id FROM few f LEFT JOIN p ON f.p = p.id WHERE f.p IS NOT NULL AND p.id IS"
                    + " NULL"))
        .isEmpty();
    assertThat(texts(my, "SELECT COUNT(*) FROM few WHERE n IS NOT NULL"))
        .isNotEqualTo(List.of("0"));
  }

  private static Void write(SplittableRandom random, AtomicInteger next) throws SQLException {
    try (Connection connection = DriverManager.getConnection(URL);
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < 150; i++) {
        String sql =
            switch (random.nextInt(6)) {
              case 0 -> "DELETE FROM few WHERE n = " + random.nextInt(8);
              case 1 ->
                  "UPDATE few SET n = " + random.nextInt(8) + " WHERE n = " + random.nextInt(8);
              case 2 -> "DELETE FROM p WHERE id = " + (100 + random.nextInt(5));
              case 3 -> "UPSERT INTO p VALUES (" + (100 + random.nextInt(5)) + ", NULL)";
              default ->
                  "INSERT INTO few VALUES ("
                      + next.incrementAndGet()
                      + ", "
                      + random.nextInt(8)
                      + ", "
                      + (100 + random.nextInt(5))
                      + ")";
            };
        try {
          statement.execute(sql);
        } catch (SQLException e) {
          assertThat(e.getSQLState())
              .as(sql + ": " + e.getMessage())
              .isIn("23505", "23503", "40001");
        }
      }
    }
    return null;
  }

  @Test
  void batchesOfParametersAreJudgedToo() throws SQLException {
    try (PreparedStatement insert = mine.prepareStatement("INSERT INTO p VALUES (?, ?)")) {
      for (int i = 20; i < 30; i++) {
        insert.setInt(1, i);
        insert.setString(2, "s" + i / 2 * 2);
        insert.addBatch();
      }
      fails("23505", insert::executeBatch);
    }
    assertThat(texts(my, "SELECT id FROM p WHERE id >= 20")).isEmpty();
    try (PreparedStatement insert = mine.prepareStatement("INSERT INTO c VALUES (?, ?, NULL)")) {
      insert.setInt(1, 1);
      insert.setInt(2, 1);
      insert.addBatch();
      insert.setInt(1, 2);
      insert.setInt(2, 99);
      insert.addBatch();
      fails("23503", insert::executeBatch);
    }
    assertThat(texts(my, "SELECT id FROM c")).isEmpty();
  }

  @Test
  void allOfItHoldsAfterReopen(@TempDir Path folder) throws SQLException {
    String url = "jdbc:proxima:file:" + folder.resolve("db");
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE p (id INTEGER PRIMARY KEY, code VARCHAR UNIQUE)");
      statement.execute(
          "CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p ON DELETE CASCADE)");
      statement.execute("INSERT INTO p VALUES (1, 'a'), (2, 'b')");
      statement.execute("INSERT INTO c VALUES (1, 1), (2, 1)");
      statement.execute("CREATE INDEX by_p ON c (p DESC)");
    }
    for (int round = 0; round < 2; round++) {
      try (Connection connection = DriverManager.getConnection(url);
          Statement statement = connection.createStatement()) {
        fails("23505", () -> statement.execute("INSERT INTO p VALUES (3, 'a')"));
        fails("23503", () -> statement.execute("INSERT INTO c VALUES (3, 3)"));
        assertThat(texts(statement, "SELECT id FROM c WHERE p = 1 ORDER BY id"))
            .containsExactly("1", "2");
        assertThat(
                texts(statement, "SELECT columns FROM proxima.indexes WHERE index_name = 'by_p'"))
            .containsExactly("p DESC");
        fails("2BP01", () -> statement.execute("DROP TABLE p"));
        assertThat(texts(statement, "SELECT id FROM c WHERE p = 1 ORDER BY id"))
            .containsExactly("1", "2");
        assertThat(
                String.join("", texts(statement, "EXPLAIN ANALYZE SELECT id FROM c WHERE p = 1")))
            .contains("visited=2", "index=");
      }
    }
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("DELETE FROM p WHERE id = 1");
      assertThat(texts(statement, "SELECT id FROM c")).isEmpty();
      statement.execute("INSERT INTO p VALUES (3, 'a')");
    }
  }
}
