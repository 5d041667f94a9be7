package io.proxima.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Plans with a part in Calcite's convention: when there is one, and that it behaves like ours.
class FallbackTest {
  private static final String RANKED =
      "SELECT id, RANK() OVER (PARTITION BY g ORDER BY x) FROM t WHERE x > ? ORDER BY id";
  private static Sql sql;

  @BeforeAll
  static void open() {
    sql = new Sql();
    sql.run("CREATE TABLE t (id INTEGER PRIMARY KEY, g VARCHAR, x INTEGER, u UUID, v VECTOR(2))");
    for (int i = 0; i < 200; i++) {
      sql.run(
          "INSERT INTO t VALUES (?, ?, ?, NULL, ?)",
          (long) i,
          "g" + i % 3,
          (long) (i * 7 % 50),
          new float[] {i % 4, 1});
    }
  }

  @AfterAll
  static void close() {
    sql.close();
  }

  @Test
  void ourRulesAloneSufficeForCommonQueries() {
    assertThat(sql.explain("SELECT g, SUM(x) FROM t WHERE id > 3 GROUP BY CUBE (g) ORDER BY 1"))
        .doesNotContain("Enumerable");
    assertThat(sql.explain("SELECT a.id FROM t a JOIN t b ON a.x < b.x"))
        .doesNotContain("Enumerable");
  }

  @Test
  void explainShowsWhichPartIsEnumerable() {
    assertThat(sql.explain(RANKED))
        .isEqualTo(
            """
            Sort by id
              Project id, EXPR$1
                FromEnumerable
                  EnumerableWindow RANK() over (partition by g order by x)
                    ToEnumerable
                      Scan public.t, filter=x > ?1, columns=[id, g, x]
            """);
  }

  @Test
  void searchesStaySourcesOfCalcitesOperators() {
    assertThat(
            sql.explain(
                "SELECT id, ROW_NUMBER() OVER (ORDER BY x) FROM"
                    + " (SELECT id, x FROM t WHERE g = 'g1' ORDER BY v <-> ? LIMIT 5)"))
        .contains("EnumerableWindow", "Knn public.t by L2 of v to ?1, k=5, filter=g = 'g1'");
  }

  @Test
  void aSearchForEachRowIsOneOfTheEngine() {
    assertThat(
            sql.explain(
                "SELECT a.id, n.id FROM t a, LATERAL (SELECT id FROM t b WHERE b.x > 3"
                    + " ORDER BY b.v <-> a.v LIMIT 2) n"))
        .contains(
            "Correlate inner as $cor0", "Knn public.t by L2 of v to $cor0.v, k=2, filter=x > 3");
  }

  @Test
  void parametersAreBoundAnew() {
    QueryPlan plan = sql.plan(RANKED);
    assertThat(sql.query(plan, 47L)).hasSize(8).isEqualTo(sql.query(RANKED, 47L));
    assertThat(sql.query(plan, 48L)).hasSize(4);
    assertThat(sql.query(plan, 47L)).hasSize(8);
  }

