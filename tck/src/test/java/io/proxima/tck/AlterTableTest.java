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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Statements, sessions and reopens around `ALTER TABLE`.
final class AlterTableTest {
  @TempDir private Path folder;

  private Connection open() throws SQLException {
    return DriverManager.getConnection("jdbc:proxima:file:" + folder.resolve("db"));
  }

  private static void run(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static List<String> rows(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows(rows);
    }
  }

  private static List<String> rows(ResultSet rows) throws SQLException {
    List<String> all = new ArrayList<>();
    while (rows.next()) {
      StringBuilder row = new StringBuilder();
      for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
        row.append(i == 1 ? "" : " ").append(rows.getString(i));
      }
      all.add(row.toString());
    }
    return all;
  }

  @Test
  void statementsThatWerePreparedBeforeSeeTheTableAsItIs() throws SQLException {
    try (Connection connection = open()) {
      run(connection, "CREATE TABLE t (id INTEGER PRIMARY KEY, v VECTOR(2))");
      try (PreparedStatement insert =
              connection.prepareStatement("INSERT INTO t (id, v) VALUES (?, ?)");
          PreparedStatement select = connection.prepareStatement("SELECT * FROM t ORDER BY id")) {
        add(insert, 1);
        assertThat(insert.executeBatch()).containsExactly(1);
        run(connection, "ALTER TABLE t ADD COLUMN n INTEGER DEFAULT 7 NOT NULL");
        add(insert, 2);
        add(insert, 3);
        assertThat(insert.executeBatch()).containsExactly(1, 1);
        try (ResultSet rows = select.executeQuery()) {
          assertThat(rows.getMetaData().getColumnCount()).isEqualTo(3);
          assertThat(rows.getMetaData().getColumnName(3)).isEqualTo("n");
          assertThat(rows(rows)).containsExactly("1 [1,0] 7", "2 [2,0] 7", "3 [3,0] 7");
        }
        run(connection, "ALTER TABLE t RENAME COLUMN v TO w");
        add(insert, 4);
        assertThatThrownBy(insert::executeBatch)
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42703"));
        run(connection, "ALTER TABLE t DROP COLUMN w", "ALTER TABLE t ADD v VECTOR(2)");
        add(insert, 5);
        assertThat(insert.executeBatch()).containsExactly(1);
        try (ResultSet rows = select.executeQuery()) {
          assertThat(rows(rows)).containsExactly("1 7 null", "2 7 null", "3 7 null", "5 7 [5,0]");
        }
      }
    }
  }

  private static void add(PreparedStatement insert, int id) throws SQLException {
    insert.setInt(1, id);
    insert.setObject(2, new float[] {id, 0});
    insert.addBatch();
  }

  @Test
  void anAlteredTableIsThereAfterAReopen() throws SQLException {
    try (Connection connection = open()) {
      run(
          connection,
          "CREATE TABLE t (id INTEGER PRIMARY KEY, a VARCHAR, v VECTOR(2))",
          "INSERT INTO t VALUES (1, 'x', '[1,2]')",
          "ALTER TABLE t ADD made TIMESTAMP DEFAULT CURRENT_TIMESTAMP",
          "ALTER TABLE t DROP a",
          "INSERT INTO t (id) VALUES (2)",
          "ALTER TABLE t ADD a INTEGER DEFAULT 5",
          "ALTER TABLE t RENAME TO u");
    }
    List<String> before = List.of();
    for (int open = 0; open < 3; open++) {
      try (Connection connection = open()) {
        List<String> found = rows(connection, "SELECT * FROM u ORDER BY id");
        assertThat(found).hasSize(2 + open);
        assertThat(found.getFirst()).startsWith("1 [1,2] 20").endsWith(" 5");
        assertThat(found).containsAll(before);
        run(connection, "INSERT INTO u (id, a) VALUES (" + (10 + open) + ", NULL)");
        before = found;
      }
    }
  }

  @Test
  void writersGoOnWhileColumnsComeAndGo() throws Exception {
    int count = 300;
    try (Connection connection = open();
        Connection other = open();
        ExecutorService threads = Executors.newSingleThreadExecutor()) {
      run(connection, "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)");
      Future<?> writer =
          threads.submit(() -> {
            try (PreparedStatement insert =
                other.prepareStatement("INSERT INTO t (id, n) VALUES (?, ?)")) {
              for (int i = 0; i < count; i++) {
                insert.setInt(1, i);
                insert.setInt(2, i);
                assertThat(insert.executeUpdate()).isEqualTo(1);
              }
            }
            return null;
          });
      for (int i = 0; i < 60 && !writer.isDone(); i++) {
        run(connection, "ALTER TABLE t ADD c" + i + " INTEGER DEFAULT " + i);
        if (i % 3 == 2) {
          run(connection, "ALTER TABLE t DROP c" + (i - 1));
        }
      }
      writer.get();
      assertThat(rows(connection, "SELECT COUNT(*), SUM(n), COUNT(c0), SUM(c0) FROM t"))
          .containsExactly(count + " " + count * (count - 1) / 2 + " " + count + " 0");
    }
  }

  @Test
  void aTransactionReadsTheTableThatItBeganWithAndLosesIfItHasWritten() throws SQLException {
    try (Connection connection = open();
        Connection other = open()) {
      run(connection, "CREATE TABLE t (id INTEGER PRIMARY KEY)", "INSERT INTO t VALUES (1)");
      other.setAutoCommit(false);
      assertThat(rows(other, "SELECT * FROM t")).containsExactly("1");
      run(connection, "ALTER TABLE t ADD a INTEGER DEFAULT 3");
      assertThat(rows(other, "SELECT * FROM t")).containsExactly("1");
      run(other, "INSERT INTO t VALUES (2)");
      assertThatThrownBy(other::commit)
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("40001"));
      assertThat(rows(other, "SELECT * FROM t")).containsExactly("1 3");
      other.rollback();
    }
  }
}
