package io.proxima.sql;

import static io.proxima.sql.Fixture.fails;
import static io.proxima.sql.Fixture.modify;
import static io.proxima.sql.Fixture.parameterTypes;
import static io.proxima.sql.Fixture.tree;
import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.error.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModifyTest {
  @Test
  void insertedParametersTakeTheTypesOfTheColumns() {
    assertThat(parameterTypes("INSERT INTO docs VALUES (?, ?, ?, ?, ?, ?, ?)"))
        .containsExactly(
            "VARCHAR",
            "VARCHAR(20)",
            "INTEGER",
            "VECTOR(3)",
            "VECTOR(3)",
            "TIMESTAMP",
            "DECIMAL(10, 2)");
    assertThat(parameterTypes("INSERT INTO docs (body_v, id) SELECT ?, ? FROM queries"))
        .containsExactly("VECTOR(3)", "VARCHAR");
    assertThat(
            parameterTypes(
                "INSERT INTO docs (id, body_v) SELECT 'a', ? FROM docs UNION ALL SELECT ?, ? FROM"
                    + " docs"))
        .containsExactly("VECTOR(3)", "VARCHAR", "VECTOR(3)");
  }

  @Test
  void rowsOfParametersCanComeAsOneBlock() {
    assertThat(modify("INSERT INTO docs (body_v, id) VALUES (?, ?)").block())
        .contains(new Statement.ParameterRow(List.of(1, -1, -1, -1, 0, -1, -1)));
    assertThat(modify("UPSERT INTO queries VALUES (?, ?)").block())
        .contains(new Statement.ParameterRow(List.of(0, 1)));
    assertThat(modify("INSERT INTO docs (body_v, id) VALUES (?, 'a')").block()).isEmpty();
    assertThat(modify("INSERT INTO docs (body_v, id) VALUES (?, ?), (?, ?)").block()).isEmpty();
    assertThat(modify("INSERT INTO docs (body_v, id) SELECT ?, ? FROM docs").block()).isEmpty();
  }

  @Test
  void insertGivesTheWholeRowInTheOrderOfTheTable() {
    assertThat(tree("INSERT INTO queries (v, id) VALUES (?, 5)"))
        .isEqualToNormalizingWhitespace(
            """
            LogicalProject(id=[$1], v=[$0])
              LogicalProject(EXPR$0=[?0], EXPR$1=[5])
                LogicalValues(tuples=[[{ 0 }]])
            """);
    assertThat(tree("INSERT INTO queries (id) SELECT year FROM docs"))
        .contains("LogicalProject(id=[$0], v=[null:VECTOR(8)])");
  }

  @Test
  void sourcesMaySortAndNameTheirParts() {
    String nearest =
        "INSERT INTO queries (id, v) SELECT year, ? FROM docs ORDER BY body_v <-> ? LIMIT 5";
    assertThat(parameterTypes(nearest)).containsExactly("VECTOR(8)", "VECTOR(3)");
    assertThat(modify(nearest).source().rel.getRowType().getFieldCount()).isEqualTo(2);
    assertThat(
            parameterTypes(
                "INSERT INTO queries WITH q AS (SELECT id, v FROM queries WHERE id > ?)"
                    + " SELECT id + 100, v FROM q"))
        .containsExactly("BIGINT");
    fails(ErrorCode.SYNTAX_ERROR, "INSERT INTO queries (id, v) §SELECT year FROM docs ORDER BY id");
  }

  @Test
  void constantRowsAreConstants() {
    assertThat(
            tree(
                "INSERT INTO docs (id, body_v, price) VALUES"
                    + " ('a', '[1,2,3]', 1), ('bbb', '[1,2,4]', 2.50), ('c', '[1,2,5]', DEFAULT)"))
        .contains(
            "LogicalValues(tuples=[[{ _UTF-8'a', _UTF-8'[1,2,3]', 1.00 }, { _UTF-8'bbb',"
                + " _UTF-8'[1,2,4]', 2.50 }, { _UTF-8'c', _UTF-8'[1,2,5]', null }]])");
  }

  @Test
  void literalsAndParametersMixInOneColumn() {
    assertThat(
            parameterTypes(
                "INSERT INTO docs (id, body_v, seen, price, year) VALUES"
                    + " ('a', '[1,2,3]', '2026-01-01 10:00:00', '12.34', '7'),"
                    + " ('b', ?, ?, 5, 2), (?, ARRAY[1,2,3], NULL, ?, ?)"))
        .containsExactly("VECTOR(3)", "TIMESTAMP", "VARCHAR", "DECIMAL(10, 2)", "INTEGER");
  }

  @Test
  void textsAndNullsMixInOneColumn() {
    assertThat(
            modify(
                    "INSERT INTO docs (id, body_v, title_v, seen, category, price) VALUES"
                        + " ('a', '[1,2,3]', '[1,0,0]', '2026-01-01', 'x', '1.5'),"
                        + " ('b', '[1,2,3]', NULL, DEFAULT, NULL, NULL)")
                .parameters())
        .isEmpty();
  }

  @Test
  void literalsThatDoNotFitFailWhenPrepared() {
    String insert = "INSERT INTO docs (id, body_v, category, year, seen) VALUES ('a', ";
    fails(ErrorCode.DIMENSION_MISMATCH, insert + "§'[1,2]', 'c', 1, NULL)");
    fails(ErrorCode.NON_FINITE_VECTOR, insert + "§'[1,2,Infinity]', 'c', 1, NULL)");
    fails(ErrorCode.INVALID_TEXT, insert + "§'1,2,3', 'c', 1, NULL)");
    fails(ErrorCode.VALUE_TOO_LONG, insert + "'[1,2,3]', §'a category that is too long', 1, NULL)");
    fails(ErrorCode.INVALID_TEXT, insert + "'[1,2,3]', 'c', §'x', NULL)");
    fails(ErrorCode.INVALID_TEXT, insert + "'[1,2,3]', 'c', 1, §'yesterday')");
    fails(ErrorCode.NOT_NULL, insert + "§NULL, 'c', 1, NULL)");
    fails(ErrorCode.NOT_NULL, insert + "§DEFAULT, 'c', 1, NULL)");
    fails(ErrorCode.NOT_NULL, "INSERT INTO docs §(id) VALUES ('a')");
    fails(ErrorCode.NOT_NULL, "UPDATE docs SET body_v = §NULL");
  }

  @Test
  void typesThatCannotBeWrittenFailWhenPrepared() {
    assertThat(
            Fixture.error("INSERT INTO docs (id, body_v, year) VALUES ('a', '[1,2,3]', TRUE)")
                .code())
        .isEqualTo(ErrorCode.TYPE_MISMATCH);
    assertThat(Fixture.error("UPDATE docs SET year = TRUE").code())
        .isEqualTo(ErrorCode.TYPE_MISMATCH);
    assertThat(Fixture.error("INSERT INTO docs (id, body_v) SELECT id, v FROM queries").code())
        .isEqualTo(ErrorCode.DIMENSION_MISMATCH);
    assertThat(Fixture.error("UPDATE docs SET body_v = (SELECT v FROM queries)").code())
        .isEqualTo(ErrorCode.DIMENSION_MISMATCH);
  }

  @Test
  void columnsAndValuesMustMatch() {
    fails(ErrorCode.SYNTAX_ERROR, "INSERT INTO docs (id, §id) VALUES ('a', 'b')");
    fails(ErrorCode.SYNTAX_ERROR, "INSERT INTO queries (id, v) VALUES §(1)");
    fails(ErrorCode.SYNTAX_ERROR, "INSERT INTO queries (id, v) §SELECT 1 FROM docs");
    fails(ErrorCode.SYNTAX_ERROR, "INSERT INTO queries (id) §SELECT * FROM queries");
    assertThat(fails(ErrorCode.UNDEFINED_COLUMN, "INSERT INTO docs (id, §body) VALUES ('a', 'b')"))
        .hasMessageContaining("did you mean body_v?");
    fails(ErrorCode.UNDEFINED_COLUMN, "UPDATE docs SET §nope = 1");
    fails(ErrorCode.SYNTAX_ERROR, "UPDATE docs SET year = 1, §year = 2");
    fails(ErrorCode.UNDEFINED_TABLE, "INSERT INTO §nope VALUES (1)");
    fails(ErrorCode.READ_ONLY, "DELETE FROM §information_schema.tables");
  }

  @Test
  void updateGivesTheNewRowAndItsKey() {
    assertThat(parameterTypes("UPDATE docs SET price = ?, title_v = ? WHERE body_v <-> ? < ?"))
        .containsExactly("DECIMAL(10, 2)", "VECTOR(3)", "VECTOR(3)", "DOUBLE");
    assertThat(tree("UPDATE docs AS d SET year = d.year + 1, body_v = '[1,2,3]' WHERE d.id = ?"))
        .isEqualToNormalizingWhitespace(
            """
            LogicalProject(id=[$0], category=[$1], EXPR$2=[+($2, 1)], title_v=[$3],\
             EXPR$4=[TO_VECTOR(_UTF-8'[1,2,3]', 3)], seen=[$5], price=[$6], _row_key=[$7])
              LogicalFilter(condition=[=($0, ?0)])
                LogicalTableScan(table=[[$keyed, public, docs]])
            """);
  }

  @Test
  void deleteGivesTheKey() {
    assertThat(tree("DELETE FROM public.docs WHERE year IN (1, 2) OR docs.id = ?"))
        .contains("LogicalProject(_row_key=[$7])");
    assertThat(modify("DELETE FROM docs").kind()).isEqualTo(Statement.Modify.Kind.DELETE);
  }
}
