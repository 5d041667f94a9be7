package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.vector.Distances;
import io.proxima.engine.vector.Metric;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Vector indexes through SQL, against an oracle that computes all distances, in every state of the
/// rows: in memory, in one segment, in several, with deleted ones, after opening again.
final class VectorIndexTest {
  private static final int ROWS = 6_000;
  private static final int DIM = 24;
  private static final int CLUSTERS = 40;
  private static final int QUERIES = 80;

  /// Indexes aim at 0.95 on average; so few queries may be a little below it.
  private static final double FLOOR = 0.93;

  private static final Map<Metric, String> OPERATORS =
      Map.of(Metric.L2, "<->", Metric.INNER_PRODUCT, "<#>", Metric.COSINE, "<=>");

  @TempDir Path directory;

  private final Map<Integer, float @Nullable []> rows = new TreeMap<>();
  private final SplittableRandom random = new SplittableRandom(20_26);
  private final float[][] centers = new float[CLUSTERS][];
  private Connection connection;

  @BeforeEach
  void open() throws SQLException {
    connection = DriverManager.getConnection("jdbc:proxima:file:" + directory.resolve("db"));
    for (int i = 0; i < CLUSTERS; i++) {
      centers[i] = vector(2);
    }
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private void reopen() throws SQLException {
    connection.close();
    connection = DriverManager.getConnection("jdbc:proxima:file:" + directory.resolve("db"));
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

  private float[] vector(double spread) {
    float[] vector = new float[DIM];
    for (int i = 0; i < DIM; i++) {
      vector[i] = (float) (spread * random.nextGaussian());
    }
    return vector;
  }

  private float[] clustered() {
    float[] vector = vector(0.5);
    float[] center = centers[random.nextInt(CLUSTERS)];
    for (int i = 0; i < DIM; i++) {
      vector[i] += center[i];
    }
    return vector;
  }

  private void create() throws SQLException {
    run("CREATE TABLE docs (id INTEGER PRIMARY KEY, part INTEGER, v VECTOR(" + DIM + "))");
  }

  /// Every 50th row has no vector.
  private void insert(int from, int to) throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement insert =
        connection.prepareStatement("UPSERT INTO docs VALUES (?, ?, ?)")) {
      for (int id = from; id < to; id++) {
        float[] vector = id % 50 == 49 ? null : clustered();
        rows.put(id, vector);
        insert.setInt(1, id);
        insert.setInt(2, id % 100);
        insert.setObject(3, vector);
        insert.addBatch();
      }
      insert.executeBatch();
    }
    connection.commit();
    connection.setAutoCommit(true);
  }

  private void delete(int from, int to) throws SQLException {
    run("DELETE FROM docs WHERE id >= " + from + " AND id < " + to);
    for (int id = from; id < to; id++) {
      rows.remove(id);
    }
  }

  private static double distance(Metric metric, float[] a, float[] b) {
    return Distances.exact(metric, a, b);
  }

  private record Near(int id, double distance) {}

  /// The share of the k nearest that is found; checks that there are as many rows as there can be,
  /// all of them rows that there are, and in their order.
  private double recall(Metric metric, int k, String where, IntPredicate passes, float[] query)
      throws SQLException {
    String operator = OPERATORS.get(metric);
    List<Integer> found = new ArrayList<>();
    double last = Double.NEGATIVE_INFINITY;
    String sql =
        "SELECT id, v " + operator + " ? AS d FROM docs" + where + " ORDER BY d LIMIT " + k;
    try (PreparedStatement search = connection.prepareStatement(sql)) {
      search.setObject(1, query);
      try (ResultSet result = search.executeQuery()) {
        while (result.next()) {
          int id = result.getInt(1);
          double d = result.getDouble(2);
          found.add(id);
          assertThat(passes.test(id)).as("row %d passes", id).isTrue();
          assertThat(rows.containsKey(id)).as("there is a row %d", id).isTrue();
          float[] vector = rows.get(id);
          if (vector != null) {
            assertThat(d).isCloseTo(distance(metric, query, vector), within(1e-4));
            assertThat(d).isGreaterThanOrEqualTo(last);
            last = d;
          }
        }
      }
    }
    Set<Integer> distinct = new HashSet<>(found);
    assertThat(distinct).hasSameSizeAs(found);
    List<Integer> all = rows.keySet().stream().filter(passes::test).toList();
    assertThat(found).as("rows of %s", sql).hasSize(Math.min(k, all.size()));
    List<Near> nearest =
        all.stream()
            .filter(id -> rows.get(id) != null)
            .map(id -> new Near(id, distance(metric, query, Objects.requireNonNull(rows.get(id)))))
            .sorted(Comparator.comparingDouble(Near::distance))
            .limit(k)
            .toList();
    return nearest.isEmpty()
        ? 1
        : nearest.stream().filter(near -> distinct.contains(near.id)).count()
            / (double) nearest.size();
  }

