package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.vector.Distances;
import io.proxima.engine.vector.Metric;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every form of nearest-neighbour question against an oracle that computes all distances and
/// sorts.
///
/// The rows hold ties, NULL vectors and zero vectors.
final class NearestNeighbourTest {
  private static final int ROWS = 10_000;
  private static final int DIM = 24;
  private static final Map<Metric, String> OPERATORS =
      Map.of(Metric.L2, "<->", Metric.INNER_PRODUCT, "<#>", Metric.COSINE, "<=>", Metric.L1, "<+>");

  private static final List<Row> TABLE = new ArrayList<>();
  private static final Random RANDOM = new Random(20_26);
  private static Connection connection;

  /// `body` is null now and then; `rank` is unique, so that a filter can choose any share of rows.
  private record Row(String id, String category, int year, int rank, float[] body, float[] title) {}

  private record Hit(String id, double distance) {}

  @BeforeAll
  static void load() throws SQLException {
    connection = DriverManager.getConnection("jdbc:proxima:mem:");
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE docs (id VARCHAR PRIMARY KEY, category VARCHAR NOT NULL, year INTEGER, rank"
              + " INTEGER, body_v VECTOR(24), title_v VECTOR(24))");
    }
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO docs VALUES (?, ?, ?, ?, ?, ?)")) {
      for (int i = 0; i < ROWS; i++) {
        Row row =
            new Row(
                "d" + (i * 7919L % ROWS),
                "c" + RANDOM.nextInt(5),
                2015 + RANDOM.nextInt(10),
                i,
                body(i),
                vector());
        TABLE.add(row);
        insert.setString(1, row.id);
        insert.setString(2, row.category);
        insert.setInt(3, row.year);
        insert.setInt(4, row.rank);
        insert.setObject(5, row.body);
        insert.setObject(6, row.title);
        insert.addBatch();
      }
      assertThat(insert.executeBatch()).hasSize(ROWS).containsOnly(1);
    }
  }

  private static float[] body(int i) {
    return switch (i % 50) {
      case 0 -> null;
      case 1 -> new float[DIM];
      case 2, 3 -> TABLE.get(i - 2 - i % 50 + 4 > 0 ? Math.max(0, i - 40) : 0).title;
      default -> vector();
    };
  }

  private static float[] vector() {
    float[] vector = new float[DIM];
    for (int i = 0; i < DIM; i++) {
      vector[i] = (float) Math.round(RANDOM.nextGaussian() * 4) / 4;
    }
    return vector;
  }

  @AfterAll
  static void close() throws SQLException {
    connection.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = Metric.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"HAMMING", "JACCARD"})
  void orderByDistanceGivesTheNearestWithTiesByKey(Metric metric) throws SQLException {
    float[] query = vector();
    for (int k : new int[] {1, 10, 137}) {
      assertThat(
              ask(
                  "SELECT id, body_v "
                      + OPERATORS.get(metric)
                      + " ? AS distance FROM docs ORDER BY distance LIMIT "
                      + k,
                  query))
          .isEqualTo(nearest(row -> true, row -> distance(metric, row.body, query), k));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 0.5, 0.1, 0.01, 0.001, 0.0001})
  void aFilterNeverCostsRows(double share) throws SQLException {
    int below = (int) (ROWS * share);
    float[] query = vector();
    List<Hit> expected =
        nearest(row -> row.rank < below, row -> distance(Metric.COSINE, row.body, query), 10);
    assertThat(expected).hasSize(Math.min(10, below));
    assertThat(
            ask(
                "SELECT id, body_v <=> ? AS distance FROM docs WHERE rank < "
                    + below
                    + " ORDER BY distance LIMIT 10",
                query))
        .isEqualTo(expected);
    assertThat(
            ask(
                "SELECT id, body_v <=> ? AS distance FROM docs WHERE rank < ? ORDER BY body_v <=> ?"
                    + " LIMIT 10",
                query,
                below,
                query))
        .isEqualTo(expected);
  }

  @Test
  void filtersOfSeveralColumnsApplyBeforeK() throws SQLException {
    float[] query = vector();
    assertThat(
            ask(
                "SELECT id, body_v <=> ? AS distance FROM docs WHERE category = 'c1' AND year >="
                    + " 2020 ORDER BY distance LIMIT 10",
                query))
        .isEqualTo(
            nearest(
                row -> row.category.equals("c1") && row.year >= 2020,
                row -> distance(Metric.COSINE, row.body, query),
                10));
    assertThat(
            ask(
                "SELECT id, body_v <=> ? AS distance FROM docs WHERE (category IN ('c2', 'c3') OR"
                    + " year = 2016) AND NOT (rank BETWEEN 100 AND 9000) AND upper(category) <>"
                    + " 'C3' ORDER BY distance LIMIT 7",
                query))
        .isEqualTo(
            nearest(
                row ->
                    (row.category.equals("c2") || row.category.equals("c3") || row.year == 2016)
                        && !(row.rank >= 100 && row.rank <= 9000)
                        && !row.category.equals("c3"),
                row -> distance(Metric.COSINE, row.body, query),
                7));
  }

  @Test
  void moreThanThereIsGivesAllWithNullDistancesLast() throws SQLException {
    float[] query = vector();
    List<Hit> found =
        ask("SELECT id, body_v <=> ? AS distance FROM docs ORDER BY distance LIMIT 20000", query);
    assertThat(found)
        .hasSize(ROWS)
        .isEqualTo(nearest(row -> true, row -> distance(Metric.COSINE, row.body, query), ROWS));
    assertThat(found.getLast().distance).isNaN();
    assertThat(found.stream().filter(hit -> Double.isNaN(hit.distance)).count())
        .isGreaterThanOrEqualTo(400);
  }

  @Test
  void theWordsOfTheStandardAndTheFunctionsMeanTheSame() throws SQLException {
    float[] query = vector();
    List<Hit> expected = nearest(row -> true, row -> distance(Metric.COSINE, row.body, query), 10);
    for (String distance :
        List.of(
            "body_v <=> ?",
            "cosine_distance(body_v, ?)",
            "VECTOR_DISTANCE(body_v, ?, COSINE)",
            "? <=> body_v")) {
      assertThat(
              ask(
                  "SELECT id, body_v <=> ? FROM docs ORDER BY " + distance + " LIMIT 10",
                  query,
                  query))
          .as(distance)
          .isEqualTo(expected);
    }
  }

  @Test
  void anOffsetSkipsTheNearest() throws SQLException {
    float[] query = vector();
    assertThat(ask("SELECT id, body_v <-> ? AS d FROM docs ORDER BY d LIMIT 10 OFFSET 5", query))
        .isEqualTo(
            nearest(row -> true, row -> distance(Metric.L2, row.body, query), 15).subList(5, 15));
  }

  @Test
  void aRangeGivesEveryRowWithinIt() throws SQLException {
    float[] query = vector();
    double bound = 5.0;
    List<Hit> all =
        nearest(row -> true, row -> distance(Metric.L2, row.body, query), ROWS).stream()
            .filter(hit -> hit.distance < bound)
            .toList();
    assertThat(all).hasSizeGreaterThan(5);
    assertThat(ask("SELECT id, body_v <-> ? AS d FROM docs WHERE body_v <-> ? < 5.0", query, query))
        .containsExactlyInAnyOrderElementsOf(all);
    assertThat(
            ask(
                "SELECT id, body_v <-> ? AS d FROM docs WHERE body_v <-> ? < ? ORDER BY d LIMIT 5",
                query,
                query,
                bound))
        .isEqualTo(all.subList(0, 5));
    double edge = all.get(3).distance;
    assertThat(
            ask(
                "SELECT id, body_v <-> ? AS d FROM docs WHERE body_v <-> ? <= ? ORDER BY d",
                query,
                query,
                edge))
        .isEqualTo(all.stream().filter(hit -> hit.distance <= edge).toList());
    assertThat(
            ask(
                "SELECT id, body_v <-> ? AS d FROM docs WHERE ? > body_v <-> ? ORDER BY d",
                query,
                edge,
                query))
        .isEqualTo(all.stream().filter(hit -> hit.distance < edge).toList());
  }

  @Test
  void theTableFunctionGivesTheColumnsWithDistanceAndSimilarity() throws SQLException {
    float[] query = vector();
    List<Hit> expected = nearest(row -> true, row -> distance(Metric.COSINE, row.body, query), 10);
    assertThat(
            ask(
                "SELECT id, distance FROM TABLE(KNN(TABLE docs, DESCRIPTOR(body_v), ?, 10)) ORDER"
                    + " BY distance, id",
                query))
        .isEqualTo(expected);
    assertThat(
            ask(
                "SELECT id, 1 - similarity FROM TABLE(VECTOR_SEARCH(TABLE docs, DESCRIPTOR(body_v),"
                    + " ?, 10)) ORDER BY distance, id",
                query))
        .extracting(Hit::id)
        .isEqualTo(expected.stream().map(Hit::id).toList());
  }

  @Test
  void aFilterInsideTheTableFunctionAppliesBeforeKAndOneOutsideAfter() throws SQLException {
    float[] query = vector();
    assertThat(
            ask(
                "SELECT id, distance FROM TABLE(KNN((SELECT * FROM docs WHERE year > 2020),"
                    + " DESCRIPTOR(body_v), ?, 10)) ORDER BY distance, id",
                query))
        .isEqualTo(
            nearest(row -> row.year > 2020, row -> distance(Metric.COSINE, row.body, query), 10));
    List<String> inside =
        nearest(row -> true, row -> distance(Metric.COSINE, row.body, query), 10).stream()
            .map(Hit::id)
            .toList();
    assertThat(
            ask(
                "SELECT id, distance FROM TABLE(KNN(TABLE docs, DESCRIPTOR(body_v), ?, 10)) WHERE"
                    + " year > 2020 ORDER BY distance, id",
                query))
        .isEqualTo(
            nearest(
                row -> row.year > 2020 && inside.contains(row.id),
                row -> distance(Metric.COSINE, row.body, query),
                10));
  }

  @Test
  void severalVectorsOfARowAreWeighted() throws SQLException {
    float[] query = vector();
    assertThat(
            ask(
                "SELECT id, 0.7 * (title_v <=> ?) + 0.3 * (body_v <=> ?) AS d FROM docs ORDER BY d,"
                    + " id LIMIT 10",
                query,
                query))
        .isEqualTo(
            nearest(
                row -> true,
                row ->
                    0.7 * distance(Metric.COSINE, row.title, query)
                        + 0.3 * distance(Metric.COSINE, row.body, query),
                10));
  }

  private static double distance(Metric metric, float[] vector, float[] query) {
    return vector == null ? Double.NaN : Distances.exact(metric, vector, query);
  }

  private static List<Hit> nearest(Predicate<Row> filter, ToDoubleFunction<Row> distance, int k) {
    Comparator<Hit> byDistance = Comparator.comparingDouble(Hit::distance);
    Stream<Hit> hits =
        TABLE.stream().filter(filter).map(row -> new Hit(row.id, distance.applyAsDouble(row)));
    return hits.sorted(byDistance.thenComparing(Hit::id)).limit(k).toList();
  }

  private static List<Hit> ask(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      List<Hit> hits = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          double distance = rows.getDouble(2);
          double orNaN = rows.wasNull() ? Double.NaN : distance;
          hits.add(new Hit(rows.getString(1), orNaN));
        }
      }
      return hits;
    }
  }
}
