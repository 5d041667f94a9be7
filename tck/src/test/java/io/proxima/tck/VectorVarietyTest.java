package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.vector.Metric;
import io.proxima.tck.NearestOracle.Search;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Vector indexes of every kind and metric over data that are not like those of a model: equal
/// vectors, numbers that overflow, tiny ones, far from zero; and at dimensions from 1 to 65,535.
final class VectorVarietyTest {
  /// Sources of fewer rows are searched without an index.
  private static final int ROWS = 2_500;

  /// Of more components so many rows are not left in memory.
  private static final int MOST_IN_MEMORY = 5_000;

  /// Indexes aim at 0.95 on average; this is of few queries.
  private static final double FLOOR = 0.85;

  private static final List<Metric> METRICS =
      List.of(Metric.L2, Metric.INNER_PRODUCT, Metric.COSINE);

  @TempDir Path directory;

  private final long seed = Long.getLong("seed", 20_28);
  private final SplittableRandom random = new SplittableRandom(seed);
  private final NearestOracle oracle = new NearestOracle("docs");
  private Connection connection;

  @BeforeEach
  void open() throws SQLException {
    System.out.println("VectorVarietyTest: seed " + seed);
    connection = DriverManager.getConnection(url());
  }

  private String url() {
    return "jdbc:proxima:file:" + directory.resolve("db");
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

  /// Vectors to be found and asked for.
  enum Shape {
    PLAIN {
      @Override
      float[] make(SplittableRandom random, int dim) {
        return gaussian(random, dim, 1);
      }
    },
    MANY_EQUAL {
      @Override
      float[] make(SplittableRandom random, int dim) {
        return random.nextInt(5) == 0 ? filled(dim, random.nextInt(3)) : gaussian(random, dim, 1);
      }
    },
    ALL_EQUAL {
      @Override
      float[] make(SplittableRandom random, int dim) {
        return filled(dim, 0.25f);
      }
    },
    HUGE {
      @Override
      float[] make(SplittableRandom random, int dim) {
        return gaussian(random, dim, 1e30);
      }
    },
    LARGE {
      @Override
      float[] make(SplittableRandom random, int dim) {
        return gaussian(random, dim, 1e15);
      }
    },
    TINY {
      @Override
      float[] make(SplittableRandom random, int dim) {
        return gaussian(random, dim, 1e-25);
      }
    },
    OF_ALL_SIZES {
      @Override
      float[] make(SplittableRandom random, int dim) {
        return gaussian(random, dim, Math.pow(10, random.nextInt(-40, 39)));
      }
    },
    FEW_HUGE {
      @Override
      float[] make(SplittableRandom random, int dim) {
        return gaussian(random, dim, random.nextInt(50) == 0 ? 1e25 : 1);
      }
    },
    FAR_AWAY {
      @Override
      float[] make(SplittableRandom random, int dim) {
        float[] vector = gaussian(random, dim, 0.01);
        vector[0] += 1_000;
        return vector;
      }
    },
    LENGTHS_DIFFER {
      @Override
      float[] make(SplittableRandom random, int dim) {
        return gaussian(random, dim, Math.exp(2 * random.nextGaussian()));
      }
    };

    abstract float[] make(SplittableRandom random, int dim);

    private static float[] filled(int dim, float number) {
      float[] vector = new float[dim];
      Arrays.fill(vector, number);
      return vector;
    }

    private static float[] gaussian(SplittableRandom random, int dim, double size) {
      float[] vector = new float[dim];
      for (int i = 0; i < dim; i++) {
        double most = Float.MAX_VALUE;
        vector[i] = (float) Math.clamp(size * random.nextGaussian(), -most, most);
      }
      return vector;
    }
  }

  /// Every row is visible: nothing keeps a search from rows without a vector but the index itself.
  private void insert(int from, int to, int dim, Shape shape, int each) throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO docs VALUES (?, ?)")) {
      for (int id = from; id < to; id++) {
        boolean isNull = id % 10 == 4 || id % each != 0;
        float[] vector = isNull ? null : shape.make(random, dim);
        oracle.put(id, vector);
        insert.setInt(1, id);
        insert.setObject(2, vector);
        insert.addBatch();
        if (id % 100 == 99) {
          insert.executeBatch();
          connection.commit();
        }
      }
      insert.executeBatch();
    }
    connection.commit();
    connection.setAutoCommit(true);
  }

  private void createIndexes(String kind, String column) throws SQLException {
    for (Metric metric : METRICS) {
      String operators = NearestOracle.operators(metric);
      run(
          "CREATE INDEX by_%s ON docs USING %s (%s %s)"
              .formatted(operators, kind, column, operators));
    }
  }

  private void dropIndexes() throws SQLException {
    for (Metric metric : METRICS) {
      run("DROP INDEX by_" + NearestOracle.operators(metric));
    }
  }

  private void check(String state, int dim, Shape shape, int queries) throws SQLException {
    for (Metric metric : METRICS) {
      requireUsed(metric, shape.make(random, dim));
      double sum = 0;
      for (int i = 0; i < queries; i++) {
        sum += oracle.recall(connection, Search.of(metric, shape.make(random, dim), 10));
      }
      assertThat(sum / queries)
          .as("%s, %s, %s, %d dimensions", state, metric, shape, dim)
          .isGreaterThanOrEqualTo(FLOOR);
      List<float[]> asked =
          List.of(shape.make(random, dim), new float[dim], Shape.HUGE.make(random, dim));
      for (float[] query : asked) {
        for (int k : new int[] {1, 300, 2 * ROWS}) {
          oracle.recall(connection, Search.of(metric, query, k));
        }
      }
    }
  }

  private void requireUsed(Metric metric, float[] query) throws SQLException {
    StringBuilder plan = new StringBuilder();
    String sql = "EXPLAIN ANALYZE SELECT id FROM docs ORDER BY v %s ? LIMIT 10";
    try (PreparedStatement statement =
        connection.prepareStatement(sql.formatted(NearestOracle.operator(metric)))) {
      statement.setObject(1, query);
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          plan.append(result.getString(1)).append('\n');
        }
      }
    }
    assertThat(plan.toString()).contains("by_" + NearestOracle.operators(metric));
  }

  @ParameterizedTest
  @EnumSource
  void dataThatNoModelMakesAreSearchedRightly(Shape shape) throws SQLException {
    int dim = 20;
    run("CREATE TABLE docs (id INTEGER PRIMARY KEY, v VECTOR(" + dim + "))");
    createIndexes("flat", "v");
    insert(0, ROWS, dim, shape, 1);
    check("in memory", dim, shape, 8);
    run("CALL proxima.flush('docs')");
    check("flat", dim, shape, 8);
    dropIndexes();
    createIndexes("ivf", "v");
    check("lists", dim, shape, 8);
    insert(ROWS, 2 * ROWS, dim, shape, 1);
    run("CALL proxima.compact('docs')");
    check("merged lists", dim, shape, 8);
    dropIndexes();
    createIndexes("hnsw", "v");
    check("graph", dim, shape, 8);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 63, 64, 65, 1_999, 2_001, 4_097, 16_384})
  void everyDimensionHasItsIndexes(int dim) throws SQLException {
    connection.close();
    connection = DriverManager.getConnection(url() + ";maxMemory=2g");
    checkDimension(dim);
  }

  /// Takes 3 GB outside the heap.
  @Test
  @Tag("long")
  void theLargestDimensionHasItsIndexes() throws SQLException {
    connection.close();
    connection = DriverManager.getConnection(url() + ";maxMemory=8g");
    checkDimension(65_535);
  }

  private void checkDimension(int dim) throws SQLException {
    int each = Math.max(1, dim / 250);
    int rows = 2_048;
    run("CREATE TABLE docs (id INTEGER PRIMARY KEY, v VECTOR(" + dim + "))");
    createIndexes("flat", "v");
    insert(0, rows, dim, Shape.PLAIN, each);
    if (dim <= MOST_IN_MEMORY) {
      check("in memory", dim, Shape.PLAIN, 6);
    }
    run("CALL proxima.compact('docs')");
    check("flat", dim, Shape.PLAIN, 6);
    dropIndexes();
    createIndexes("ivf", "v");
    check("lists", dim, Shape.PLAIN, 6);
    dropIndexes();
    createIndexes("hnsw", "v");
    check("graph", dim, Shape.PLAIN, 6);
  }
}
