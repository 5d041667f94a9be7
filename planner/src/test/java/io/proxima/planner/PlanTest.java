package io.proxima.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is pushed into the engine, as EXPLAIN shows it.
class PlanTest {
  private static Sql sql;

  @BeforeAll
  static void open() {
    sql = new Sql();
    sql.run(
        "CREATE TABLE docs (id VARCHAR PRIMARY KEY, category VARCHAR, year INTEGER, price DOUBLE,"
            + " ok BOOLEAN, body VARCHAR, title_v VECTOR(3), body_v VECTOR(3))");
    sql.run("CREATE TABLE parts (a INTEGER, b INTEGER, note VARCHAR, PRIMARY KEY (a, b))");
    sql.run("CREATE TABLE logs (a INTEGER, v VECTOR(3))");
  }

  @AfterAll
  static void close() {
    sql.close();
  }

  private static void plan(String query, String... lines) {
    assertThat(sql.explain(query)).isEqualTo(String.join("\n", lines) + "\n");
  }

  @Test
  void orderByDistanceLimitIsOneSearch() {
    plan(
        "SELECT id, body_v <=> ? AS distance FROM docs WHERE category = 'x' AND year >= 2020"
            + " ORDER BY distance LIMIT 10",
        "Knn public.docs by COSINE of body_v to ?1, k=10,"
            + " filter=category = 'x' AND year >= 2020, columns=[id, distance]");
  }

  @Test
  void theDistanceNeedNotBeSelected() {
    plan(
        "SELECT id FROM docs ORDER BY VECTOR_DISTANCE(body_v, ?, EUCLIDEAN) LIMIT ?",
        "Project id",
        "  Knn public.docs by L2 of body_v to ?1, k=?2, columns=[id, distance]");
  }

  @Test
  void offsetIsPartOfTheSearch() {
    plan(
        "SELECT id FROM docs ORDER BY '[1,2,3]' <-> body_v LIMIT 10 OFFSET 5",
        "Project id",
        "  Limit 10 + 5",
        "    Knn public.docs by L2 of body_v to '[1,2,3]', k=10 + 5, columns=[id, distance]");
  }

  @Test
  void theKeyAsSecondOrderIsTheTieRule() {
    plan(
        "SELECT id, body_v <-> ? AS d FROM docs ORDER BY d, id LIMIT 3",
        "Knn public.docs by L2 of body_v to ?1, k=3, columns=[id, distance]");
    assertThat(sql.explain("SELECT id, body_v <-> ? AS d FROM docs ORDER BY d, id DESC LIMIT 3"))
        .startsWith("Project id, d")
        .contains("TopK by d, id DESC, _row_key, k=3");
  }

  @Test
  void theDistanceIsComputedOnce() {
    plan(
        "SELECT id, 1 - (body_v <=> '[1,0,0]') AS s, body_v <=> '[1,0,0]' AS d FROM docs"
            + " ORDER BY body_v <=> '[1,0,0]' LIMIT 3",
        "Project id, (1 - distance), distance",
        "  Knn public.docs by COSINE of body_v to '[1,0,0]', k=3, columns=[id, distance]");
  }

  @Test
  void aNegatedDistanceDescendingIsTheSameOrder() {
    plan(
        "SELECT id, inner_product(body_v, '[1,0,0]') AS p FROM docs ORDER BY p DESC LIMIT 3",
        "Project id, -(distance)",
        "  Knn public.docs by INNER_PRODUCT of body_v to '[1,0,0]', k=3, columns=[id, distance]");
    assertThat(sql.explain("SELECT id FROM docs ORDER BY inner_product(body_v, ?) LIMIT 3"))
        .contains("TopK", "Scan public.docs");
  }

