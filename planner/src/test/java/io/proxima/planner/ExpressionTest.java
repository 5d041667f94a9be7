package io.proxima.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What expressions compute, against values worked out by hand. Each is computed twice: from
/// constants, and from columns of a table with rows around that must not matter.
class ExpressionTest {
  private static Sql sql;

  @BeforeAll
  static void open() {
    sql = new Sql();
    sql.run(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, b BOOLEAN, i INTEGER, l BIGINT, d DOUBLE, n"
            + " DECIMAL(10,2), s VARCHAR, c CHAR(5), dt DATE, ts TIMESTAMP, v VECTOR(3), z"
            + " INTEGER)");
    sql.run(
        "INSERT INTO t VALUES (1, TRUE, 7, 9000000000, 2.5, 12.34, 'Hello', 'ab', DATE"
            + " '2024-02-29', TIMESTAMP '2024-02-29 13:14:15.5', '[3,4,0]', 0)");
    sql.run("INSERT INTO t (id) VALUES (2)");
    sql.run("CREATE TABLE bools (id INTEGER PRIMARY KEY, p BOOLEAN, q BOOLEAN)");
    sql.run(
        "INSERT INTO bools VALUES (1, TRUE, TRUE), (2, TRUE, FALSE), (3, FALSE, TRUE),"
            + " (4, FALSE, FALSE)");
    sql.run("INSERT INTO bools (id, p) VALUES (5, TRUE), (6, FALSE)");
    sql.run("INSERT INTO bools (id, q) VALUES (7, TRUE), (8, FALSE)");
    sql.run("INSERT INTO bools (id) VALUES (9)");
  }

  @AfterAll
  static void close() {
    sql.close();
  }

