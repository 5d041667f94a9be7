package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.vector.Distances;
import io.proxima.engine.vector.Metric;
import io.proxima.tck.NearestOracle.Search;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Filtered searches by vector indexes, from a half of the rows to a single one: rows all over the
/// space, those around the query and those farthest from it, in segments and in memory, with
/// deleted and expired rows, NULLs, zero vectors and equal ones. There are always min(k, matching)
/// rows, and recall is never below its floor.
final class VectorFilterTest {
  private static final int ROWS = 30_000;
  private static final int IN_MEMORY = 3_000;
  private static final int DIM = 16;
  private static final int CLUSTERS = 60;
  private static final int ANCHORS = 4;
  private static final int QUERIES = 12;

  /// Indexes aim at 0.95 on average; so few queries may be a little below it.
  private static final double FLOOR = 0.93;

  private static final double[] SHARES = {0.5, 0.1, 0.01, 0.001, 0.0001};

  private static final List<Metric> METRICS =
      List.of(Metric.L2, Metric.INNER_PRODUCT, Metric.COSINE);

  @TempDir Path directory;

  private final long seed = Long.getLong("seed", 20_27);
  private final SplittableRandom random = new SplittableRandom(seed);
  private final NearestOracle oracle = new NearestOracle("docs");
  private final float[][] vectors = new float[ROWS][];
  private final int[] part = new int[ROWS];
  private final int[][] place = new int[ANCHORS][ROWS];
  private final float[][] anchors = new float[ANCHORS][];
  private Connection connection;

  @BeforeEach
  void open() throws SQLException {
    System.out.println("VectorFilterTest: seed " + seed);
    connection = DriverManager.getConnection("jdbc:proxima:file:" + directory.resolve("db"));
    makeRows();
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private float[] around(float[] center, double spread) {
    float[] vector = new float[DIM];
    for (int i = 0; i < DIM; i++) {
      vector[i] = (float) (center[i] + spread * random.nextGaussian());
    }
    return vector;
  }

  /// In clusters; a twentieth are equal to others, and some are zero.
  private void makeRows() {
    float[][] centers = new float[CLUSTERS][];
    for (int i = 0; i < CLUSTERS; i++) {
      centers[i] = around(new float[DIM], 2);
    }
    for (int id = 0; id < ROWS; id++) {
      vectors[id] =
          id % 20 == 19
              ? vectors[random.nextInt(id)]
              : id % 200 == 7 ? new float[DIM] : around(centers[random.nextInt(CLUSTERS)], 0.6);
    }
    List<Integer> ids = new ArrayList<>();
    for (int id = 0; id < ROWS; id++) {
      ids.add(id);
    }
    for (int i = ROWS - 1; i > 0; i--) {
      Collections.swap(ids, i, random.nextInt(i + 1));
    }
    for (int i = 0; i < ROWS; i++) {
      part[ids.get(i)] = i;
    }
    for (int anchor = 0; anchor < ANCHORS; anchor++) {
      float[] center = centers[anchor];
      anchors[anchor] = center;
      ids.sort(Comparator.comparingDouble(id -> Distances.exact(Metric.L2, center, vectors[id])));
      for (int i = 0; i < ROWS; i++) {
        place[anchor][ids.get(i)] = i;
      }
    }
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void insert(int from, int to) throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO docs (id, part, kind, p0, p1, p2, p3, v, _expires_at)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      for (int id = from; id < to; id++) {
        boolean isGone = id % 25 == 3;
        insert.setInt(1, id);
        insert.setInt(2, part[id]);
        insert.setObject(3, id % 3 == 0 ? null : id % 3);
        for (int anchor = 0; anchor < ANCHORS; anchor++) {
          insert.setInt(4 + anchor, place[anchor][id]);
        }
        insert.setObject(8, id % 40 == 11 ? null : vectors[id]);
        insert.setTimestamp(9, isGone ? Timestamp.valueOf("2020-01-01 00:00:00") : null);
        insert.addBatch();
        if (!isGone) {
          oracle.put(id, id % 40 == 11 ? null : vectors[id]);
        }
      }
      insert.executeBatch();
    }
    connection.commit();
    connection.setAutoCommit(true);
  }

