package io.proxima.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.testing.Seeded;
import io.proxima.engine.vector.Distances;
import io.proxima.engine.vector.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/// Random questions against an oracle that looks at every row.
@Seeded
class QueryPropertyTest {
  private static final int ROWS = 700;
  private static final int DIM = 4;
  private static final Metric[] METRICS = {
    Metric.L2, Metric.INNER_PRODUCT, Metric.COSINE, Metric.L1
  };
  private static final Map<Metric, String> OPERATORS =
      Map.of(Metric.L2, "<->", Metric.INNER_PRODUCT, "<#>", Metric.COSINE, "<=>", Metric.L1, "<+>");

  private static final List<Row> TABLE = new ArrayList<>();
  private static Sql sql;

  private record Row(
      int id,
      @Nullable String category,
      @Nullable Integer year,
      @Nullable Double price,
      float @Nullable [] v) {
    @Nullable Double distance(Metric metric, float[] query) {
      double distance = v == null ? Double.NaN : Distances.exact(metric, v, query);
      return Double.isNaN(distance) ? null : distance;
    }
  }

  /// A condition in SQL and in Java; the latter gives null for unknown.
  private record Term(
      String text, List<@Nullable Object> parameters, Function<Row, @Nullable Boolean> truth) {}

  @BeforeAll
  static void load(RandomGenerator random) {
    sql = new Sql();
    sql.run(
        "CREATE TABLE docs (id INTEGER PRIMARY KEY, category VARCHAR, year INTEGER, price DOUBLE,"
            + " v VECTOR(4))");
    for (int i = 0; i < ROWS; i++) {
      Row row =
          new Row(
              i * 389 % ROWS,
              random.nextInt(8) == 0 ? null : "c" + random.nextInt(6),
              random.nextInt(8) == 0 ? null : 2000 + random.nextInt(25),
              random.nextInt(8) == 0 ? null : random.nextInt(100) / 4.0,
              random.nextInt(10) == 0 ? null : vector(random));
      TABLE.add(row);
      sql.run(
          "INSERT INTO docs VALUES (?, ?, ?, ?, ?)",
          (long) row.id,
          row.category,
          row.year == null ? null : Long.valueOf(row.year),
          row.price,
          row.v);
    }
  }

  @AfterAll
  static void close() {
    sql.close();
  }

  /// Few different values: many ties, some zero vectors.
  private static float[] vector(RandomGenerator random) {
    float[] vector = new float[DIM];
    for (int i = 0; i < DIM; i++) {
      vector[i] = random.nextInt(4) - 1;
    }
    return random.nextInt(30) == 0 ? new float[DIM] : vector;
  }

  @RepeatedTest(150)
  void nearestRowsAreThoseOfTheOracle(RandomGenerator random) {
    Metric metric = METRICS[random.nextInt(METRICS.length)];
    float[] query = vector(random);
    List<@Nullable Object> parameters = new ArrayList<>();
    String where = where(random, metric, query, parameters);
    Function<Row, @Nullable Boolean> truth = this.truth;
    int limit = random.nextInt(30);
    int offset = random.nextInt(3) == 0 ? random.nextInt(20) : 0;
    boolean descending = random.nextInt(6) == 0;
    String distance = "v " + OPERATORS.get(metric) + " ?";
    String text =
        "SELECT id, "
            + distance
            + " AS d, year FROM docs"
            + where
            + " ORDER BY "
            + distance
            + (descending ? " DESC" : "")
            + (random.nextBoolean() && !descending ? ", id" : "")
            + " LIMIT ?"
            + (offset > 0 ? " OFFSET " + offset : "");
    List<@Nullable Object> all = new ArrayList<>();
    all.add(query);
    all.addAll(parameters);
    all.add(query);
    all.add((long) limit);
    Comparator<@Nullable Double> byDistance = Comparator.naturalOrder();
    Comparator<Row> order =
        Comparator.comparing(
                (Row row) -> row.distance(metric, query),
                Comparator.nullsLast(descending ? byDistance.reversed() : byDistance))
            .thenComparing(Row::id);
    List<List<String>> expected =
        passing(truth)
            .sorted(order)
            .skip(offset)
            .limit(limit)
            .map(row -> texts(row.id, row.distance(metric, query), row.year))
            .toList();
    assertThat(sql.query(text, all.toArray())).as(text).isEqualTo(expected);
  }