  private static String column(String expression) {
    StringBuilder values = new StringBuilder();
    sql.query("SELECT " + expression + " FROM bools ORDER BY id")
        .forEach(row ->
            values.append(
                row.getFirst() == null ? 'N' : row.getFirst().equals("true") ? 'T' : 'F'));
    return values.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "p AND q, TFFFNFNFN",
    "p OR q, TTTFTNTNN",
    "NOT p, FFTTFTNNN",
    "p IS NULL, FFFFFFTTT",
    "p IS NOT NULL, TTTTTTFFF",
    "p IS TRUE, TTFFTFFFF",
    "p IS NOT TRUE, FFTTFTTTT",
    "p IS FALSE, FFTTFTFFF",
    "p IS NOT FALSE, TTFFTFTTT",
    "p = q, TFFTNNNNN",
    "p <> q, FTTFNNNNN",
    "p IS DISTINCT FROM q, FTTFTTTTF",
    "p IS NOT DISTINCT FROM q, TFFTFFFFT",
    "NOT (p AND q), FTTTNTNTN",
    "p AND q AND NOT p, FFFFFFNFN"
  })
  void logicHasThreeValues(String expression, String expected) {
    assertThat(column(expression)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '"',
      value = {
        "i + 1 | 8",
        "i - 10 | -3",
        "-i | -7",
        "i * 3 | 21",
        "i / 2 | 3",
        "-i / 2 | -3",
        "MOD(i, 4) | 3",
        "MOD(-i, 4) | -3",
        "i + l | 9000000007",
        "i / 2.0e0 | 3.5",
        "d * 2 | 5.0",
        "n + 1 | 13.34",
        "n * 2 | 24.68",
        "n - 0.04 | 12.30",
        "CAST(1 AS DECIMAL(10,2)) / 3 | 0.3333333333333",
        "ABS(-i) | 7",
        "ABS(-n) | 12.34",
        "FLOOR(d) | 2.0",
        "CEIL(d) | 3.0",
        "FLOOR(n) | 12",
        "CEIL(n) | 13",
        "ROUND(n, 1) | 12.30",
        "ROUND(d) | 3.0",
        "ROUND(-2.5e0) | -3.0",
        "SQRT(16) | 4.0",
        "POWER(2, 10) | 1024.0",
        "EXP(0) | 1.0",
        "LN(1) | 0.0",
        "SIGN(-i) | -1",
        "GREATEST(i, 3, 9) | 9",
        "LEAST(i, 3, 9) | 3",
        "GREATEST(i, CAST(NULL AS INTEGER)) | NULL",
        "NULLIF(i, 7) | NULL",
        "NULLIF(i, 8) | 7",
        "COALESCE(NULL, i) | 7",
        "COALESCE(z, 1/z) | 0",
        "CASE WHEN z = 0 THEN -1 ELSE 1 / z END | -1",
        "CASE i WHEN 7 THEN 'seven' WHEN 8 THEN 'eight' END | seven",
        "CASE WHEN i > 100 THEN 'big' END | NULL",
        "z <> 0 AND 1 / z > 0 | false",
        "i BETWEEN 5 AND 7 | true",
        "i IN (1, 2, 7) | true",
        "i NOT IN (1, 2, 7) | false",
        "i IN (1, NULL) | NULL",
        "i = 7.0 | true",
        "i < 7.5 | true",
        "d = 2.5 | true",
        "n = 12.34 | true",
        "l > 2147483648 | true"
      })
  void numbers(String expression, String expected) {
    check(expression, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '"',
      value = {
        "s || '!' | Hello!",
        "UPPER(s) | HELLO",
        "LOWER(s) | hello",
        "CHAR_LENGTH(s) | 5",
        "SUBSTRING(s FROM 2 FOR 3) | ell",
        "SUBSTRING(s FROM 4) | lo",
        "SUBSTRING(s FROM 0 FOR 2) | H",
        "TRIM('  x ') | x",
        "TRIM(LEADING 'x' FROM 'xxax') | ax",
        "TRIM(TRAILING 'x' FROM 'xxax') | xxa",
        "POSITION('l' IN s) | 3",
        "POSITION('q' IN s) | 0",
        "REPLACE(s, 'l', 'L') | HeLLo",
        "s LIKE 'H%o' | true",
        "s LIKE '_ello' | true",
        "s LIKE '_Hello' | false",
        "s NOT LIKE '%ll%' | false",
        "'50%' LIKE '50!%' ESCAPE '!' | true",
        "'50x' LIKE '50!%' ESCAPE '!' | false",
        "s LIKE NULL | NULL",
        "s = 'Hello' | true",
        "c = 'ab' | true",
        "c = 'ab   ' | true",
        "s < 'Hellp' | true",
        "s > 'HELLO' | true",
        "CHAR_LENGTH('a😀') | 2",
        "LENGTH(s) | 5",
        "LEFT(s, 2) | He",
        "LEFT(s, -2) | Hel",
        "RIGHT(s, 2) | lo",
        "REPEAT('ab', 3) | ababab",
        "REVERSE(s) | olleH",
        "LPAD(s, 7, 'xy') | xyHello",
        "RPAD(s, 3) | Hel",
        "STRPOS(s, 'l') | 3",
        "STARTS_WITH(s, 'He') | true",
        "s ILIKE 'HELLO' | true"
      })
  void texts(String expression, String expected) {
    check(expression, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '"',
      value = {
        "CAST(i AS VARCHAR) | 7",
        "CAST('42' AS INTEGER) | 42",
        "CAST(' 42 ' AS BIGINT) | 42",
        "CAST('2.5' AS DOUBLE) | 2.5",
        "CAST(2.5e0 AS INTEGER) | 3",
        "CAST(-2.5e0 AS INTEGER) | -3",
        "CAST(12.345 AS DECIMAL(10,2)) | 12.35",
        "CAST(n AS INTEGER) | 12",
        "CAST(i AS DOUBLE) | 7.0",
        "CAST('true' AS BOOLEAN) | true",
        "CAST(b AS VARCHAR) | true",
        "CAST(s AS VARCHAR(2)) | He",
        "CAST('2024-02-29' AS DATE) | 2024-02-29",
        "CAST(dt AS TIMESTAMP) | 2024-02-29 00:00:00",
        "CAST(ts AS DATE) | 2024-02-29",
        "CAST(ts AS TIME) | 13:14:15.5",
        "CAST('2024-01-01 01:02:03' AS TIMESTAMP) | 2024-01-01 01:02:03",
        "CAST(dt AS VARCHAR) | 2024-02-29",
        "CAST('01234567-89ab-cdef-0123-456789abcdef' AS UUID) |"
            + " 01234567-89ab-cdef-0123-456789abcdef",
        "CAST(NULL AS INTEGER) | NULL",
        "EXTRACT(YEAR FROM dt) | 2024",
        "EXTRACT(MONTH FROM ts) | 2",
        "EXTRACT(DAY FROM ts) | 29",
        "EXTRACT(HOUR FROM ts) | 13",
        "EXTRACT(DOW FROM dt) | 5",
        "dt + INTERVAL '1' DAY | 2024-03-01",
        "dt + INTERVAL '1' YEAR | 2025-02-28",
        "ts - INTERVAL '15' SECOND | 2024-02-29 13:14:00.5",
        "TIMESTAMPDIFF(DAY, dt, DATE '2024-03-02') | 2",
        "FLOOR(ts TO MONTH) | 2024-02-01 00:00:00",
        "FLOOR(ts TO HOUR) | 2024-02-29 13:00:00",
        "CURRENT_DATE | 2026-11-20",
        "dt < DATE '2024-03-01' | true"
      })
  void castsAndTimes(String expression, String expected) {
    check(expression, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '"',
      value = {
        "v <-> '[0,0,0]' | 5.0",
        "v <#> '[1,1,1]' | -7.0",
        "inner_product(v, '[1,1,1]') | 7.0",
        "v <=> '[3,4,0]' | 0.0",
        "v <=> '[0,0,0]' | NULL",
        "v <+> '[0,0,0]' | 7.0",
        "vector_norm(v) | 5.0",
        "vector_dims(v) | 3",
        "l2_normalize(v) | [0.6,0.8,0]",
        "subvector(v, 2, 2) | [4,0]",
        "v + '[1,1,1]' | [4,5,1]",
        "v - v | [0,0,0]",
        "v * v | [9,16,0]",
        "v || CAST('[1]' AS VECTOR(1)) | [3,4,0,1]",
        "v[2] | 4.0",
        "CAST('[1,2]' AS VECTOR(2)) | [1,2]",
        "v = '[3,4,0]' | true",
        "v < '[3,4,1]' | true",
        "CAST(v AS VARCHAR) | [3,4,0]",
        "VECTOR_DISTANCE(v, '[0,0,0]', EUCLIDEAN_SQUARED) | 25.0"
      })
  void vectors(String expression, String expected) {
    check(expression, expected);
  }

  private static void check(String expression, String expected) {
    String wanted = expected.equals("NULL") ? null : expected;
    assertThat(sql.value("SELECT " + expression + " FROM t WHERE id = 1"))
        .as(expression)
        .isEqualTo(wanted);
    List<List<String>> both = sql.query("SELECT " + expression + " FROM t ORDER BY id");
    assertThat(both).hasSize(2);
    assertThat(both.getFirst().getFirst()).isEqualTo(wanted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '"',
      value = {
        "i / z | DIVISION_BY_ZERO",
        "MOD(i, z) | DIVISION_BY_ZERO",
        "d / z | DIVISION_BY_ZERO",
        "n / z | DIVISION_BY_ZERO",
        "i + 2147483647 | NUMERIC_OUT_OF_RANGE",
        "l * l * l | NUMERIC_OUT_OF_RANGE",
        "CAST(l AS INTEGER) | NUMERIC_OUT_OF_RANGE",
        "CAST(d * 1e300 AS REAL) | NUMERIC_OUT_OF_RANGE",
        "CAST(s AS INTEGER) | INVALID_TEXT",
        "CAST(s AS DATE) | INVALID_TEXT",
        "CAST(s AS VECTOR(3)) | INVALID_TEXT",
        "CAST('[1,2]' || '' AS VECTOR(3)) | DIMENSION_MISMATCH",
        "SQRT(-1) | INVALID_PARAMETER",
        "LN(z) | INVALID_PARAMETER",
        "s LIKE 'a!' ESCAPE '!' | INVALID_PARAMETER",
        "SUM(l * l) OVER (ORDER BY i) | NUMERIC_OUT_OF_RANGE",
        "MAX(i / z) OVER () | DIVISION_BY_ZERO"
      })
  void whatCannotBeComputedIsRefused(String expression, ErrorCode code) {
    assertThatThrownBy(() -> sql.query("SELECT " + expression + " FROM t WHERE id = 1"))
        .as(expression)
        .isInstanceOfSatisfying(
            ProximaException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
  }

  @Test
  void branchesNotTakenAreNotComputed() {
    assertThat(sql.query("SELECT CASE WHEN i IS NULL THEN 0 ELSE 1 / i END FROM t ORDER BY id"))
        .isEqualTo(List.of(List.of("0"), List.of("0")));
  }

  @Test
  void parametersAreValuesOfTheExecution() {
    QueryPlan plan = sql.plan("SELECT i + CAST(? AS INTEGER) FROM t WHERE id = ?");
    assertThat(sql.query(plan, 1L, 1L)).isEqualTo(List.of(List.of("8")));
    assertThat(sql.query(plan, 2L, 1L)).isEqualTo(List.of(List.of("9")));
    assertThat(sql.query(plan, 2L, null)).isEmpty();
  }

  @Test
  void theStatementHasOneTime() {
    assertThat(sql.value("SELECT CURRENT_TIMESTAMP FROM t WHERE id = 1"))
        .startsWith("2026-11-20 10:00:00");
  }
}