  private static org.assertj.core.data.Offset<Double> within(double offset) {
    return org.assertj.core.data.Offset.offset(offset);
  }

  private void check(String state, Metric metric, double floor) throws SQLException {
    double all = 0;
    double common = 0;
    double rare = 0;
    for (int i = 0; i < QUERIES; i++) {
      float[] query = clustered();
      all += recall(metric, 10, "", _ -> true, query);
      common += recall(metric, 10, " WHERE part < 50", id -> id % 100 < 50, query);
      rare += recall(metric, 10, " WHERE part = 7", id -> id % 100 == 7, query);
    }
    assertThat(all / QUERIES).as("recall %s by %s", state, metric).isGreaterThanOrEqualTo(floor);
    assertThat(common / QUERIES).as("recall of a half %s", state).isGreaterThanOrEqualTo(floor);
    assertThat(rare / QUERIES).as("recall of a hundredth %s", state).isGreaterThanOrEqualTo(floor);
  }

  @ParameterizedTest
  @CsvSource({
    "flat, L2",
    "flat, INNER_PRODUCT",
    "flat, COSINE",
    "ivf, L2",
    "ivf, INNER_PRODUCT",
    "ivf, COSINE",
    "hnsw, L2",
    "hnsw, INNER_PRODUCT",
    "hnsw, COSINE",
    "auto, L2"
  })
  void theNearestAreFoundInEveryState(String kind, Metric metric) throws SQLException {
    String operators =
        switch (metric) {
          case L2 -> "vector_l2_ops";
          case INNER_PRODUCT -> "vector_ip_ops";
          default -> "vector_cosine_ops";
        };
    create();
    run("CREATE INDEX docs_v ON docs USING " + kind + " (v " + operators + ")");
    insert(0, ROWS);
    assertThat(plan(metric)).contains("index=docs_v");
    check("in memory", metric, FLOOR);
    run("CALL proxima.flush('docs')");
    await();
    assertThat(plan(metric)).contains("index=docs_v");
    check("in a segment", metric, FLOOR);
    insert(ROWS, 2 * ROWS);
    delete(1_000, 2_000);
    insert(3_000, 3_500);
    check("in a segment and in memory, some deleted", metric, FLOOR);
    run("CALL proxima.compact('docs')");
    await();
    check("merged", metric, FLOOR);
    delete(4_000, 5_000);
    reopen();
    await();
    assertThat(plan(metric)).contains("index=docs_v");
    check("opened again", metric, FLOOR);
    recall(metric, 20_000, "", _ -> true, clustered());
    run("DROP INDEX docs_v");
    assertThat(plan(metric)).doesNotContain("index=docs_v");
    assertThat(recall(metric, 10, "", _ -> true, clustered())).isEqualTo(1);
  }

  @Test
  void aRowIsFoundTheMomentItsCommitReturns() throws SQLException {
    create();
    run("CREATE INDEX docs_v ON docs USING flat (v)");
    insert(0, ROWS);
    for (int id = ROWS; id < ROWS + 150; id++) {
      insert(id, id + 1);
      float[] own = rows.get(id);
      if (own != null) {
        assertThat(text("SELECT id FROM docs ORDER BY v <-> '" + vector(own) + "' LIMIT 1"))
            .isEqualTo(id + "\n");
      }
      if (id % 30 == 0) {
        recall(Metric.L2, ROWS + 1_000, "", _ -> true, clustered());
      }
    }
  }

  private static String vector(float[] vector) {
    return Arrays.toString(vector);
  }

  /// Waits for the indexes that upkeep makes.
  private void await() throws SQLException {
    while (!text("SELECT kind FROM proxima.background WHERE kind = 'index'").isEmpty()) {
      Thread.onSpinWait();
    }
  }

  private String plan(Metric metric) throws SQLException {
    return text(
        "EXPLAIN ANALYZE SELECT id FROM docs ORDER BY v "
            + OPERATORS.get(metric)
            + " '"
            + vector(centers[0])
            + "' LIMIT 10");
  }

  @Test
  void whatASearchUsesIsUpToItsMetricAndMode() throws SQLException {
    create();
    insert(0, ROWS);
    run("CALL proxima.flush('docs')");
    run("CREATE INDEX docs_v ON docs USING flat (v vector_cosine_ops) WITH (bits = 3)");
    assertThat(plan(Metric.COSINE)).contains("index=docs_v");
    assertThat(plan(Metric.L2)).doesNotContain("index=docs_v");
    run("SET proxima.exact = on");
    assertThat(plan(Metric.COSINE)).doesNotContain("index=docs_v");
    run("RESET proxima.exact");
    String exact =
        "EXPLAIN ANALYZE SELECT id FROM docs ORDER BY v <=> '"
            + vector(centers[0])
            + "' FETCH EXACT FIRST 10 ROWS ONLY";
    assertThat(text(exact)).doesNotContain("index=docs_v");
    assertThat(text(exact.replace("EXACT", "APPROX"))).contains("index=docs_v");
    assertThat(text("SELECT kind || ' ' || metric || ' ' || options FROM proxima.indexes"))
        .isEqualTo("flat cosine bits = 3\n");
  }

