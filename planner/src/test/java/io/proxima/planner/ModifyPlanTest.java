package io.proxima.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ModifyPlanTest {
  private Sql sql;

  @BeforeEach
  void open() {
    sql = new Sql();
    sql.run(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER NOT NULL, s VARCHAR(3), v VECTOR(2))");
    sql.run("CREATE TABLE logs (a INTEGER, b INTEGER)");
    sql.run(
        "INSERT INTO t VALUES (1, 10, 'a', '[1,0]'), (2, 20, 'b', '[0,1]'), (3, 30, NULL, NULL)");
  }

  @AfterEach
  void close() {
    sql.close();
  }

  private List<List<String>> all() {
    return sql.query("SELECT id, n, s, v FROM t ORDER BY id");
  }

  private void refused(ErrorCode code, String statement, Object... parameters) {
    List<List<String>> before = all();
    assertThatThrownBy(() -> sql.run(statement, parameters))
        .as(statement)
        .isInstanceOfSatisfying(ProximaException.class, e -> assertThat(e.code()).isEqualTo(code));
    assertThat(all()).isEqualTo(before);
  }

  @Test
  void updateReadsNoneOfItsOwnRows() {
    assertThat(sql.run("UPDATE t SET id = id + 1, n = n * 2")).isEqualTo(3);
    assertThat(sql.query("SELECT id, n, s FROM t ORDER BY id").toString())
        .isEqualTo("[[2, 20, a], [3, 40, b], [4, 60, null]]");
  }

  @Test
  void updateOfOneRowKeepsTheOthers() {
    assertThat(sql.run("UPDATE t SET s = ?, v = ? WHERE id = ?", "x", new float[] {5, 6}, 2L))
        .isEqualTo(1);
    assertThat(all().toString())
        .isEqualTo("[[1, 10, a, [1,0]], [2, 20, x, [5,6]], [3, 30, null, null]]");
    assertThat(sql.run("UPDATE t SET n = 1 WHERE id = 77")).isZero();
  }

  @Test
  void rowsWithoutAKeyAreFoundAgain() {
    sql.run("INSERT INTO logs VALUES (1, 1), (1, 1), (2, 2)");
    assertThat(sql.run("UPDATE logs SET b = b + 5 WHERE a = 1")).isEqualTo(2);
    assertThat(sql.run("DELETE FROM logs WHERE a = 2")).isEqualTo(1);
    assertThat(sql.query("SELECT a, b FROM logs"))
        .isEqualTo(List.of(List.of("1", "6"), List.of("1", "6")));
  }

  @Test
  void deleteTakesWhatTheConditionSays() {
    assertThat(sql.run("DELETE FROM t WHERE v <-> '[1,0]' < 0.5 OR s IS NULL")).isEqualTo(2);
    assertThat(sql.query("SELECT id FROM t")).isEqualTo(List.of(List.of("2")));
    assertThat(sql.run("DELETE FROM t WHERE id IN (SELECT a FROM logs)")).isZero();
    assertThat(sql.run("DELETE FROM t")).isEqualTo(1);
  }

  @Test
  void insertTakesRowsOfAQuery() {
    assertThat(sql.run("INSERT INTO t SELECT id + 10, n, s, v FROM t WHERE id < 3")).isEqualTo(2);
    assertThat(sql.run("INSERT INTO logs (b) SELECT COUNT(*) FROM t")).isEqualTo(1);
    assertThat(sql.query("SELECT a, b FROM logs").toString()).isEqualTo("[[null, 5]]");
  }

  @Test
  void manyRowsOfExpressionsAreOneInsert() {
    StringBuilder text = new StringBuilder("INSERT INTO logs VALUES ");
    for (int i = 0; i < 2_500; i++) {
      text.append(i == 0 ? "" : ", ").append("(").append(i).append(", ").append(i).append(" + 1)");
    }
    assertThat(sql.run(text.toString())).isEqualTo(2_500);
    assertThat(sql.value("SELECT SUM(b - a) FROM logs")).isEqualTo("2500");
  }

  @Test
  void upsertReplacesByKey() {
    assertThat(sql.run("UPSERT INTO t VALUES (1, 11, 'z', NULL), (9, 90, NULL, NULL)"))
        .isEqualTo(2);
    assertThat(sql.query("SELECT id, n, s FROM t ORDER BY id").toString())
        .isEqualTo("[[1, 11, z], [2, 20, b], [3, 30, null], [9, 90, null]]");
  }

  @Test
  void valuesBecomeThoseOfTheirColumns() {
    sql.run(
        "INSERT INTO t (id, n, s) SELECT 4.4, '7', 12 FROM logs RIGHT JOIN (VALUES 1) x ON TRUE");
    assertThat(sql.query("SELECT id, n, s FROM t WHERE id > 3").toString())
        .isEqualTo("[[4, 7, 12]]");
  }

  @Test
  void whatDoesNotFitIsRefusedAndChangesNothing() {
    refused(ErrorCode.DUPLICATE_KEY, "INSERT INTO t VALUES (8, 1, NULL, NULL), (1, 1, NULL, NULL)");
    refused(ErrorCode.NOT_NULL, "UPDATE t SET n = NULLIF(n, 20)");
    refused(ErrorCode.VALUE_TOO_LONG, "INSERT INTO t (id, n, s) VALUES (7, 1, 'abcd')");
    refused(ErrorCode.VALUE_TOO_LONG, "UPDATE t SET s = ?", "abcd");
    refused(ErrorCode.NUMERIC_OUT_OF_RANGE, "UPDATE t SET n = n * CAST(3000000000 AS BIGINT)");
    refused(ErrorCode.DIMENSION_MISMATCH, "UPDATE t SET v = ?", (Object) new float[] {1});
    refused(ErrorCode.NON_FINITE_VECTOR, "UPDATE t SET v = ?", (Object) new float[] {1, Float.NaN});
    refused(ErrorCode.DUPLICATE_KEY, "UPDATE t SET id = 1");
  }
}
