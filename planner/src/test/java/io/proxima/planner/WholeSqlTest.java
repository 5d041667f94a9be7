package io.proxima.planner;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Joins, sub-queries, windows, set operations, grouping sets and recursion: small queries whose
/// rows were worked out by hand.
class WholeSqlTest {
  private static Sql sql;

  @BeforeAll
  static void open() {
    sql = new Sql();
    sql.run(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, g VARCHAR, x INTEGER, d DOUBLE, v VECTOR(2),"
            + " ts TIMESTAMP, p DECIMAL(8, 2))");
    sql.run("CREATE TABLE u (id INTEGER PRIMARY KEY, tid INTEGER, v VECTOR(2))");
    sql.run(
        "INSERT INTO t VALUES"
            + " (1, 'a', 10, 1.5, '[1,0]', TIMESTAMP '2026-01-01 00:00:00.000001', 1.10),"
            + " (2, 'a', 20, 2.5, '[1,0]', TIMESTAMP '2026-01-01 00:00:00.000002', 2.20),"
            + " (3, 'b', 30, NULL, '[0,1]', TIMESTAMP '2026-01-02 00:00:00', 3.30),"
            + " (4, 'b', NULL, 4.5, NULL, NULL, NULL),"
            + " (5, NULL, 50, 5.5, '[0,2]', TIMESTAMP '2026-01-05 00:00:00', 5.50)");
    sql.run("INSERT INTO u VALUES (1, 1, '[1,0]'), (2, 1, '[0,1]'), (3, 3, '[0,1]'), (4, 9, NULL)");
  }

  @AfterAll
  static void close() {
    sql.close();
  }

