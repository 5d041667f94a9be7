package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.vector.Metric;
import io.proxima.tck.NearestOracle.Search;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Vector indexes while the definition of their table changes, over every kind of dense vector,
/// several at a time, on tables that are empty, in a schema, and in memory.
final class VectorIndexLifeTest {
  private static final int ROWS = 2_500;
  private static final int DIM = 12;

  @TempDir Path directory;

  private final long seed = Long.getLong("seed", 20_32);
  private final SplittableRandom random = new SplittableRandom(seed);
  private Connection connection;

  private void open(String where) throws SQLException {
    System.out.println("VectorIndexLifeTest: seed " + seed);
    String path = where.equals("file") ? directory.resolve("db").toString() : "";
    connection = DriverManager.getConnection("jdbc:proxima:" + where + ":" + path);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String text(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      StringBuilder text = new StringBuilder();
      while (result.next()) {
        text.append(result.getString(1)).append('\n');
      }
      return text.toString();
    }
  }

  /// Whole numbers, which every kind of vector holds as they are.
  private float[] vector() {
    float[] vector = new float[DIM];
    for (int i = 0; i < DIM; i++) {
      vector[i] = random.nextInt(-100, 101);
    }
    return vector;
  }

  private void fill(String sql, NearestOracle oracle) throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (int id = 0; id < ROWS; id++) {
        float[] vector = vector();
        oracle.put(id, vector);
        insert.setInt(1, id);
        insert.setObject(2, vector);
        insert.addBatch();
      }
      insert.executeBatch();
    }
    connection.commit();
    connection.setAutoCommit(true);
  }

  private void check(NearestOracle oracle, Metric metric) throws SQLException {
    double sum = 0;
    for (int i = 0; i < 6; i++) {
      sum += oracle.recall(connection, Search.of(metric, vector(), 10));
    }
    assertThat(sum / 6).isGreaterThanOrEqualTo(0.8);
    oracle.recall(connection, Search.of(metric, vector(), 2 * ROWS));
  }

  private String plan(String table, Metric metric) throws SQLException {
    String zeros = "[" + "1,".repeat(DIM - 1) + "1]";
    return text(
        "EXPLAIN ANALYZE SELECT id FROM %s ORDER BY v %s '%s' LIMIT 5"
            .formatted(table, NearestOracle.operator(metric), zeros));
  }

  @ParameterizedTest
  @CsvSource({"VECTOR, file", "HALFVEC, file", "INT8VEC, file", "VECTOR, mem", "INT8VEC, mem"})
  void severalIndexesOfAColumnOfAnyKind(String type, String where) throws SQLException {
    open(where);
    run("CREATE SCHEMA own");
    run("CREATE TABLE own.docs (id INTEGER PRIMARY KEY, v " + type + "(" + DIM + "))");
    run("CREATE INDEX a ON own.docs USING ivf (v vector_l2_ops)");
    run("CREATE INDEX b ON own.docs USING flat (v vector_cosine_ops)");
    run("CREATE INDEX c ON own.docs USING hnsw (v vector_ip_ops)");
    NearestOracle oracle = new NearestOracle("own.docs");
    check(oracle, Metric.L2);
    fill("INSERT INTO own.docs VALUES (?, ?)", oracle);
    for (int i = 0; i < 2; i++) {
      for (Metric metric : List.of(Metric.L2, Metric.INNER_PRODUCT, Metric.COSINE)) {
        assertThat(plan("own.docs", metric)).contains("index=");
        check(oracle, metric);
      }
      run("CALL proxima.flush('own.docs')");
    }
    run("TRUNCATE TABLE own.docs");
    oracle.rows().clear();
    check(oracle, Metric.L2);
    fill("INSERT INTO own.docs VALUES (?, ?)", oracle);
    run("CALL proxima.flush('own.docs')");
    assertThat(plan("own.docs", Metric.L2)).contains("index=a");
    check(oracle, Metric.L2);
    run("DROP TABLE own.docs");
    assertThat(text("SELECT index_name FROM proxima.indexes")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"flat", "ivf", "hnsw"})
  void indexesOfColumnsThatComeAndGo(String kind) throws SQLException {
    open("file");
    run(
        "CREATE TABLE docs (id INTEGER PRIMARY KEY, w VECTOR("
            + DIM
            + "))"
            + " WITH (cluster_by = 'w')");
    NearestOracle oracle = new NearestOracle("docs");
    fill("INSERT INTO docs VALUES (?, ?)", new NearestOracle("docs"));
    run("CALL proxima.flush('docs')");
    run("ALTER TABLE docs ADD COLUMN v VECTOR(" + DIM + ")");
    run("CREATE INDEX near ON docs USING " + kind + " (v)");
    for (int id = 0; id < ROWS; id++) {
      oracle.put(id, null);
    }
    check(oracle, Metric.L2);
    fill(
        "INSERT INTO docs (id, v) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET v = EXCLUDED.v",
        oracle);
    check(oracle, Metric.L2);
    run("CALL proxima.compact('docs')");
    assertThat(plan("docs", Metric.L2)).contains("index=near");
    check(oracle, Metric.L2);
    run("ALTER TABLE docs RENAME COLUMN v TO u");
    run("ALTER TABLE docs RENAME COLUMN w TO v");
    assertThat(plan("docs", Metric.L2)).doesNotContain("index=near");
    run("ALTER TABLE docs RENAME COLUMN v TO w");
    run("ALTER TABLE docs RENAME COLUMN u TO v");
    assertThat(plan("docs", Metric.L2)).contains("index=near");
    check(oracle, Metric.L2);
    run("ALTER TABLE docs RESET (cluster_by)");
    run("ALTER TABLE docs DROP COLUMN w");
    check(oracle, Metric.L2);
    run("CALL proxima.compact('docs')");
    assertThat(plan("docs", Metric.L2)).contains("index=near");
    check(oracle, Metric.L2);
    connection.close();
    open("file");
    assertThat(plan("docs", Metric.L2)).contains("index=near");
    check(oracle, Metric.L2);
    assertThatThrownBy(() -> run("ALTER TABLE docs DROP COLUMN v"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("index near");
    run("DROP INDEX near");
    run("ALTER TABLE docs DROP COLUMN v");
    assertThat(text("SELECT index_name FROM proxima.indexes")).isEmpty();
    assertThat(text("SELECT COUNT(*) FROM docs")).isEqualTo(ROWS + "\n");
  }
}