  @Test
  void otherOrdersAreNotASearch() {
    assertThat(sql.explain("SELECT id FROM docs ORDER BY body_v <-> ? DESC LIMIT 3"))
        .contains("TopK by EXPR$1 DESC, _row_key, k=3", "Scan public.docs");
    assertThat(sql.explain("SELECT id FROM docs ORDER BY body_v <-> ? NULLS FIRST LIMIT 3"))
        .contains("NULLS FIRST", "Scan public.docs");
    assertThat(sql.explain("SELECT id FROM docs ORDER BY body_v <-> title_v LIMIT 3"))
        .contains("TopK", "Scan public.docs");
    assertThat(sql.explain("SELECT id FROM docs ORDER BY body_v <-> ?"))
        .contains("Sort by EXPR$1, _row_key", "Scan public.docs");
  }

  @Test
  void aFilterThatStaysKeepsTheSearchAway() {
    plan(
        "SELECT id FROM docs WHERE body LIKE '%x%' AND year = 2020 ORDER BY body_v <=> ? LIMIT 10",
        "Project id",
        "  Project id, EXPR$1",
        "    TopK by EXPR$1, _row_key, k=10",
        "      Project id, (body_v <=> ?1), _row_key",
        "        Filter LIKE(body, '%x%')",
        "          Scan public.docs, filter=year = 2020, columns=[id, <key>, body_v, body]");
  }

  @Test
  void aDistanceBelowABoundIsARange() {
    plan(
        "SELECT id FROM docs WHERE body_v <-> ? < 0.8",
        "Project id",
        "  Range public.docs by L2 of body_v to ?1 < 0.8, columns=[id, distance]");
    plan(
        "SELECT id FROM docs WHERE ? >= body_v <-> ? AND category = 'x'",
        "Project id",
        "  Range public.docs by L2 of body_v to ?2 <= ?1, filter=category = 'x',"
            + " columns=[id, distance]");
  }

  @Test
  void aRangeTakesItsOrderAndLimit() {
    plan(
        "SELECT id, body_v <-> '[1,2,3]' AS d FROM docs WHERE body_v <-> '[1,2,3]' < 0.8"
            + " ORDER BY d LIMIT 3",
        "Range public.docs by L2 of body_v to '[1,2,3]' < 0.8, limit=3, columns=[id, distance]");
    assertThat(
            sql.explain(
                "SELECT id FROM docs WHERE body_v <-> '[1,2,3]' < 0.8"
                    + " ORDER BY title_v <-> '[1,2,3]' LIMIT 3"))
        .contains("TopK", "Range public.docs");
  }

  @Test
  void aDistanceAboveABoundIsAFilter() {
    assertThat(sql.explain("SELECT id FROM docs WHERE body_v <-> ? > 0.8"))
        .contains("Filter ((body_v <-> ?1) > 0.8)", "Scan public.docs");
  }

  @Test
  void knnIsASearchWithItsFilterInside() {
    assertThat(sql.explain("SELECT * FROM TABLE(KNN(TABLE docs, DESCRIPTOR(body_v), ?, 10))"))
        .contains("Knn public.docs by COSINE of body_v to ?1, k=10, columns=[id,");
    plan(
        "SELECT id, distance FROM TABLE(VECTOR_SEARCH((SELECT * FROM docs WHERE year > 2020),"
            + " DESCRIPTOR(body_v), ?, 10, MAP['metric', 'EUCLIDEAN'])) WHERE category = 'x'",
        "Project id, distance",
        "  Filter (category = 'x')",
        "    Knn public.docs by L2 of body_v to ?1, k=10, filter=year > 2020,"
            + " columns=[id, category, distance]");
    assertThat(
            sql.explain(
                "SELECT id FROM TABLE(KNN(TABLE docs, DESCRIPTOR(body_v), ?, 10,"
                    + " MAP['max_distance', '0.5']))"))
        .contains("Range public.docs by COSINE of body_v to ?1 <= 0.5E0, limit=10");
  }