  @Test
  void anIndexFileThatIsMissingOrDamagedIsMadeAgain() throws Exception {
    create();
    insert(0, ROWS);
    run("CALL proxima.flush('docs')");
    run("CREATE INDEX docs_v ON docs USING flat (v)");
    connection.close();
    List<Path> files;
    try (Stream<Path> tree = Files.walk(directory)) {
      files = tree.filter(path -> path.getFileName().toString().matches("vectors-[0-9]+")).toList();
    }
    assertThat(files).hasSize(1);
    byte[] bytes = Files.readAllBytes(files.getFirst());
    bytes[bytes.length / 2] ^= 1;
    Files.write(files.getFirst(), bytes);
    reopen();
    check("with a damaged index", Metric.L2, FLOOR);
    await();
    assertThat(plan(Metric.L2)).contains("index=docs_v");
    connection.close();
    Files.delete(files.getFirst());
    reopen();
    check("without its index", Metric.L2, FLOOR);
    await();
    assertThat(plan(Metric.L2)).contains("index=docs_v");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CREATE INDEX i ON docs USING flat (v) WITH (lists = 3) | 42704",
        "CREATE INDEX i ON docs USING flat (v) WITH (bits = 9) | 22023",
        "CREATE INDEX i ON docs USING annoy (v) | 42704",
        "CREATE INDEX i ON docs USING flat (part) | 42P16",
        "CREATE INDEX i ON docs USING flat (v, part) | 42P16",
        "CREATE INDEX i ON docs USING flat (v vector_hamming_ops) | 42704",
        "CREATE UNIQUE INDEX i ON docs USING flat (v) | 42P16",
        "CREATE INDEX i ON docs USING flat (nothing) | 42703",
      })
  void whatMakesNoIndexIsRefused(String sql, String state) throws SQLException {
    create();
    assertThatThrownBy(() -> run(sql))
        .isInstanceOf(SQLException.class)
        .hasFieldOrPropertyWithValue("SQLState", state);
    assertThat(text("SELECT index_name FROM proxima.indexes")).isEmpty();
  }

  @Test
  void anIndexOfAColumnThatCameLaterLetsRowsBeWritten() throws SQLException {
    create();
    insert(0, 3_000);
    run("ALTER TABLE docs ADD COLUMN e VECTOR(3)");
    run("ALTER TABLE docs ADD COLUMN c INTEGER");
    run("CREATE INDEX docs_e ON docs USING flat (e)");
    run("CREATE INDEX docs_c ON docs (c)");
    run("CALL proxima.flush('docs')");
    run("REINDEX TABLE docs");
    run("UPDATE docs SET e = '[1,2,3]', c = id WHERE id < 2500");
    run("CALL proxima.flush('docs')");
    reopen();
    run("CREATE INDEX docs_e2 ON docs USING ivf (e vector_cosine_ops)");
    run("REINDEX TABLE docs");
    assertThat(text("SELECT COUNT(*) FROM docs WHERE e <-> '[1,2,3]' < 1")).isEqualTo("2500\n");
    run("CALL proxima.compact('docs')");
    assertThat(text("SELECT id FROM docs ORDER BY e <=> '[1,2,3]' LIMIT 1")).isEqualTo("0\n");
    assertThat(text("SELECT error FROM proxima.background WHERE failures > 0")).isEmpty();
  }

  @Test
  void rowsWithoutADistanceComeInTheOrderOfTheirKeys() throws SQLException {
    create();
    run("CREATE INDEX docs_v ON docs USING flat (v)");
    insert(0, 3_000);
    run("UPDATE docs SET v = NULL WHERE id < 50");
    run("CALL proxima.flush('docs')");
    run("CALL proxima.compact('docs')");
    for (int id = 10_000; id < 10_020; id++) {
      run("INSERT INTO docs VALUES (" + id + ", 1, NULL)");
    }
    assertThat(
            text(
                "SELECT id FROM docs WHERE id < 50 OR id >= 10000 ORDER BY v <-> '"
                    + vector(centers[0])
                    + "' LIMIT 4"))
        .isEqualTo("0\n1\n2\n3\n");
  }

  @Test
  void aChangeByDistancePassesOverNoRow() throws SQLException {
    create();
    insert(0, ROWS);
    run("CALL proxima.flush('docs')");
    run("CREATE INDEX docs_v ON docs USING ivf (v) WITH (target_accuracy = 1)");
    run("SET ivf.probes = 1");
    String near = " FROM docs WHERE v <-> '" + vector(centers[0]) + "' < 8";
    run("DELETE" + near);
    run("SET proxima.exact = on");
    assertThat(text("SELECT COUNT(*)" + near)).isEqualTo("0\n");
    assertThat(text("SELECT COUNT(*) FROM docs")).isNotEqualTo("0\n").isNotEqualTo(ROWS + "\n");
  }
}