  private void delete(int remainder) throws SQLException {
    run("DELETE FROM docs WHERE MOD(id, 16) = " + remainder);
    oracle.rows().keySet().removeIf(id -> id % 16 == remainder);
  }

  @Test
  void filtersLeaveEverySearchItsRowsAndItsRecall() throws SQLException {
    run(
        "CREATE TABLE docs (id INTEGER PRIMARY KEY, part INTEGER, kind INTEGER, p0 INTEGER,"
            + " p1 INTEGER, p2 INTEGER, p3 INTEGER, v VECTOR(16))");
    insert(0, ROWS - IN_MEMORY);
    run("CALL proxima.flush('docs')");
    delete(5);
    insert(ROWS - IN_MEMORY, ROWS);
    delete(9);
    for (String kind : List.of("flat", "ivf", "hnsw")) {
      for (Metric metric : METRICS) {
        String operators = NearestOracle.operators(metric);
        run("CREATE INDEX by_" + operators + " ON docs USING " + kind + " (v " + operators + ")");
      }
      for (Metric metric : METRICS) {
        checkRecall(kind, metric);
        checkEdges(metric);
      }
      for (Metric metric : METRICS) {
        run("DROP INDEX by_" + NearestOracle.operators(metric));
      }
    }
  }

  private double recall(Search search) throws SQLException {
    return oracle.recall(connection, search);
  }

  private void checkRecall(String kind, Metric metric) throws SQLException {
    double[][] sums = new double[SHARES.length + 1][3];
    for (int i = 0; i < QUERIES; i++) {
      int anchor = i % ANCHORS;
      float[] query = around(anchors[anchor], 0.6);
      for (int s = 0; s < SHARES.length; s++) {
        int count = (int) (SHARES[s] * ROWS);
        int[] places = place[anchor];
        sums[s][0] += filtered(metric, query, "part < " + count, id -> part[id] < count);
        sums[s][1] +=
            filtered(metric, query, "p" + anchor + " < " + count, id -> places[id] < count);
        sums[s][2] +=
            filtered(
                metric,
                query,
                "p" + anchor + " >= " + (ROWS - count),
                id -> places[id] >= ROWS - count);
      }
      sums[SHARES.length][0] += recall(Search.of(metric, query, 10));
      sums[SHARES.length][1] += filtered(metric, query, "kind IS NULL", id -> id % 3 == 0);
      sums[SHARES.length][2] += filtered(metric, query, "kind <> 1", id -> id % 3 == 2);
    }
    for (int s = 0; s <= SHARES.length; s++) {
      for (int c = 0; c < 3; c++) {
        assertThat(sums[s][c] / QUERIES)
            .as("recall of %s by %s, share %d, way %d", kind, metric, s, c)
            .isGreaterThanOrEqualTo(FLOOR);
      }
    }
  }

  private double filtered(Metric metric, float[] query, String where, IntPredicate passes)
      throws SQLException {
    return recall(new Search(metric, query, 10, 0, " WHERE " + where, passes));
  }

  private void checkEdges(Metric metric) throws SQLException {
    float[] query = around(anchors[1], 0.6);
    for (float[] asked : List.of(query, new float[DIM])) {
      for (int k : new int[] {1, 10_000}) {
        recall(Search.of(metric, asked, k));
        recall(new Search(metric, asked, k, 0, " WHERE part < 8000", id -> part[id] < 8000));
        recall(new Search(metric, asked, k, 0, " WHERE part < 300", id -> part[id] < 300));
        recall(new Search(metric, asked, k, 7, "", _ -> true));
        recall(new Search(metric, asked, k, 3_000, "", _ -> true));
        recall(new Search(metric, asked, k, 120, " WHERE part < 300", id -> part[id] < 300));
      }
      recall(new Search(metric, asked, 10, 0, " WHERE part < 0", _ -> false));
      recall(new Search(metric, asked, 10, 30_000, "", _ -> true));
      recall(new Search(metric, asked, 10, 0, " WHERE v IS NULL", id -> id % 40 == 11));
      recall(new Search(metric, asked, 10, 0, " WHERE kind IS NULL AND kind = 1", _ -> false));
    }
  }
}