  @Test
  void filtersOfTheEngineArePushed() {
    plan(
        "SELECT id FROM docs WHERE year IN (1, 2, 3) AND (category IS NULL OR category > 'b')"
            + " AND price IS NOT NULL AND ok AND NOT (year = 5 OR price < 1)",
        "Scan public.docs, filter=year IN (1, 2, 3) AND (category IS NULL OR category > 'b')"
            + " AND price IS NOT NULL AND ok = true AND year <> 5 AND price >= 1, columns=[id]");
  }

  @Test
  void notInIsPushedAsInequalities() {
    plan(
        "SELECT id FROM docs WHERE year NOT IN (1, 2)",
        "Scan public.docs, filter=year <> 1 AND year <> 2, columns=[id]");
  }

  @Test
  void whatTheEngineCannotDecideStays() {
    plan(
        "SELECT id FROM docs WHERE year + 1 = 2021 AND category = 'x' AND id < body",
        "Project id",
        "  Filter (((year + 1) = 2021) AND (id < body))",
        "    Scan public.docs, filter=category = 'x', columns=[id, year, body]");
  }

  @Test
  void onlyColumnsThatAreUsedAreRead() {
    plan("SELECT year, id FROM docs", "Scan public.docs, columns=[year, id]");
    plan(
        "SELECT category, COUNT(*) FROM docs WHERE year > 2000 GROUP BY category",
        "Aggregate COUNT(*) by category",
        "  Scan public.docs, filter=year > 2000, columns=[category]");
    plan(
        "SELECT d.id, l.v FROM docs d JOIN logs l ON d.year = l.a",
        "Project id, v",
        "  HashJoin inner on (year = a)",
        "    Scan public.docs, columns=[id, year]",
        "    Scan public.logs, columns=[a, v]");
  }

  @Test
  void aWholeKeyIsALookUp() {
    plan(
        "SELECT year FROM docs WHERE id = ? AND category = 'x'",
        "PointGet public.docs, key=id=?1, filter=category = 'x', columns=[year]");
    plan(
        "SELECT note FROM parts WHERE b IN (1, 2) AND a = 7",
        "PointGet public.parts, key=a=7, b in [1, 2], columns=[note]");
    plan("SELECT note FROM parts WHERE a = 7", "Scan public.parts, filter=a = 7, columns=[note]");
    plan("SELECT v FROM logs WHERE a = 7", "Scan public.logs, filter=a = 7, columns=[v]");
  }

  @Test
  void aLookUpBesideADistanceIsNoSearch() {
    assertThat(
            sql.explain(
                "SELECT year FROM docs WHERE id IN ('a', 'b') ORDER BY body_v <-> ? LIMIT 1"))
        .contains("TopK", "PointGet public.docs, key=id in ['a', 'b']");
  }

  @Test
  void changesFindTheirRowsByTheSameWays() {
    plan(
        "UPDATE docs SET year = year + 1 WHERE id = ?",
        "UPDATE public.docs",
        "  Project id, category, (year + 1), price, ok, body, title_v, body_v, _row_key",
        "    PointGet public.docs, key=id=?1,"
            + " columns=[id, category, price, ok, body, title_v, body_v, <key>, year]");
    plan(
        "DELETE FROM logs WHERE a > 3",
        "DELETE public.logs",
        "  Scan public.logs, filter=a > 3, columns=[<key>]");
    plan("INSERT INTO logs VALUES (1, '[1,2,3]'), (2, ?)", "INSERT public.logs", "  Rows 2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT LAG(id) IGNORE NULLS OVER (ORDER BY id) FROM docs",
        "SELECT SUM(year) OVER (ORDER BY id ROWS 1 PRECEDING EXCLUDE TIES) FROM docs",
        "SELECT COUNT(*) OVER (ORDER BY price RANGE BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING)"
            + " FROM docs",
        "SELECT LISTAGG(DISTINCT category) FROM docs"
      })
  void whatIsNotOfferedIsRefusedByName(String query) {
    assertThatThrownBy(() -> sql.explain(query))
        .isInstanceOfSatisfying(
            ProximaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
        .hasMessageContaining("not offered");
  }
}