  @RepeatedTest(150)
  void filtersKeepTheRowsOfTheOracle(RandomGenerator random) {
    Metric metric = METRICS[random.nextInt(METRICS.length)];
    float[] query = vector(random);
    List<@Nullable Object> parameters = new ArrayList<>();
    String where = where(random, metric, query, parameters);
    String text = "SELECT id, category, price FROM docs" + where;
    List<List<String>> expected =
        passing(truth)
            .sorted(Comparator.comparing(Row::id))
            .map(row -> texts(row.id, row.category, row.price))
            .toList();
    List<List<String>> found = new ArrayList<>(sql.query(text, parameters.toArray()));
    found.sort(Comparator.comparing(row -> Integer.valueOf(row.getFirst())));
    assertThat(found).as(text + " " + parameters).isEqualTo(expected);
    String counted = "SELECT COUNT(*), SUM(year), MAX(price) FROM docs" + where;
    assertThat(sql.query(counted, parameters.toArray()))
        .as(counted)
        .isEqualTo(
            List.of(
                texts(
                    expected.size(),
                    passing(truth)
                        .map(Row::year)
                        .filter(Objects::nonNull)
                        .reduce(Integer::sum)
                        .orElse(null),
                    passing(truth)
                        .map(Row::price)
                        .filter(Objects::nonNull)
                        .max(Double::compare)
                        .orElse(null))));
  }

  @RepeatedTest(30)
  void groupsAreThoseOfTheOracle(RandomGenerator random) {
    List<@Nullable Object> parameters = new ArrayList<>();
    String where = where(random, Metric.L2, vector(random), parameters);
    Map<String, List<Row>> groups =
        passing(truth)
            .collect(
                Collectors.groupingBy(
                    row -> row.category == null ? "~" : row.category,
                    TreeMap::new,
                    Collectors.toList()));
    List<List<String>> expected = new ArrayList<>();
    groups.forEach((category, rows) ->
        expected.add(
            texts(
                category.equals("~") ? null : category,
                rows.size(),
                rows.stream().map(Row::year).filter(Objects::nonNull).distinct().count(),
                rows.stream().filter(row -> row.price != null && row.price > 5).count())));
    String text =
        "SELECT category, COUNT(*), COUNT(DISTINCT year), COUNT(*) FILTER (WHERE price > 5)"
            + " FROM docs"
            + where
            + " GROUP BY category ORDER BY category";
    assertThat(sql.query(text, parameters.toArray())).as(text).isEqualTo(expected);
  }

  @Test
  void joinsGiveThePairsOfTheOracle() {
    BiPredicate<Row, Row> pair =
        (a, b) ->
            a.year != null
                && a.year.equals(b.year)
                && a.price != null
                && b.price != null
                && a.price < b.price;
    String on = " ON a.year = b.year AND a.price < b.price ";
    List<Row> left = TABLE.stream().filter(row -> row.id < 120).toList();
    List<Row> right = TABLE.stream().filter(row -> row.id > 600).toList();
    String a = "(SELECT * FROM docs WHERE id < 120) a ";
    String b = " JOIN (SELECT * FROM docs WHERE id > 600) b ";
    List<List<String>> inner =
        left.stream()
            .flatMap(x -> right.stream().filter(y -> pair.test(x, y)).map(y -> texts(x.id, y.id)))
            .toList();
    Stream<List<String>> leftOnly =
        left.stream()
            .filter(x -> right.stream().noneMatch(y -> pair.test(x, y)))
            .map(x -> texts(x.id, null));
    Stream<List<String>> rightOnly =
        right.stream()
            .filter(y -> left.stream().noneMatch(x -> pair.test(x, y)))
            .map(y -> texts(null, y.id));
    List<List<String>> lefts = leftOnly.toList();
    List<List<String>> rights = rightOnly.toList();
    assertThat(inner).hasSizeGreaterThan(20);
    assertThat(lefts).isNotEmpty();
    assertThat(rights).isNotEmpty();
    String select = "SELECT a.id, b.id FROM ";
    assertThat(sql.query(select + a + b + on)).containsExactlyInAnyOrderElementsOf(inner);
    assertThat(sql.query(select + a + "LEFT" + b + on))
        .containsExactlyInAnyOrderElementsOf(both(inner, lefts));
    assertThat(sql.query(select + a + "RIGHT" + b + on))
        .containsExactlyInAnyOrderElementsOf(both(inner, rights));
    assertThat(sql.query(select + a + "FULL" + b + on))
        .containsExactlyInAnyOrderElementsOf(both(inner, both(lefts, rights)));
    String exists = "EXISTS (SELECT 1 FROM docs b WHERE b.id > 600 AND b.year = a.year)";
    List<String> semi =
        left.stream()
            .filter(x -> right.stream().anyMatch(y -> x.year != null && x.year.equals(y.year)))
            .map(x -> Integer.toString(x.id))
            .toList();
    assertThat(ids("SELECT a.id FROM " + a + "WHERE " + exists))
        .containsExactlyInAnyOrderElementsOf(semi);
    assertThat(ids("SELECT a.id FROM " + a + "WHERE NOT " + exists))
        .hasSize(left.size() - semi.size())
        .doesNotContainAnyElementsOf(semi);
    assertThat(
            ids("SELECT a.id FROM " + a + "WHERE year IN (SELECT year FROM docs WHERE id > 600)"))
        .containsExactlyInAnyOrderElementsOf(semi);
    assertThat(sql.query("SELECT a.id FROM " + a + "CROSS" + b))
        .hasSize(left.size() * right.size());
  }

