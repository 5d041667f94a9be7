package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Random queries whose answers must agree with each other: a query split by a condition (TLP), a
/// condition counted as filter and as value (NoREC), and what holds between answers of
/// nearest-neighbour queries.
///
/// 21,000 queries; `-Dseed=` chooses others, `-Dqueries=` how many for each relation.
final class MetamorphicTest {
  private static final long SEED = Long.getLong("seed", 7);
  private static final int QUERIES = Integer.getInteger("queries", 1_500);
  private static final int ROWS = 40;

  private Connection connection;
  private Statement statement;
  private RandomSql random;
  private int queries;

  /// What is compared, and the SQL that was asked, for the one who reads a failure.
  enum Relation {
    /// Rows = rows where p + rows where not p + rows where p is null.
    PARTITION_OF_ROWS,
    /// The same for COUNT, SUM, MIN and MAX.
    PARTITION_OF_AGGREGATES,
    /// The same for DISTINCT and for groups.
    PARTITION_OF_GROUPS,
    /// COUNT where p = how often p is true.
    FILTER_IS_PROJECTION,
    /// Rows joined on p = all pairs where p; an outer join gives the others beside NULL.
    JOIN_IS_FILTERED_PRODUCT,
    /// The nearest k = the first k of all by exact distance, NULL last, ties by key.
    NEAREST_ARE_THE_FIRST,
    /// With a filter: the first k of what it lets through.
    FILTER_COSTS_NO_ROW,
    /// The nearest among p, not p and null together = the nearest of all.
    PARTITION_OF_NEAREST,
    /// The nearest k are a prefix of the nearest k + 1.
    MONOTONE_K,
    /// The order by a function of a distance = the order by the same function, kept from sight.
    FUNCTION_IS_COMPUTED,
    /// The nearest rows for several rows at once = those for each of their vectors.
    BATCH_IS_ONE_BY_ONE,
    /// The nearest rows to a sub-query = those to its value.
    SUB_QUERY_IS_VALUE,
    /// d(a, b) = d(b, a); d(a, a) = 0; cosine knows no scale.
    DISTANCE_LAWS,
    /// A statement prepared with the vector as a parameter = the statement with a literal.
    PREPARED_IS_LITERAL
  }

  private record Hit(int id, @Nullable Double distance) implements Comparable<Hit> {
    private static final Comparator<Hit> ORDER =
        Comparator.comparing(Hit::distance, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(Hit::id);

    @Override
    public int compareTo(Hit other) {
      return ORDER.compare(this, other);
    }
  }

