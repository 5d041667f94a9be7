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

/// Operators that keep rows count them: they are refused, they do not fill the heap.
class MemoryTest {
  private static final String CROSS = " FROM t a CROSS JOIN t b CROSS JOIN t c";
  private static Sql sql;

  @BeforeAll
  static void open() {
    sql = new Sql();
    sql.run("CREATE TABLE t (id INTEGER PRIMARY KEY, s VARCHAR)");
    StringBuilder rows = new StringBuilder("INSERT INTO t VALUES (0, 'x')");
    for (int i = 1; i < 150; i++) {
      rows.append(", (").append(i).append(", '").append("text ".repeat(20)).append(i).append("')");
    }
    sql.run(rows.toString());
  }

  @AfterAll
  static void close() {
    sql.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT a.s, b.s" + CROSS + " ORDER BY b.id",
        "SELECT a.id, b.id, c.id, COUNT(*)" + CROSS + " GROUP BY a.id, b.id, c.id",
        "SELECT COUNT(DISTINCT a.s || b.s || c.s)" + CROSS,
        "SELECT COUNT(*) FROM t x JOIN (SELECT a.s AS s" + CROSS + ") y ON x.s < y.s"
      })
  void whatDoesNotFitIsRefused(String query) {
    assertThatThrownBy(() -> sql.query(query))
        .isInstanceOfSatisfying(
            ProximaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OUT_OF_MEMORY));
    assertThat(sql.value("SELECT COUNT(*) FROM t")).isEqualTo("150");
  }

  @Test
  void theFirstRowsOfManyNeedLittle() {
    assertThat(
            sql.query(
                "SELECT a.id, b.id, c.id, a.s" + CROSS + " ORDER BY a.id, b.id, c.id LIMIT 2"))
        .hasSize(2);
    assertThat(sql.value("SELECT COUNT(*)" + CROSS)).isEqualTo("3375000");
  }
}
