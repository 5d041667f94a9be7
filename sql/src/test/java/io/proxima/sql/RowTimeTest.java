package io.proxima.sql;

import static io.proxima.sql.Fixture.fails;
import static io.proxima.sql.Fixture.modify;
import static io.proxima.sql.Fixture.parameterTypes;
import static io.proxima.sql.Fixture.query;
import static io.proxima.sql.Fixture.tree;
import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.error.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowTimeTest {
  private static List<String> labels(String sql) {
    return query(sql).columns().stream().map(Statement.OutputColumn::label).toList();
  }

  @Test
  void aStarGivesNoHiddenColumn() {
    List<String> all = List.of("id", "v");
    assertThat(labels("SELECT * FROM queries")).isEqualTo(all);
    assertThat(labels("SELECT * FROM queries WHERE _created_at > ?")).isEqualTo(all);
    assertThat(labels("SELECT q.* FROM queries q ORDER BY _updated_at")).isEqualTo(all);
    assertThat(
            labels(
                "SELECT * FROM (SELECT * FROM queries) WHERE EXISTS"
                    + " (SELECT 1 FROM queries WHERE _expires_at IS NULL)"))
        .isEqualTo(all);
    assertThat(labels("TABLE queries")).isEqualTo(all);
  }

  @Test
  void whatIsNamedIsGiven() {
    assertThat(labels("SELECT _created_at, *, q._expires_at AS e FROM queries q"))
        .containsExactly("_created_at", "id", "v", "e");
    assertThat(labels("SELECT * FROM (SELECT id, _updated_at FROM queries)"))
        .containsExactly("id", "_updated_at");
    assertThat(query("SELECT _created_at, _expires_at FROM queries").columns())
        .extracting(column -> column.type() + " " + column.nullable())
        .containsExactly("TIMESTAMP false", "TIMESTAMP true");
  }

  @Test
  void aParameterBesideOneIsATime() {
    assertThat(parameterTypes("SELECT id FROM queries WHERE _created_at > ?"))
        .containsExactly("TIMESTAMP");
    assertThat(parameterTypes("DELETE FROM queries WHERE _expires_at < ?"))
        .containsExactly("TIMESTAMP");
    assertThat(parameterTypes("INSERT INTO queries (id, _expires_at) VALUES (?, ?)"))
        .containsExactly("BIGINT", "TIMESTAMP");
    assertThat(parameterTypes("UPDATE queries SET _expires_at = ? WHERE id = ?"))
        .containsExactly("TIMESTAMP", "BIGINT");
  }

  @Test
  void onlyTheExpiryCanBeWritten() {
    assertThat(modify("INSERT INTO queries (_expires_at, id) VALUES (NULL, 1)").writesExpiry())
        .isTrue();
    assertThat(
            modify("UPSERT INTO queries (id, _expires_at) VALUES (1, '2030-01-01 00:00:00')")
                .writesExpiry())
        .isTrue();
    assertThat(modify("UPDATE queries SET _expires_at = NOW() + INTERVAL '1' DAY").writesExpiry())
        .isTrue();
    assertThat(modify("UPDATE queries SET v = NULL WHERE _expires_at IS NULL").writesExpiry())
        .isFalse();
    fails(ErrorCode.GENERATED_ALWAYS, "INSERT INTO queries (id, §_created_at) VALUES (1, NOW())");
    fails(ErrorCode.GENERATED_ALWAYS, "UPDATE queries SET §_updated_at = NOW()");
    fails(ErrorCode.TYPE_MISMATCH, "INSERT INTO queries (id, _expires_at) §VALUES (1, 7)");
  }

  @Test
  void aTableIsReadAsOfATimeOrACommit() {
    assertThat(tree("SELECT id FROM docs FOR SYSTEM_TIME AS OF TIMESTAMP '2026-11-20 10:00:00'"))
        .contains("as of 2026-11-20 10:00:00");
    assertThat(tree("SELECT d.id FROM docs FOR SYSTEM_TIME AS OF 1234 AS d")).contains("1234");
    assertThat(
            tree("SELECT docs.id, _created_at FROM docs FOR SYSTEM_TIME AS OF CAST(? AS BIGINT)"))
        .contains("$SEQUENCE(CAST(?0)");
    assertThat(
            tree(
                "SELECT id FROM docs WHERE year IN (SELECT year FROM docs FOR SYSTEM_TIME AS OF"
                    + " 7)"))
        .contains("as of");
    assertThat(parameterTypes("SELECT id FROM docs FOR SYSTEM_TIME AS OF ? WHERE year = ?"))
        .containsExactly("TIMESTAMP", "INTEGER");
    assertThat(parameterTypes("SELECT id FROM docs FOR SYSTEM_TIME AS OF CAST(? AS BIGINT)"))
        .containsExactly("BIGINT");
    fails(ErrorCode.UNDEFINED_TABLE, "SELECT 1 FROM §missing FOR SYSTEM_TIME AS OF 7");
  }

  @Test
  void theMomentIsOneForAllRows() {
    assertThat(
            Fixture.error(
                    "SELECT d.id FROM docs d JOIN docs FOR SYSTEM_TIME AS OF d.seen AS e"
                        + " ON d.id = e.id")
                .code())
        .isIn(ErrorCode.UNSUPPORTED, ErrorCode.UNDEFINED_COLUMN, ErrorCode.UNDEFINED_TABLE);
  }
}
