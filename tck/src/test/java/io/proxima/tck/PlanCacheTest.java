package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which statements share a plan, and for how long.
final class PlanCacheTest {
  private Connection connection;

  @BeforeEach
  void open() throws SQLException {
    connection = DriverManager.getConnection("jdbc:proxima:mem:");
    run("CREATE TABLE t (id INTEGER PRIMARY KEY, name VARCHAR, born DATE, v VECTOR(2))");
    run("CREATE TABLE u (id INTEGER PRIMARY KEY)");
    for (int i = 0; i < 9; i++) {
      run("INSERT INTO t VALUES (" + i + ", 'n" + i + "', '2001-01-0" + (i + 1) + "', '[0,1]')");
    }
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

  private List<String> rows(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        rows.add(result.getString(1));
      }
    }
    return rows;
  }

  /// How often a plan was found for statements whose normalised text holds `part`.
  private long hits(String part) throws SQLException {
    return count("plan_cache_hits", part);
  }

  private long count(String column, String part) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT sum(" + column + ") FROM proxima.statements WHERE statement LIKE ?")) {
      statement.setString(1, "%" + part + "%");
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        return result.getLong(1);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT name FROM t WHERE id = 1 | select NAME from t where ID=2 | select name from t"
            + " where",
        "SELECT id FROM t WHERE id IN (1, 2) | SELECT id FROM t WHERE id IN (3, 4) | in(",
        "SELECT id FROM t WHERE name = 'n1' | SELECT id FROM t WHERE name = 'n2' | name =",
        "SELECT id FROM t ORDER BY id LIMIT 2 | SELECT id FROM t ORDER BY id LIMIT 5 | limit",
        "SELECT id FROM t ORDER BY v <-> '[1,2]' LIMIT 2 | SELECT id FROM t ORDER BY v <-> '[3,4]'"
            + " LIMIT 3 | <->",
        "SELECT id, v <-> '[1,2]' AS d FROM t ORDER BY d LIMIT 2 | SELECT id, v <-> '[3,4]' AS d"
            + " FROM t ORDER BY d LIMIT 2 | <->",
        "INSERT INTO u VALUES (1) | INSERT INTO u VALUES (2) | insert into u",
        "DELETE FROM t WHERE id = 1 | DELETE FROM t WHERE id = 2 | delete"
      })
  void literalsOfTheRightPlacesShareAPlan(String first, String second, String part)
      throws SQLException {
    run(first);
    long before = hits(part);
    run(second);
    assertThat(hits(part)).isEqualTo(before + 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT 1 FROM t | SELECT 2 FROM t | from t",
        "SELECT id = 1 FROM t | SELECT id = 2 FROM t | from t",
        "SELECT id FROM t ORDER BY 1 | SELECT id FROM t ORDER BY 01 | order",
        "SELECT count(*) FROM t GROUP BY id > 1 | SELECT count(*) FROM t GROUP BY id > 2 | group",
        "SELECT CAST(name AS VARCHAR(1)) FROM t | SELECT CAST(name AS VARCHAR(2)) FROM t | cast",
        "SELECT born + INTERVAL '1' DAY FROM t | SELECT born + INTERVAL '2' DAY FROM t | interval",
        "SELECT id FROM t WHERE id = 1 | SELECT id FROM t WHERE id = 3000000000 | where id",
        "SELECT id FROM t WHERE id IN (1, 2) | SELECT id FROM t WHERE id IN (1, 2, 3) | in(",
        "SELECT \"id\" FROM t | SELECT \"name\" FROM t | from t"
      })
  void otherLiteralsBelongToTheStatement(String first, String second, String part)
      throws SQLException {
    run(first);
    long before = hits(part);
    run(second);
    assertThat(hits(part)).isEqualTo(before);
  }

  @Test
  void aVectorInTheSelectListChangesNeitherTypeNorLabel() throws SQLException {
    for (String distance :
        List.of(
            "v <-> '[1,2]'",
            "v <=> '[0,0]'",
            "'[1,2]' <#> v",
            "1 - (v <+> '[1,2]')",
            "VECTOR_DISTANCE(v, '[1,2]', COSINE)",
            "v <-> '[1,2]' AS d")) {
      String sql = "SELECT id, " + distance + " FROM t";
      run("SET proxima.plan_cache = off");
      String written = columns(sql);
      run("SET proxima.plan_cache = on");
      assertThat(columns(sql)).as(sql).isEqualTo(written);
      assertThat(columns(sql.replace("[1,2]", "[3,4]"))).as(sql).isEqualTo(written);
    }
  }

  /// One statement with other vectors each: right ones, and some of a wrong dimension or range.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT id FROM k WHERE b = '?' | 101;001;0011;abc",
        "SELECT id, b <~> '?' FROM k ORDER BY b <~> '?', id LIMIT 2 | 101;011;0111",
        "SELECT id FROM k WHERE b IN ('?', '111') | 101;001",
        "SELECT id FROM k WHERE h = '?' | [0.5,1,2];[1,1,2];[1,1];[1,1,99999]",
        "SELECT id, h <-> '?' AS d FROM k ORDER BY d LIMIT 2 | [1,2,3];[0,0,0];[0,0,0,0]",
        "SELECT id FROM k WHERE i = '?' | [1,2,-3];[9,2,-3];[900,2,-3]",
        "SELECT id, i <=> '?' AS d FROM k ORDER BY d LIMIT 2 | [1,2,3];[0,0,0.5];[999,0,0]",
        "SELECT id FROM k WHERE s = '?' | {1:0.5}/9;{2:0.5,3:1}/9;{2:0.5}/10;{33:1}/9",
        "SELECT id, s <-> '?' AS d FROM k ORDER BY d LIMIT 2 | {1:1}/9;{3:1}/9;{3:1}/8"
      })
  void vectorsOfEveryKindAnswerAsWithoutACache(String sql, String vectors) throws SQLException {
    run(
        "CREATE TABLE k (id INTEGER PRIMARY KEY, h HALFVEC(3), i VECTOR(3, INT8), b BIT(3), s"
            + " SPARSEVEC(9))");
    run("INSERT INTO k VALUES (1, '[0.5,1,2]', '[1,2,-3]', '101', '{1:0.5}/9')");
    run("INSERT INTO k VALUES (2, '[1,1,2]', '[9,2,-3]', '001', '{2:0.5,3:1}/9')");
    for (String vector : vectors.split(";")) {
      String each = sql.replace("?", vector);
      run("SET proxima.plan_cache = off");
      String written = answer(each);
      run("SET proxima.plan_cache = on");
      assertThat(answer(each)).as(each).isEqualTo(written);
    }
  }

  private String answer(String sql) {
    try {
      return rows(sql).toString();
    } catch (SQLException e) {
      return e.getSQLState() + " " + e.getMessage();
    }
  }

  private String columns(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      ResultSetMetaData columns = rows.getMetaData();
      return columns.getColumnLabel(2)
          + columns.getColumnTypeName(2)
          + columns.getPrecision(2)
          + columns.isNullable(2);
    }
  }

  @Test
  void plansCountInTheMemoryOfTheDatabase() throws SQLException {
    // As much as a small database gives, whatever heap this process has: at most 32 MiB are taken.
    connection.close();
    connection = DriverManager.getConnection("jdbc:proxima:mem:;maxMemory=64m");
    assertThat(
            rows(
                "SELECT used_bytes = limit_bytes / 32 FROM proxima.memory"
                    + " WHERE consumer = 'plans of statements'"))
        .containsExactly("true");
  }

  @Test
  void aStatementWithALongTextOfItsOwnDoesNotDriveOthersOut() throws SQLException {
    run("SELECT id FROM t WHERE id = 1");
    for (int i = 0; i < 40; i++) {
      run("SELECT '" + "x".repeat(1 << 19) + i + "' FROM t");
    }
    long before = hits("where id");
    run("SELECT id FROM t WHERE id = 2");
    assertThat(hits("where id")).isEqualTo(before + 1);
  }

  @Test
  void eachExecutionHasItsOwnValues() throws SQLException {
    for (int i = 0; i < 9; i++) {
      assertThat(rows("SELECT name FROM t WHERE id = " + i)).containsExactly("n" + i);
    }
    assertThat(rows("SELECT id FROM t ORDER BY id LIMIT 1 OFFSET 2")).containsExactly("2");
    assertThat(rows("SELECT id FROM t ORDER BY id LIMIT 2 OFFSET 1")).containsExactly("1", "2");
  }

  @Test
  void definitionsInvalidateWhatTheyTouch() throws SQLException {
    run("SELECT id FROM t WHERE id = 1");
    run("SELECT id FROM u WHERE id = 1");
    run("INSERT INTO u VALUES ('1')");
    run("DROP TABLE u");
    assertThatThrownBy(() -> run("SELECT id FROM u WHERE id = 1")).hasMessageContaining("u");
    run("CREATE TABLE u (id VARCHAR PRIMARY KEY)");
    run("INSERT INTO u VALUES ('x')");
    assertThat(rows("SELECT id FROM u")).containsExactly("x");
    long before = hits("from t where");
    run("SELECT id FROM t WHERE id = 2");
    assertThat(hits("from t where")).isEqualTo(before + 1);
  }

  @Test
  void aTableThatHidesAnotherIsFound() throws SQLException {
    run("CREATE SCHEMA s");
    run("SET search_path = 's'");
    assertThat(rows("SELECT id FROM u")).isEmpty();
    run("CREATE TABLE s.u (id INTEGER)");
    run("INSERT INTO s.u VALUES (7)");
    assertThat(rows("SELECT id FROM u")).containsExactly("7");
    run("SET search_path = 'public'");
    assertThat(rows("SELECT id FROM u")).isEmpty();
  }

  @Test
  void errorsSpeakOfTheLiteralAtItsPlace() throws SQLException {
    run("INSERT INTO t VALUES (20, 'x', '2001-01-01', '[1,2]')");
    assertThatThrownBy(() -> run("INSERT INTO t VALUES (21, 'x', 'nonsense', '[1,2]')"))
        .hasMessageContaining("nonsense")
        .hasMessageContaining("(at character 32)");
    assertThatThrownBy(() -> run("INSERT INTO t VALUES (22, 'x', '2001-01-01', '[1,2,3]')"))
        .hasMessageContaining("(at character 46)")
        .hasMessageNotContaining("parameter");
    run("SELECT id FROM t ORDER BY v <-> '[1,2]' LIMIT 1");
    assertThatThrownBy(() -> run("SELECT id FROM t ORDER BY v <-> '[1,2,3]' LIMIT 1"))
        .hasMessageContaining("VECTOR(3)");
    assertThatThrownBy(() -> run("SELECT id FROM t ORDER BY v <-> '[1,x]' LIMIT 1"))
        .hasMessageContaining("(at character 33)");
  }

  @Test
  void aFailedRowOfACachedInsertLeavesNothing() throws SQLException {
    run("INSERT INTO t (id, born) VALUES (30, '2001-01-01'), (31, '2001-01-01')");
    connection.setAutoCommit(false);
    assertThatThrownBy(
            () -> run("INSERT INTO t (id, born) VALUES (32, '2001-01-01'), (33, 'nonsense')"))
        .isInstanceOf(SQLException.class);
    connection.commit();
    assertThat(rows("SELECT id FROM t WHERE id > 31")).isEmpty();
  }

  @Test
  void executionsAndRowsAreCounted() throws SQLException {
    run("SELECT name FROM t WHERE id > 5");
    rows("SELECT name FROM t WHERE id > 6");
    rows("SELECT name FROM t WHERE id > 7");
    assertThat(count("executions", "id > ")).isEqualTo(3);
    assertThat(count("plan_cache_misses", "id > ")).isEqualTo(1);
    assertThat(count("row_count", "id > ")).isEqualTo(2 + 1);
    run("DELETE FROM t WHERE id < 3");
    assertThat(count("row_count", "delete from t")).isEqualTo(3);
  }

  @Test
  void literalsAreNotShown() throws SQLException {
    run("SELECT id FROM t WHERE name = 'a secret' AND id = 4711");
    assertThat(rows("SELECT statement FROM proxima.statements"))
        .contains("select id from t where name = ? and id = ?")
        .noneMatch(text -> text.contains("secret") || text.contains("4711"));
  }

  @Test
  void aCacheOfNoEntriesKeepsNothing() throws SQLException {
    connection.close();
    connection = DriverManager.getConnection("jdbc:proxima:mem:;planCache=0");
    run("CREATE TABLE t (id INTEGER PRIMARY KEY)");
    run("SELECT id FROM t WHERE id = 1");
    run("SELECT id FROM t WHERE id = 1");
    assertThat(hits("from t")).isZero();
    assertThat(count("plan_cache_misses", "from t")).isEqualTo(2);
  }

  @Test
  void aSessionCanDoWithout() throws SQLException {
    run("SET proxima.plan_cache = off");
    run("SELECT id FROM t WHERE id = 1");
    run("SELECT id FROM t WHERE id = 1");
    assertThat(hits("from t where")).isZero();
  }
}
