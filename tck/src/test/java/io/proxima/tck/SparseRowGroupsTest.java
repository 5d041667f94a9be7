package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Dense vector columns that hold mostly zeros take little room in files, and answer as others do.
final class SparseRowGroupsTest {
  private static final int ROWS = 2500;
  private static final int DIM = 300;
  private static final List<String> TABLES = List.of("packed", "plain");

  @TempDir Path folder;

  private final RandomGenerator random = new SplittableRandom(41);

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:proxima:file:" + folder.resolve("db"));
  }

  private float @Nullable [] vector(double zeros) {
    if (random.nextInt(20) == 0) {
      return null;
    }
    float[] vector = new float[DIM];
    for (int i = 0; i < DIM; i++) {
      vector[i] = random.nextDouble() < zeros ? 0 : (float) random.nextGaussian();
    }
    vector[0] = 1;
    return vector;
  }

  /// Writes the same vectors to both tables.
  private void upsert(Connection connection, int from, int to, double zeros) throws SQLException {
    List<float @Nullable []> vectors = new ArrayList<>();
    for (int id = from; id < to; id++) {
      vectors.add(vector(zeros));
    }
    for (String table : TABLES) {
      try (PreparedStatement upsert =
          connection.prepareStatement("UPSERT INTO " + table + " VALUES (?, ?)")) {
        for (int id = from; id < to; id++) {
          upsert.setInt(1, id);
          upsert.setObject(2, vectors.get(id - from));
          upsert.addBatch();
        }
        upsert.executeBatch();
      }
    }
  }

  private record Groups(long bytes, int all, int sparse) {}

  private static Groups groups(Statement statement, String table) throws SQLException {
    try (ResultSet found =
        statement.executeQuery(
            "SELECT SUM(bytes), SUM(vector_groups), SUM(sparse_groups) FROM proxima.segments"
                + " WHERE table_name = '"
                + table
                + "'")) {
      assertThat(found.next()).isTrue();
      return new Groups(found.getLong(1), found.getInt(2), found.getInt(3));
    }
  }

  private static List<Object> rows(Statement statement, String query) throws SQLException {
    List<Object> rows = new ArrayList<>();
    try (ResultSet found = statement.executeQuery(query)) {
      while (found.next()) {
        rows.add(List.of(found.getInt(1), String.valueOf(found.getString(2))));
      }
    }
    return rows;
  }

  private static void assertSameAnswers(Statement statement) throws SQLException {
    for (String query :
        List.of(
            "SELECT id, v FROM %s ORDER BY id",
            "SELECT id, v FROM %s WHERE id IN (3, 1400, 2400) ORDER BY id",
            "SELECT id, v <=> (SELECT v FROM plain WHERE id = 77) AS d FROM %s ORDER BY d, id LIMIT"
                + " 20",
            "SELECT id, v <-> (SELECT v FROM plain WHERE id = 77) AS d FROM %s ORDER BY d, id LIMIT"
                + " 20",
            "SELECT id, v <#> (SELECT v FROM plain WHERE id = 77) AS d FROM %s WHERE id > 900 ORDER"
                + " BY d, id LIMIT 20")) {
      assertThat(rows(statement, query.formatted("packed")))
          .as(query)
          .isEqualTo(rows(statement, query.formatted("plain")));
    }
  }

  private static void call(Statement statement, String procedure) throws SQLException {
    for (String table : TABLES) {
      statement.execute("CALL proxima." + procedure + "('" + table + "')");
    }
  }

  @Test
  void filesAreSmallWhileVectorsAreMostlyZerosAndAnswersTheSame() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE packed (id INTEGER PRIMARY KEY, v VECTOR(300))");
      statement.execute(
          "CREATE TABLE plain (id INTEGER PRIMARY KEY, v VECTOR(300)) WITH (compression = 'none')");
      upsert(connection, 0, 77, 0.99);
      statement.execute("UPSERT INTO plain SELECT 77, v FROM plain WHERE v IS NOT NULL LIMIT 1");
      statement.execute("UPSERT INTO packed SELECT id, v FROM plain WHERE id = 77");
      upsert(connection, 78, ROWS, 0.99);
      assertThat(groups(statement, "packed")).isEqualTo(new Groups(0, 0, 0));
      call(statement, "flush");
      Groups packed = groups(statement, "packed");
      Groups plain = groups(statement, "plain");
      assertThat(packed.all()).isPositive().isEqualTo(packed.sparse());
      assertThat(plain.sparse()).isZero();
      assertThat(plain.bytes()).isGreaterThan(ROWS * DIM * 4L * 9 / 10);
      assertThat(packed.bytes()).isLessThan(plain.bytes() / 6);
      assertSameAnswers(statement);
    }
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      assertThat(groups(statement, "packed").sparse()).isPositive();
      assertSameAnswers(statement);
      upsert(connection, 78, ROWS, 0.2);
      assertSameAnswers(statement);
      call(statement, "compact");
      assertThat(groups(statement, "packed").all()).isPositive();
      assertThat(groups(statement, "packed").sparse()).as("what was sparse is dense").isZero();
      assertSameAnswers(statement);
      upsert(connection, 78, ROWS, 0.95);
      call(statement, "compact");
      Groups packed = groups(statement, "packed");
      assertThat(packed.sparse()).as("and the other way round").isEqualTo(packed.all());
      assertSameAnswers(statement);
    }
  }
}