  @Test
  void onePlanRunsInManyThreads() throws Exception {
    String recursive =
        "WITH RECURSIVE n(i) AS (SELECT CAST(? AS INTEGER) UNION ALL SELECT i + 1 FROM n"
            + " WHERE i < 60) SELECT COUNT(*), MIN(i) FROM n";
    QueryPlan ranked = sql.plan(RANKED);
    QueryPlan counted = sql.plan(recursive);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> runs = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        long bound = i;
        runs.add(
            threads.submit(() -> {
              assertThat(sql.rows(ranked, bound)).isEqualTo(expected(bound));
              assertThat(sql.rows(counted, bound))
                  .isEqualTo(List.of(List.of((61 - bound) + "", bound + "")));
            }));
      }
      for (Future<?> run : runs) {
        run.get();
      }
    }
  }

  private static List<List<String>> expected(long bound) {
    return IntStream.range(0, 200)
        .filter(id -> id * 7 % 50 > bound)
        .mapToObj(id -> {
          long before =
              IntStream.range(0, 200)
                  .filter(o -> o % 3 == id % 3 && o * 7 % 50 > bound && o * 7 % 50 < id * 7 % 50)
                  .count();
          return List.of(id + "", (before + 1) + "");
        })
        .toList();
  }

  @Test
  void textsAndUuidsHaveOurOrder() {
    sql.run("CREATE TABLE s (id INTEGER PRIMARY KEY, s VARCHAR, u UUID)");
    UUID high = UUID.fromString("80000000-0000-0000-0000-000000000000");
    UUID low = UUID.fromString("00000000-0000-0000-0000-000000000001");
    sql.run(
        "INSERT INTO s VALUES (1, ?, ?), (2, ?, ?), (3, 'a', NULL)",
        "\uFB01",
        high,
        Character.toString(0x1F600),
        low);
    assertThat(
            sql.query(
                "SELECT id, RANK() OVER (ORDER BY s), RANK() OVER (ORDER BY u) FROM s ORDER BY id"))
        .hasToString("[[1, 2, 2], [2, 3, 1], [3, 1, 3]]");
  }

  @Test
  void zerosOfBothSignsAreOneValue() {
    sql.run("CREATE TABLE z (id INTEGER PRIMARY KEY, d DOUBLE, v VECTOR(1))");
    sql.run(
        "INSERT INTO z VALUES (1, ?, ?), (2, ?, ?)",
        0.0,
        new float[] {0f},
        -0.0,
        new float[] {-0f});
    assertThat(
            sql.query(
                "SELECT COUNT(*) OVER (PARTITION BY d), COUNT(*) OVER (PARTITION BY v) FROM z"))
        .hasToString("[[2, 2], [2, 2]]");
    assertThat(sql.query("SELECT d FROM z INTERSECT ALL SELECT d FROM z")).hasSize(2);
    assertThat(sql.query("SELECT COUNT(*) FROM z GROUP BY v")).hasToString("[[2]]");
  }

  @Test
  void functionsWeHaveNotAreCalcites() {
    assertThat(
            sql.query(
                "SELECT id, INITCAP(g), OVERLAY(g PLACING 'xy' FROM 1), COS(id) FROM t"
                    + " WHERE id IN (0, 1) AND g SIMILAR TO 'g(0|1)' ORDER BY id"))
        .hasToString("[[0, G0, xy, 1.0], [1, G1, xy, " + Math.cos(1) + "]]");
    assertThat(sql.value("SELECT JSON_VALUE('{\"a\": 7}', '$.a')")).isEqualTo("7");
    assertThat(sql.value("SELECT INITCAP(CAST(NULL AS VARCHAR))")).isNull();
    refused("SELECT ACOS(x + 2) FROM t", ErrorCode.INVALID_PARAMETER);
    refused("SELECT LAST_DAY(TIMESTAMP '2026-01-01 00:00:00')", ErrorCode.UNSUPPORTED);
  }

  @Test
  void anEndlessRecursionMeetsItsTimeLimit() {
    String endless = "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT MOD(i, 7) + 1 FROM n) ";
    try (Sql limited = new Sql()) {
      QueryPlan counted = limited.plan(endless + "SELECT COUNT(*) FROM n");
      limited.limit(50);
      assertThatThrownBy(() -> limited.query(counted))
          .isInstanceOfSatisfying(
              ProximaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TIMEOUT));
    }
  }

  @Test
  void errorsHaveOurCodes() {
    refused("SELECT SUM(x / (x - x)) OVER () FROM t", ErrorCode.DIVISION_BY_ZERO);
    refused(
        "SELECT SUM(CAST(9000000000000000000 AS BIGINT)) OVER () FROM t",
        ErrorCode.NUMERIC_OUT_OF_RANGE);
    refused("SELECT (SELECT x FROM t)", ErrorCode.CARDINALITY_VIOLATION);
    refused(
        "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i * 100000 FROM n) SELECT i FROM n",
        ErrorCode.NUMERIC_OUT_OF_RANGE);
  }

  @Test
  void rowsOfGeneratedCodeAreCounted() {
    String many =
        " FROM (SELECT a.x + b.x AS y FROM t a CROSS JOIN t b CROSS JOIN t c) ORDER BY 1 LIMIT 1";
    refused("SELECT ROW_NUMBER() OVER (ORDER BY y)" + many, ErrorCode.OUT_OF_MEMORY);
    assertThat(sql.query("SELECT COUNT(*) OVER () FROM t LIMIT 1")).hasToString("[[200]]");
  }

  private static void refused(String query, ErrorCode code) {
    assertThatThrownBy(() -> sql.query(query))
        .isInstanceOfSatisfying(ProximaException.class, e -> assertThat(e.code()).isEqualTo(code));
    assertThat(sql.query("SELECT 1")).hasToString("[[1]]"); // nothing is still taken
  }
}