  @Test
  void setOperationsAndDistinctFollowTheOracle() {
    assertThat(ids("SELECT DISTINCT year FROM docs"))
        .doesNotHaveDuplicates()
        .hasSize((int) TABLE.stream().map(Row::year).distinct().count());
    assertThat(ids("SELECT id FROM docs WHERE id < 5 UNION ALL SELECT id FROM docs WHERE id < 3"))
        .containsExactlyInAnyOrder("0", "1", "2", "3", "4", "0", "1", "2");
    assertThat(ids("SELECT id FROM docs WHERE id < 5 UNION SELECT id FROM docs WHERE id < 3"))
        .containsExactlyInAnyOrder("0", "1", "2", "3", "4");
    assertThat(ids("SELECT id FROM docs WHERE id < 5 INTERSECT SELECT id FROM docs WHERE id > 2"))
        .containsExactlyInAnyOrder("3", "4");
    assertThat(ids("SELECT id FROM docs WHERE id < 5 EXCEPT SELECT id FROM docs WHERE id > 2"))
        .containsExactlyInAnyOrder("0", "1", "2");
    assertThat(ids("SELECT COUNT(*) FROM (SELECT DISTINCT v FROM docs)"))
        .containsExactly(
            Long.toString(
                TABLE.stream()
                    .map(row -> row.v == null ? "" : Arrays.toString(row.v))
                    .distinct()
                    .count()));
  }

  @Test
  void onePlanServesManyThreads() {
    QueryPlan plan =
        sql.plan("SELECT id, v <-> ? AS d FROM docs WHERE year > ? ORDER BY d LIMIT 5");
    Function<Integer, List<List<String>>> run =
        i -> sql.rows(plan, new float[] {i % 7, 1, 0, 2}, 2000L + i % 11);
    List<List<List<String>>> alone = IntStream.range(0, 200).boxed().map(run).toList();
    assertThat(IntStream.range(0, 200).parallel().boxed().map(run).toList()).isEqualTo(alone);
  }

  @Test
  void nullsComeLastInBothDirections() {
    List<String> ascending = ids("SELECT year FROM docs ORDER BY year");
    List<String> descending = ids("SELECT year FROM docs ORDER BY year DESC");
    assertThat(ascending.getLast()).isNull();
    assertThat(descending.getLast()).isNull();
    assertThat(descending.getFirst()).isEqualTo("2024");
    assertThat(ids("SELECT year FROM docs ORDER BY year NULLS FIRST").getFirst()).isNull();
  }

  @Test
  void nearestToNothingIsEveryRowInOrderOfItsKey() {
    assertThat(
            sql.query(
                "SELECT id, v <-> ? AS d FROM docs ORDER BY d LIMIT 3 OFFSET 1", (Object) null))
        .isEqualTo(List.of(texts(1, null), texts(2, null), texts(3, null)));
    assertThat(sql.query("SELECT id FROM docs WHERE v <-> ? < 1", (Object) null)).isEmpty();
  }

  private static List<List<String>> both(List<List<String>> some, List<List<String>> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  private static List<String> ids(String text) {
    return sql.query(text).stream().map(List::getFirst).collect(Collectors.toList());
  }

  private static List<String> texts(@Nullable Object... values) {
    return Arrays.stream(values)
        .map(value -> value == null ? null : value.toString())
        .collect(Collectors.toList());
  }

  private static Stream<Row> passing(Function<Row, @Nullable Boolean> truth) {
    return TABLE.stream().filter(row -> Boolean.TRUE.equals(truth.apply(row)));
  }

  private Function<Row, @Nullable Boolean> truth = _ -> true;

  /// Up to three terms; sets `truth`.
  private String where(
      RandomGenerator random, Metric metric, float[] query, List<@Nullable Object> parameters) {
    int count = random.nextInt(4);
    truth = _ -> true;
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      Term term = negatable(random, metric, query);
      text.append(i == 0 ? " WHERE " : " AND ").append(term.text);
      parameters.addAll(term.parameters);
      Function<Row, @Nullable Boolean> before = truth;
      truth = row -> and(before.apply(row), term.truth.apply(row));
    }
    return text.toString();
  }

