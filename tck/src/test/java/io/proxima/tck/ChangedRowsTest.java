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

/// `ON CONFLICT` and `RETURNING` over JDBC: parameters, batches, threads, and what is there after
/// the database was opened again.
final class ChangedRowsTest {
  private static final String COUNT =
      "INSERT INTO counts VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET n = counts.n + excluded.n"
          + " WHERE counts.n < ? RETURNING id, n + ? AS n";

  @TempDir Path folder;

  private Connection open() throws SQLException {
    return DriverManager.getConnection("jdbc:proxima:file:" + folder.resolve("db"));
  }

  @Test
  void whatIsReturnedIsWhatIsThereAfterAReopen() throws SQLException {
    try (Connection connection = open();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE counts (id INTEGER PRIMARY KEY, n BIGINT)");
      try (PreparedStatement count = connection.prepareStatement(COUNT)) {
        assertThat(returned(count, 1, 10)).isEqualTo("[1 = 10]");
        assertThat(returned(count, 2, 5)).isEqualTo("[2 = 5]");
        assertThat(returned(count, 1, 90)).isEqualTo("[1 = 100]");
        assertThat(returned(count, 1, 1)).isEqualTo("[]");
        assertThat(count.getMetaData().getColumnLabel(2)).isEqualTo("n");
      }
      assertThat(statement.execute("DELETE FROM counts WHERE id = 2 RETURNING *")).isTrue();
      assertThat(all(statement.getResultSet())).isEqualTo("[2 = 5]");
      assertThat(statement.getUpdateCount()).isEqualTo(-1);
    }
    try (Connection connection = open();
        Statement statement = connection.createStatement()) {
      assertThat(all(statement.executeQuery("SELECT * FROM counts"))).isEqualTo("[1 = 100]");
    }
  }

  private static String returned(PreparedStatement count, int id, long n) throws SQLException {
    count.setInt(1, id);
    count.setLong(2, n);
    count.setLong(3, 100);
    count.setLong(4, 0);
    return all(count.executeQuery());
  }

  private static String all(ResultSet rows) throws SQLException {
    List<String> all = new ArrayList<>();
    while (rows.next()) {
      all.add(rows.getInt(1) + " = " + rows.getLong(2));
    }
    return all.toString();
  }

  @Test
  void defaultsAndChecksHoldAfterAReopen() throws SQLException {
    try (Connection connection = open();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER DEFAULT 2 * 21 CHECK (n < 50))");
    }
    for (int id = 1; id <= 2; id++) {
      try (Connection connection = open();
          Statement statement = connection.createStatement();
          PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
        statement.execute("INSERT INTO t (id) VALUES (" + id + ")");
        insert.setInt(1, 77);
        insert.setInt(2, 50);
        assertThatThrownBy(insert::execute)
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23514"));
        insert.addBatch();
        assertThatThrownBy(insert::executeBatch)
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23514"));
      }
    }
    try (Connection connection = open();
        Statement statement = connection.createStatement()) {
      assertThat(all(statement.executeQuery("SELECT * FROM t ORDER BY id")))
          .isEqualTo("[1 = 42, 2 = 42]");
    }
  }

  @Test
  void batchesOfConflictsCountTheirRows() throws SQLException {
    try (Connection connection = open();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)");
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO t VALUES (?) ON CONFLICT DO NOTHING")) {
        for (int id : new int[] {1, 2, 1, 3, 2}) {
          insert.setInt(1, id);
          insert.addBatch();
        }
        assertThat(insert.executeBatch()).containsExactly(1, 1, 0, 1, 0);
      }
      assertThatThrownBy(() -> statement.executeUpdate("DELETE FROM t RETURNING id"))
          .isInstanceOf(SQLException.class);
      assertThat(all(statement.executeQuery("SELECT id, 0 FROM t ORDER BY id")))
          .isEqualTo("[1 = 0, 2 = 0, 3 = 0]");
    }
  }

  @Test
  void writersOfOneKeyLoseNoAddition() throws Exception {
    try (Connection connection = open();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE counts (id INTEGER PRIMARY KEY, n BIGINT)");
      try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
        List<Future<?>> writers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          writers.add(threads.submit(() -> add(50)));
        }
        for (Future<?> writer : writers) {
          writer.get();
        }
      }
      assertThat(all(statement.executeQuery("SELECT * FROM counts"))).isEqualTo("[7 = 200]");
    }
  }

  private Void add(int times) throws SQLException {
    try (Connection connection = open();
        PreparedStatement count = connection.prepareStatement(COUNT)) {
      for (int i = 0; i < times; i++) {
        count.setInt(1, 7);
        count.setLong(2, 1);
        count.setLong(3, Long.MAX_VALUE);
        count.setLong(4, 0);
        assertThat(all(count.executeQuery())).startsWith("[7 = ");
      }
    }
    return null;
  }
}