  private static void rows(String query, String rows) {
    assertThat(sql.query(query)).hasToString(rows);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '`',
      textBlock =
          """
          SELECT t.id, u.id FROM t JOIN u ON t.id < u.id ORDER BY 1, 2 => [[1, 2], [1, 3], [1, 4], [2, 3], [2, 4], [3, 4]]
          SELECT t.id, u.id FROM t LEFT JOIN u ON t.v <-> u.v < 0.5 ORDER BY 1, 2 => [[1, 1], [2, 1], [3, 2], [3, 3], [4, null], [5, null]]
          SELECT t.id, u.id FROM t RIGHT JOIN u ON t.id = u.tid ORDER BY 1, 2 => [[1, 1], [1, 2], [3, 3], [null, 4]]
          SELECT t.id, u.id FROM t FULL JOIN u ON t.id = u.tid AND t.x > 10 ORDER BY 1, 2 => [[1, null], [2, null], [3, 3], [4, null], [5, null], [null, 1], [null, 2], [null, 4]]
          SELECT t.id, u.id FROM t JOIN u ON t.v = u.v ORDER BY 1, 2 => [[1, 1], [2, 1], [3, 2], [3, 3]]
          SELECT COUNT(*) FROM t CROSS JOIN u => [[20]]
          SELECT id FROM t NATURAL JOIN u ORDER BY 1 => [[1], [3]]
          SELECT t.id, w.id FROM t, LATERAL (SELECT id FROM u WHERE u.tid = t.id) w ORDER BY 1, 2 => [[1, 1], [1, 2], [3, 3]]
          SELECT t.id, w.id FROM t LEFT JOIN LATERAL (SELECT id FROM u WHERE u.tid < t.id ORDER BY id DESC LIMIT 1) w ON TRUE ORDER BY 1 => [[1, null], [2, 2], [3, 2], [4, 3], [5, 3]]
          SELECT t.id, w.id FROM t CROSS JOIN LATERAL (SELECT id FROM u ORDER BY u.v <-> t.v LIMIT 1) w WHERE t.v IS NOT NULL ORDER BY 1 => [[1, 1], [2, 1], [3, 2], [5, 2]]
          """)
  void joins(String query, String rows) {
    rows(query, rows);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '`',
      textBlock =
          """
          SELECT id FROM t WHERE id IN (SELECT tid FROM u) ORDER BY 1 => [[1], [3]]
          SELECT id FROM t WHERE id NOT IN (SELECT tid FROM u) ORDER BY 1 => [[2], [4], [5]]
          SELECT id FROM t WHERE id NOT IN (SELECT NULLIF(tid, 9) FROM u) ORDER BY 1 => []
          SELECT id, x NOT IN (SELECT 10 FROM u) FROM t ORDER BY 1 => [[1, false], [2, true], [3, true], [4, null], [5, true]]
          SELECT id FROM t WHERE v IN (SELECT v FROM u) ORDER BY 1 => [[1], [2], [3]]
          SELECT id FROM t WHERE (id, id) IN (SELECT id, tid FROM u) ORDER BY 1 => [[1], [3]]
          SELECT id FROM t WHERE x > 15 OR id IN (SELECT tid FROM u) ORDER BY 1 => [[1], [2], [3], [5]]
          SELECT id FROM t WHERE x > ALL (SELECT id FROM u) ORDER BY 1 => [[1], [2], [3], [5]]
          SELECT id FROM t WHERE id < ANY (SELECT id FROM u) ORDER BY 1 => [[1], [2], [3]]
          SELECT id FROM t WHERE id = SOME (SELECT tid FROM u) ORDER BY 1 => [[1], [3]]
          SELECT id FROM t WHERE id < ALL (SELECT tid FROM u WHERE u.id > t.id) ORDER BY 1 => [[2], [3], [4], [5]]
          SELECT id FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.tid < t.id) ORDER BY 1 => [[2], [3], [4], [5]]
          SELECT id FROM t WHERE NOT EXISTS (SELECT 1 FROM u WHERE u.tid = t.id) ORDER BY 1 => [[2], [4], [5]]
          SELECT id, EXISTS (SELECT 1 FROM u WHERE tid = t.id) FROM t ORDER BY 1 => [[1, true], [2, false], [3, true], [4, false], [5, false]]
          SELECT id, (SELECT COUNT(*) FROM u WHERE u.tid < t.id) FROM t ORDER BY 1 => [[1, 0], [2, 2], [3, 2], [4, 3], [5, 3]]
          SELECT id FROM t WHERE x >= (SELECT AVG(x) FROM t t2 WHERE t2.g = t.g) ORDER BY 1 => [[2], [3]]
          SELECT id, CASE WHEN id IN (SELECT tid FROM u WHERE u.id < t.x) THEN 1 ELSE 0 END FROM t ORDER BY 1 => [[1, 1], [2, 0], [3, 1], [4, 0], [5, 0]]
          SELECT id, (SELECT u.id FROM u WHERE u.v IS NOT NULL ORDER BY u.v <-> t.v, u.id LIMIT 1) FROM t WHERE t.v IS NOT NULL ORDER BY 1 => [[1, 1], [2, 1], [3, 2], [5, 2]]
          SELECT id FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.tid = t.id AND EXISTS (SELECT 1 FROM t t3 WHERE t3.id = u.id AND t3.x > t.x)) ORDER BY 1 => [[1]]
          SELECT COUNT(*) FROM t HAVING COUNT(*) > (SELECT COUNT(*) FROM u) => [[5]]
          SELECT g, COUNT(*) FROM t GROUP BY g ORDER BY (SELECT MAX(id) FROM u), g => [[a, 2], [b, 2], [null, 1]]
          SELECT id FROM t ORDER BY (SELECT COUNT(*) FROM u WHERE u.tid = t.id) DESC, id => [[1], [3], [2], [4], [5]]
          SELECT id FROM t ORDER BY v <-> (SELECT v FROM u WHERE id = 1) LIMIT 2 => [[1], [2]]
          WITH c AS (SELECT id, x FROM t WHERE x > 10) SELECT a.id, b.x FROM c a JOIN c b ON a.id = b.id ORDER BY 1 => [[2, 20], [3, 30], [5, 50]]
          """)
  void subQueries(String query, String rows) {
    rows(query, rows);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '`',
      textBlock =
          """
          SELECT id, ROW_NUMBER() OVER (ORDER BY id DESC) FROM t ORDER BY 1 => [[1, 5], [2, 4], [3, 3], [4, 2], [5, 1]]
          SELECT id, ROW_NUMBER() OVER (ORDER BY x) FROM t ORDER BY 1 => [[1, 1], [2, 2], [3, 3], [4, 5], [5, 4]]
          SELECT id, ROW_NUMBER() OVER (ORDER BY x DESC) FROM t ORDER BY 1 => [[1, 4], [2, 3], [3, 2], [4, 5], [5, 1]]
          SELECT id, SUM(x) OVER (PARTITION BY g ORDER BY id) FROM t ORDER BY 1 => [[1, 10], [2, 30], [3, 30], [4, 30], [5, 50]]
          SELECT id, RANK() OVER (ORDER BY g DESC), DENSE_RANK() OVER (ORDER BY g) FROM t ORDER BY 1 => [[1, 3, 1], [2, 3, 1], [3, 1, 2], [4, 1, 2], [5, 5, 3]]
          SELECT id, LAG(x) OVER (ORDER BY id), LEAD(g, 2, 'zz') OVER (ORDER BY id) FROM t ORDER BY 1 => [[1, null, b], [2, 10, b], [3, 20, null], [4, 30, zz], [5, null, zz]]
          SELECT id, LAG(x, 1, 0) OVER (ORDER BY id), LEAD(d, 1, -1.0) OVER (ORDER BY id) FROM t ORDER BY 1 => [[1, 0, 2.5], [2, 10, null], [3, 20, 4.5], [4, 30, 5.5], [5, null, -1.0]]
          SELECT id, AVG(x) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM t ORDER BY 1 => [[1, 15.0], [2, 20.0], [3, 25.0], [4, 40.0], [5, 50.0]]
          SELECT id, FIRST_VALUE(v) OVER (PARTITION BY g ORDER BY id), COUNT(*) OVER (PARTITION BY v) FROM t ORDER BY 1 => [[1, [1,0], 2], [2, [1,0], 2], [3, [0,1], 1], [4, [0,1], 1], [5, [0,2], 1]]
          SELECT id, NTILE(2) OVER (ORDER BY id), PERCENT_RANK() OVER (ORDER BY id), CUME_DIST() OVER (ORDER BY id) FROM t ORDER BY 1 => [[1, 1, 0.0, 0.2], [2, 1, 0.25, 0.4], [3, 1, 0.5, 0.6], [4, 2, 0.75, 0.8], [5, 2, 1.0, 1.0]]
          SELECT id, NTH_VALUE(x, 2) OVER (ORDER BY id), LAST_VALUE(x) OVER (ORDER BY id) FROM t ORDER BY 1 => [[1, null, 10], [2, 20, 20], [3, 20, 30], [4, 20, null], [5, 20, 50]]
          SELECT id, FIRST_VALUE(x) OVER (ORDER BY id ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING) FROM t ORDER BY 1 => [[1, 20], [2, 30], [3, null], [4, 50], [5, null]]
          SELECT id, SUM(x) OVER (ORDER BY id ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING), COUNT(x) OVER (ORDER BY id ROWS BETWEEN 3 PRECEDING AND 2 PRECEDING) FROM t ORDER BY 1 => [[1, 30, 0], [2, 50, 0], [3, 50, 1], [4, null, 2], [5, null, 2]]
          SELECT id, SUM(x) OVER (ORDER BY x RANGE BETWEEN 10 PRECEDING AND CURRENT ROW) FROM t ORDER BY 1 => [[1, 10], [2, 30], [3, 50], [4, null], [5, 50]]
          SELECT id, SUM(d) OVER (ORDER BY d DESC RANGE BETWEEN 1 PRECEDING AND 1.5 FOLLOWING) FROM t ORDER BY 1 => [[1, 4.0], [2, 4.0], [3, null], [4, 10.0], [5, 10.0]]
          SELECT id, COUNT(*) OVER (ORDER BY ts RANGE BETWEEN INTERVAL '1' DAY PRECEDING AND CURRENT ROW) FROM t ORDER BY 1 => [[1, 1], [2, 2], [3, 3], [4, 1], [5, 1]]
          SELECT id, COUNT(*) OVER (ORDER BY CAST(ts AS DATE) RANGE BETWEEN INTERVAL '1' DAY PRECEDING AND CURRENT ROW) FROM t ORDER BY 1 => [[1, 2], [2, 2], [3, 3], [4, 1], [5, 1]]
          SELECT id, MAX(ts) OVER (ORDER BY id), MIN(g) OVER (ORDER BY id DESC) FROM t WHERE id < 3 ORDER BY 1 => [[1, 2026-01-01 00:00:00.000001, a], [2, 2026-01-01 00:00:00.000002, a]]
          SELECT id, SUM(DISTINCT x) OVER (PARTITION BY g), COUNT(DISTINCT g) OVER (), AVG(p) OVER (PARTITION BY g) FROM t ORDER BY 1 => [[1, 30, 2, 1.650000], [2, 30, 2, 1.650000], [3, 30, 2, 3.300000], [4, 30, 2, 3.300000], [5, 50, 2, 5.500000]]
          SELECT id, SUM(x) OVER (ORDER BY v), RANK() OVER (ORDER BY v NULLS FIRST) FROM t ORDER BY 1 => [[1, 110, 4], [2, 110, 4], [3, 30, 2], [4, 110, 1], [5, 80, 3]]
          SELECT DISTINCT g, COUNT(*) OVER (PARTITION BY g) FROM t ORDER BY 1 => [[a, 2], [b, 2], [null, 1]]
          SELECT g, SUM(SUM(x)) OVER (ORDER BY g) FROM t GROUP BY g ORDER BY 1 => [[a, 30], [b, 60], [null, 110]]
          SELECT id, SUM(x) OVER w, AVG(d) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY id) ORDER BY 1 => [[1, 10, 1.5], [2, 30, 2.0], [3, 30, null], [4, 30, 4.5], [5, 50, 5.5]]
          SELECT id FROM t QUALIFY ROW_NUMBER() OVER (PARTITION BY g ORDER BY id) = 1 ORDER BY 1 => [[1], [3], [5]]
          SELECT id FROM (SELECT id, RANK() OVER (PARTITION BY g ORDER BY v <-> '[1,0]') AS r FROM t) WHERE r = 1 ORDER BY 1 => [[1], [2], [3], [5]]
          SELECT COUNT(*) OVER () FROM t LIMIT 1 => [[5]]
          """)
  void windows(String query, String rows) {
    rows(query, rows);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '`',
      textBlock =
          """
          SELECT v FROM t UNION SELECT v FROM u ORDER BY 1 => [[[0,1]], [[0,2]], [[1,0]], [null]]
          SELECT v FROM t INTERSECT SELECT v FROM u ORDER BY 1 => [[[0,1]], [[1,0]], [null]]
          SELECT v FROM t EXCEPT SELECT v FROM u ORDER BY 1 => [[[0,2]]]
          SELECT v FROM t INTERSECT ALL SELECT v FROM u ORDER BY 1 => [[[0,1]], [[1,0]], [null]]
          SELECT v FROM t EXCEPT ALL SELECT v FROM u ORDER BY 1 => [[[0,2]], [[1,0]]]
          SELECT g, p FROM t EXCEPT ALL SELECT 'a', 1.1 FROM u ORDER BY 1, 2 => [[a, 2.20], [b, 3.30], [b, null], [null, 5.50]]
          SELECT DISTINCT v FROM t ORDER BY 1 => [[[0,1]], [[0,2]], [[1,0]], [null]]
          SELECT v, COUNT(*) FROM t GROUP BY v ORDER BY 1 => [[[0,1], 1], [[0,2], 1], [[1,0], 2], [null, 1]]
          SELECT COUNT(DISTINCT v) FROM t => [[3]]
          """)
  void setsHoldVectorsByContent(String query, String rows) {
    rows(query, rows);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '`',
      textBlock =
          """
          SELECT g, COUNT(*) FROM t GROUP BY ROLLUP(g) ORDER BY 1, 2 => [[a, 2], [b, 2], [null, 1], [null, 5]]
          SELECT g, x > 15, COUNT(*), GROUPING(g), GROUPING(g, x > 15) FROM t WHERE id < 3 GROUP BY CUBE(g, x > 15) ORDER BY 5, 2 => [[a, false, 1, 0, 0], [a, true, 1, 0, 0], [a, null, 2, 0, 1], [null, false, 1, 1, 2], [null, true, 1, 1, 2], [null, null, 2, 1, 3]]
          SELECT g, SUM(DISTINCT x) FROM t GROUP BY GROUPING SETS ((g), ()) ORDER BY 1, 2 => [[a, 30], [b, 30], [null, 50], [null, 110]]
          SELECT v, g, COUNT(*) FROM t GROUP BY GROUPING SETS ((v), (g)) ORDER BY 1, 2 => [[[0,1], null, 1], [[0,2], null, 1], [[1,0], null, 2], [null, a, 2], [null, b, 2], [null, null, 1], [null, null, 1]]
          SELECT COUNT(*) FROM t WHERE id > 100 GROUP BY ROLLUP(g) => [[0]]
          SELECT COUNT(*) FROM t WHERE id > 100 GROUP BY GROUPING SETS ((g)) => []
          SELECT g, VAR_POP(x), STDDEV_POP(d), VAR_SAMP(d) FROM t GROUP BY g ORDER BY 1 => [[a, 25.0, 0.5, 0.5], [b, 0.0, 0.0, null], [null, 0.0, 0.0, null]]
          SELECT g, MODE(x), BIT_AND(x), BIT_OR(id), BIT_XOR(id), EVERY(x > 5), SOME(x > 15) FROM t GROUP BY g ORDER BY 1 => [[a, 10, 0, 3, 3, true, true], [b, 30, 30, 7, 7, true, true], [null, 50, 50, 5, 5, true, true]]
          SELECT LISTAGG(g, '-') WITHIN GROUP (ORDER BY g DESC, id), SUM(x), AVG(x), MIN(g), SUM(x) FILTER (WHERE id < 3), COUNT(DISTINCT g), COUNT(*) FROM t => [[b-b-a-a, 110, 27.5, a, 30, 2, 5]]
          SELECT g, LISTAGG(CAST(id AS VARCHAR), ';') FROM t GROUP BY ROLLUP(g) ORDER BY 1, 2 => [[a, 1;2], [b, 3;4], [null, 1;2;3;4;5], [null, 5]]
          """)
  void groups(String query, String rows) {
    rows(query, rows);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '`',
      textBlock =
          """
          WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT i FROM n => [[1], [2], [3], [4], [5]]
          WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT MOD(i + 1, 3) FROM n) SELECT i FROM n ORDER BY 1 => [[0], [1], [2]]
          WITH RECURSIVE w(v) AS (SELECT v FROM t UNION SELECT v FROM w) SELECT v FROM w ORDER BY 1 => [[[0,1]], [[0,2]], [[1,0]], [null]]
          WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT a.i, b.i FROM n a JOIN n b ON a.i = b.i + 1 ORDER BY 1 => [[2, 1], [3, 2]]
          WITH RECURSIVE n(i, s) AS (VALUES (1, 'x') UNION ALL SELECT i + 1, s || 'y' FROM n WHERE i < 4) SELECT s FROM n => [[x], [xy], [xyy], [xyyy]]
          WITH RECURSIVE p(id, tid, n) AS (SELECT id, tid, 1 FROM u WHERE id = 1 UNION ALL SELECT u.id, u.tid, p.n + 1 FROM u JOIN p ON u.id = p.id + 1) SELECT * FROM p => [[1, 1, 1], [2, 1, 2], [3, 3, 3], [4, 9, 4]]
          """)
  void recursion(String query, String rows) {
    rows(query, rows);
  }
}