  @BeforeEach
  void load() throws SQLException {
    connection = DriverManager.getConnection("jdbc:proxima:mem:");
    statement = connection.createStatement();
    statement.execute(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, b INTEGER NOT NULL, s VARCHAR, d"
            + " DOUBLE, f BOOLEAN, v VECTOR(3), w VECTOR(3) NOT NULL)");
    statement.execute("CREATE TABLE u (id INTEGER PRIMARY KEY, c INTEGER, word VARCHAR)");
    RandomSql fill = new RandomSql(new SplittableRandom(SEED), false);
    List<String> words = List.of("''", "'a'", "'ab'", "'b'", "'ä'", "'Z'", "'abc'", "NULL");
    for (int i = 0; i < ROWS; i++) {
      statement.execute(
          "INSERT INTO t VALUES (%d, %s, %d, %s, %s, %s, %s, '%s')"
              .formatted(
                  i,
                  fill.below(6) == 0 ? "NULL" : fill.below(10),
                  fill.below(5),
                  fill.one(words),
                  fill.below(6) == 0 ? "NULL" : fill.below(30) / 4.0 - 2,
                  fill.one(List.of("TRUE", "FALSE", "NULL")),
                  fill.below(6) == 0 ? "NULL" : "'" + fill.vector() + "'",
                  i % 9 == 0 ? "[0,0,0]" : fill.vector()));
    }
    for (int i = 0; i < 15; i++) {
      statement.execute(
          "INSERT INTO u VALUES (%d, %s, %s)"
              .formatted(i, fill.below(5) == 0 ? "NULL" : fill.below(10), fill.one(words)));
    }
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  @ParameterizedTest
  @EnumSource(Relation.class)
  void holds(Relation relation) throws SQLException {
    random =
        new RandomSql(
            new SplittableRandom(SEED + relation.ordinal()),
            relation.compareTo(Relation.NEAREST_ARE_THE_FIRST) < 0);
    while (queries < QUERIES) {
      switch (relation) {
        case PARTITION_OF_ROWS -> partitionOfRows();
        case PARTITION_OF_AGGREGATES -> partitionOfAggregates();
        case PARTITION_OF_GROUPS -> partitionOfGroups();
        case FILTER_IS_PROJECTION -> filterIsProjection();
        case JOIN_IS_FILTERED_PRODUCT -> joinIsFilteredProduct();
        case NEAREST_ARE_THE_FIRST -> nearestAreTheFirst();
        case FILTER_COSTS_NO_ROW -> filterCostsNoRow();
        case PARTITION_OF_NEAREST -> partitionOfNearest();
        case MONOTONE_K -> monotoneK();
        case FUNCTION_IS_COMPUTED -> functionIsComputed();
        case BATCH_IS_ONE_BY_ONE -> batchIsOneByOne();
        case SUB_QUERY_IS_VALUE -> subQueryIsValue();
        case DISTANCE_LAWS -> distanceLaws();
        case PREPARED_IS_LITERAL -> preparedIsLiteral();
      }
    }
  }

  // Asking

  private static List<String> parts(String condition) {
    return List.of(
        " WHERE " + condition,
        " WHERE NOT (" + condition + ")",
        " WHERE (" + condition + ") IS NULL");
  }

  private List<List<@Nullable Object>> rows(String sql) throws SQLException {
    queries++;
    try (ResultSet result = statement.executeQuery(sql)) {
      return rows(result);
    } catch (SQLException e) {
      throw new SQLException(e.getMessage() + "\n" + sql, e.getSQLState(), e);
    }
  }

  private static List<List<@Nullable Object>> rows(ResultSet result) throws SQLException {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    int width = result.getMetaData().getColumnCount();
    while (result.next()) {
      List<@Nullable Object> row = new ArrayList<>();
      for (int i = 1; i <= width; i++) {
        row.add(result.getObject(i));
      }
      rows.add(row);
    }
    return rows;
  }

  private static List<String> sorted(List<List<@Nullable Object>> rows) {
    return rows.stream().map(String::valueOf).sorted().toList();
  }

  private List<Hit> hits(String sql) throws SQLException {
    return hits(rows(sql));
  }

  private static List<Hit> hits(List<List<@Nullable Object>> rows) {
    return rows.stream()
        .map(row -> new Hit(((Number) row.get(0)).intValue(), (Double) row.get(1)))
        .toList();
  }

  private static List<Hit> first(List<Hit> hits, int k) {
    return hits.stream().sorted().limit(k).toList();
  }

  // TLP and NoREC

  private void partitionOfRows() throws SQLException {
    String all = "SELECT t.id, t.a, t.s FROM " + random.source();
    String condition = random.condition(2);
    List<List<@Nullable Object>> together = new ArrayList<>();
    for (String part : parts(condition)) {
      together.addAll(rows(all + part));
    }
    assertThat(sorted(together)).as(all + parts(condition)).isEqualTo(sorted(rows(all)));
  }

  private void partitionOfAggregates() throws SQLException {
    String all =
        "SELECT COUNT(*), COUNT(t.a), SUM(t.a), SUM(t.b), MIN(t.s), MAX(t.s), MIN(t.d), MAX(t.d)"
            + " FROM "
            + random.source();
    String condition = random.condition(2);
    List<List<@Nullable Object>> parts = new ArrayList<>();
    for (String part : parts(condition)) {
      parts.addAll(rows(all + part));
    }
    List<@Nullable Object> whole = rows(all).getFirst();
    for (int i = 0; i < whole.size(); i++) {
      int column = i;
      List<Object> values =
          parts.stream().map(row -> row.get(column)).flatMap(Stream::ofNullable).toList();
      assertThat(String.valueOf(merged(values, column)))
          .as(all + parts(condition) + " column " + column)
          .isEqualTo(String.valueOf(whole.get(column)));
    }
  }

  private static @Nullable Object merged(List<Object> values, int column) {
    if (values.isEmpty()) {
      return null;
    }
    return switch (column) {
      case 4 -> values.stream().map(String.class::cast).min(Comparator.naturalOrder()).get();
      case 5 -> values.stream().map(String.class::cast).max(Comparator.naturalOrder()).get();
      case 6 -> values.stream().map(Double.class::cast).min(Comparator.naturalOrder()).get();
      case 7 -> values.stream().map(Double.class::cast).max(Comparator.naturalOrder()).get();
      default -> values.stream().mapToLong(value -> ((Number) value).longValue()).sum();
    };
  }

  private void partitionOfGroups() throws SQLException {
    boolean distinct = random.below(2) == 0;
    String from = " FROM " + random.source();
    String condition = random.condition(2);
    List<String> parts = parts(condition);
    String select = distinct ? "SELECT DISTINCT t.a, t.f" : "SELECT t.a, t.f, COUNT(*)";
    String group = distinct ? "" : " GROUP BY t.a, t.f";
    String whole = select + from + group;
    String union =
        String.join(
            " UNION ALL ", parts.stream().map(part -> "SELECT t.a, t.f" + from + part).toList());
    String together =
        select.replace("t.", "p.") + " FROM (" + union + ") AS p" + group.replace("t.", "p.");
    assertThat(sorted(rows(together))).as(together).isEqualTo(sorted(rows(whole)));
  }

  private void filterIsProjection() throws SQLException {
    String from = random.source();
    String condition = random.condition(2);
    Object filtered =
        rows("SELECT COUNT(*) FROM " + from + " WHERE " + condition).getFirst().getFirst();
    String projection = "SELECT (" + condition + ") FROM " + from;
    long counted =
        rows(projection).stream().filter(row -> Boolean.TRUE.equals(row.getFirst())).count();
    assertThat(filtered).as(projection).isEqualTo(counted);
  }

  private void joinIsFilteredProduct() throws SQLException {
    String on = "t.a = u.c AND " + random.condition(1);
    List<List<@Nullable Object>> pairs = rows("SELECT t.id, u.id FROM t, u WHERE " + on);
    assertThat(sorted(rows("SELECT t.id, u.id FROM t JOIN u ON " + on)))
        .as(on)
        .isEqualTo(sorted(pairs));
    Set<@Nullable Object> found = pairs.stream().map(List::getFirst).collect(Collectors.toSet());
    for (int id = 0; id < ROWS; id++) {
      if (!found.contains(id)) {
        pairs.add(Arrays.asList(id, null));
      }
    }
    String outer = "SELECT t.id, u.id FROM t LEFT JOIN u ON " + on;
    assertThat(sorted(rows(outer))).as(outer).isEqualTo(sorted(pairs));
  }

  // Vectors

  private String nearest(String vector) {
    return "SELECT t.id, "
        + random.one(List.of("t.v ", "t.w "))
        + random.one(RandomSql.OPERATORS)
        + " '"
        + vector
        + "' AS distance FROM t";
  }

  private static String limit(int k) {
    return " ORDER BY distance LIMIT " + k;
  }

  private void nearestAreTheFirst() throws SQLException {
    String all = nearest(random.vector());
    int k = 1 + random.below(45);
    assertThat(hits(all + limit(k))).as(all + limit(k)).isEqualTo(first(hits(all), k));
  }

  private void filterCostsNoRow() throws SQLException {
    String all = nearest(random.vector()) + " WHERE " + random.condition(2);
    int k = 1 + random.below(20);
    assertThat(hits(all + limit(k))).as(all + limit(k)).isEqualTo(first(hits(all), k));
  }

  private void partitionOfNearest() throws SQLException {
    String all = nearest(random.vector());
    String condition = random.condition(2);
    int k = 1 + random.below(20);
    List<Hit> together = new ArrayList<>();
    for (String part : parts(condition)) {
      together.addAll(hits(all + part + limit(k)));
    }
    Collections.sort(together);
    assertThat(first(together, k)).as(all + parts(condition)).isEqualTo(hits(all + limit(k)));
  }

  private void monotoneK() throws SQLException {
    String all = nearest(random.vector()) + " WHERE " + random.condition(2);
    int k = 1 + random.below(40);
    List<Hit> more = hits(all + limit(k + 1));
    assertThat(hits(all + limit(k))).as(all + limit(k)).isEqualTo(first(more, k));
  }

  private void functionIsComputed() throws SQLException {
    String operator = random.one(RandomSql.OPERATORS);
    String function = random.function("(t.v " + operator + " '" + random.vector() + "')");
    String order = random.one(List.of("", " DESC")) + random.one(List.of("", ", t.b", ", t.id"));
    String tail = order + " LIMIT " + (1 + random.below(45)) + " OFFSET " + random.below(3);
    String all = "SELECT t.id, " + function + " FROM t WHERE " + random.condition(1) + " ORDER BY ";
    String hidden = "CASE WHEN t.id >= 0 THEN " + function + " END";
    assertThat(rows(all + function + tail))
        .as(all + function + tail)
        .isEqualTo(rows(all + hidden + tail));
  }

  private void batchIsOneByOne() throws SQLException {
    String metric = random.one(List.of("cosine", "dot", "euclidean", "manhattan"));
    String table =
        "(SELECT * FROM t WHERE "
            + random.condition(1)
            + "), DESCRIPTOR(v), @, "
            + (1 + random.below(5))
            + ", MAP['metric', '"
            + metric
            + "']";
    String batch =
        "SELECT q.id, r.id, r.distance FROM t AS q, LATERAL TABLE(KNN("
            + table.replace("@", "q.w")
            + ")) AS r WHERE q.id < 3";
    List<List<@Nullable Object>> one = new ArrayList<>();
    for (int id = 0; id < 3; id++) {
      String vector = String.valueOf(value("SELECT CAST(w AS VARCHAR) FROM t WHERE id = " + id));
      String single = table.replace("@", "'" + vector + "'");
      one.addAll(rows("SELECT " + id + ", id, distance FROM TABLE(KNN(" + single + "))"));
    }
    assertThat(rows(batch)).as(batch).isEqualTo(one);
  }

  private void subQueryIsValue() throws SQLException {
    String subQuery = "(SELECT CAST(x.v AS VARCHAR) FROM t AS x WHERE x.id = %d)";
    int id = random.below(ROWS);
    Object vector = value("SELECT " + subQuery.formatted(id));
    String literal = vector == null ? "NULL" : "'" + vector + "'";
    String all = nearest("#") + " WHERE " + random.condition(1) + limit(1 + random.below(20));
    String inner = subQuery.formatted(id).replace("CAST(x.v AS VARCHAR)", "x.v");
    assertThat(hits(all.replace("'#'", inner)))
        .as(all)
        .isEqualTo(hits(all.replace("'#'", literal)));
  }

  private @Nullable Object value(String sql) throws SQLException {
    return rows(sql).getFirst().getFirst();
  }

  private void distanceLaws() throws SQLException {
    String a = "CAST('" + random.vector() + "' AS VECTOR(3))";
    String b = "CAST('" + random.vector() + "' AS VECTOR(3))";
    String operator = random.one(RandomSql.OPERATORS);
    String sql =
        "SELECT %s %s %s, %s %s %s, %s %s %s, (%s * '[4,4,4]') %s %s"
            .formatted(a, operator, b, b, operator, a, a, operator, a, a, operator, b);
    List<@Nullable Object> row = rows(sql).getFirst();
    assertThat(row.get(0)).as(sql).isEqualTo(row.get(1));
    switch (operator) {
      case "<->", "<+>" -> assertThat((Double) row.get(2)).as(sql).isZero();
      case "<=>" -> {
        assertThat(row.get(3)).as(sql).isEqualTo(row.get(0));
        if (row.get(2) != null) {
          assertThat((Double) row.get(2)).as(sql).isBetween(0.0, 1e-12);
        }
      }
      default -> assertThat((Double) row.get(3)).as(sql).isEqualTo(4 * (Double) row.get(0));
    }
  }

  private void preparedIsLiteral() throws SQLException {
    String vector = random.vector();
    int bound = random.below(10);
    int k = 1 + random.below(20);
    String sql = nearest(vector) + " WHERE t.a < " + bound + limit(k);
    String prepared =
        sql.replace("'" + vector + "'", "?")
            .replace("t.a < " + bound, "t.a < ?")
            .replaceAll("\\d+$", "?");
    queries++;
    try (PreparedStatement query = connection.prepareStatement(prepared)) {
      query.setString(1, vector);
      query.setInt(2, bound);
      query.setInt(3, k);
      try (ResultSet rows = query.executeQuery()) {
        assertThat(hits(rows(rows))).as(prepared + "\n" + sql).isEqualTo(hits(sql));
      }
    }
  }
}