  private static @Nullable Boolean and(@Nullable Boolean a, @Nullable Boolean b) {
    if (Boolean.FALSE.equals(a) || Boolean.FALSE.equals(b)) {
      return false;
    }
    return a == null || b == null ? null : true;
  }

  private static @Nullable Boolean not(@Nullable Boolean a) {
    return a == null ? null : !a;
  }

  private static Term negatable(RandomGenerator random, Metric metric, float[] query) {
    Term term = term(random, metric, query);
    if (random.nextInt(5) == 0) {
      return new Term(
          "NOT (" + term.text + ")", term.parameters, row -> not(term.truth.apply(row)));
    }
    if (random.nextInt(5) == 0) {
      Term other = term(random, metric, query);
      List<@Nullable Object> parameters = new ArrayList<>(term.parameters);
      parameters.addAll(other.parameters);
      return new Term(
          "(" + term.text + " OR " + other.text + ")",
          parameters,
          row -> not(and(not(term.truth.apply(row)), not(other.truth.apply(row)))));
    }
    return term;
  }

  private static Term term(RandomGenerator random, Metric metric, float[] query) {
    String category = "c" + random.nextInt(7);
    int year = 2000 + random.nextInt(26);
    double price = random.nextInt(100) / 4.0;
    return switch (random.nextInt(14)) {
      case 0 -> simple("category = '" + category + "'", Row::category, category::equals);
      case 1 -> parameter("category = ?", category, Row::category, category::equals);
      case 2 ->
          simple("category > '" + category + "'", Row::category, c -> c.compareTo(category) > 0);
      case 3 -> new Term("category IS NULL", List.of(), row -> row.category == null);
      case 4 ->
          simple(
              "category LIKE '%" + category.charAt(1) + "'",
              Row::category,
              c -> c.endsWith(category.substring(1)));
      case 5 -> parameter("year >= ?", (long) year, Row::year, y -> y >= year);
      case 6 -> simple("year < " + year + ".5", Row::year, y -> y < year + 0.5);
      case 7 ->
          simple(
              "year IN (2003, " + year + ", 2011)",
              Row::year,
              y -> y == 2003 || y == year || y == 2011);
      case 8 -> simple("year NOT IN (2003, " + year + ")", Row::year, y -> y != 2003 && y != year);
      case 9 ->
          simple(
              "price BETWEEN " + price / 2 + " AND " + price,
              Row::price,
              p -> p >= price / 2 && p <= price);
      case 10 -> parameter("price <> ?", price, Row::price, p -> p != price);
      case 11 -> simple("id IN (5, 600, 77)", Row::id, id -> id == 5 || id == 600 || id == 77);
      case 12 -> parameter("id = ?", 77L, Row::id, id -> id == 77);
      default -> within(random, metric, query);
    };
  }

  private static Term within(RandomGenerator random, Metric metric, float[] query) {
    double bound = metric == Metric.COSINE ? 0.5 : metric == Metric.INNER_PRODUCT ? -2 : 3;
    boolean inclusive = random.nextBoolean();
    String distance = "v " + OPERATORS.get(metric) + " ?";
    return new Term(
        inclusive ? distance + " <= " + bound : bound + " > " + distance,
        List.of(query),
        row -> {
          Double found = row.distance(metric, query);
          return found == null ? null : inclusive ? found <= bound : found < bound;
        });
  }

  private static <T> Term simple(
      String text, Function<Row, @Nullable T> column, Function<T, Boolean> truth) {
    return new Term(text, List.of(), row -> nullable(column.apply(row), truth));
  }

  private static <T> Term parameter(
      String text, Object value, Function<Row, @Nullable T> column, Function<T, Boolean> truth) {
    return new Term(text, List.of(value), row -> nullable(column.apply(row), truth));
  }

  private static <T> @Nullable Boolean nullable(@Nullable T value, Function<T, Boolean> truth) {
    return value == null ? null : truth.apply(value);
  }
}
