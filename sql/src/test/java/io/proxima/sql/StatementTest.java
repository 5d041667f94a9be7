package io.proxima.sql;

import static io.proxima.sql.Fixture.columns;
import static io.proxima.sql.Fixture.compile;
import static io.proxima.sql.Fixture.error;
import static io.proxima.sql.Fixture.fails;
import static io.proxima.sql.Fixture.table;
import static io.proxima.sql.Fixture.type;
import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.Catalog;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.TableName;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.txn.Durability;
import io.proxima.engine.txn.Isolation;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BOOLEAN | BOOLEAN",
        "SMALLINT | SMALLINT",
        "INT | INTEGER",
        "BIGINT | BIGINT",
        "REAL | REAL",
        "FLOAT | DOUBLE",
        "DOUBLE PRECISION | DOUBLE",
        "DECIMAL(5, 2) | DECIMAL(5, 2)",
        "NUMERIC | DECIMAL(38, 0)",
        "CHAR | CHAR(1)",
        "VARCHAR(7) | VARCHAR(7)",
        "TEXT | VARCHAR",
        "VARBINARY | VARBINARY",
        "DATE | DATE",
        "TIME | TIME",
        "TIMESTAMP(6) | TIMESTAMP",
        "TIMESTAMP WITH TIME ZONE | TIMESTAMP WITH TIME ZONE",
        "UUID | UUID",
        "VECTOR(65535) | VECTOR(65535)",
        "VECTOR(3, FLOAT32) | VECTOR(3)",
      })
  void columnsHaveTheTypesWritten(String sql, String type) {
    assertThat(type(sql)).hasToString(type);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "VECTOR(0)",
        "VECTOR(65536)",
        "DECIMAL(39)",
        "DECIMAL(5, 6)",
        "VARCHAR(0)",
        "TIMESTAMP(9)"
      })
  void sizesOutOfRangeAreRefused(String type) {
    fails(ErrorCode.INVALID_PARAMETER, "CREATE TABLE t (c §" + type + ")");
  }

  @Test
  void unknownTypesAreNamedWithWhatIsNear() {
    assertThat(fails(ErrorCode.UNDEFINED_OBJECT, "CREATE TABLE t (c §integr)"))
        .hasMessageContaining("did you mean INTEGER?");
  }

  @Test
  void keyColumnsAreNotNull() {
    assertThat(columns("CREATE TABLE t (a INT, b INT NOT NULL, c INT, PRIMARY KEY (c, a))"))
        .extracting(ColumnDef::nullable)
        .containsExactly(false, false, false);
    assertThat(table(1, "CREATE TABLE t (a INT, c INT, PRIMARY KEY (c, a))").key())
        .containsExactly(1, 0);
    assertThat(columns("CREATE TABLE t (a INT PRIMARY KEY, b INT)"))
        .containsExactly(
            new ColumnDef(1, "a", ColumnType.of(TypeKind.INTEGER), false),
            new ColumnDef(2, "b", ColumnType.of(TypeKind.INTEGER), true));
  }

  @Test
  void contradictingTablesAreRefused() {
    fails(ErrorCode.INVALID_DEFINITION, "CREATE TABLE t (a INT PRIMARY KEY, b INT §PRIMARY KEY)");
    fails(ErrorCode.INVALID_DEFINITION, "CREATE TABLE t (a INT, §a INT)");
    fails(ErrorCode.INVALID_DEFINITION, "CREATE TABLE t (§v VECTOR(3) PRIMARY KEY)");
    fails(ErrorCode.INVALID_DEFINITION, "CREATE TABLE t (§_row_key INT)");
    fails(ErrorCode.INVALID_DEFINITION, "CREATE TABLE t (§a INT NULL NOT NULL)");
    fails(ErrorCode.UNDEFINED_COLUMN, "CREATE TABLE t (a INT, §PRIMARY KEY (b))");
  }

  @Test
  void namesAreLookedUpWhenDefining() {
    fails(ErrorCode.DUPLICATE_OBJECT, "CREATE TABLE §docs (a INT)");
    fails(ErrorCode.UNDEFINED_OBJECT, "CREATE TABLE §publi.docs (a INT)");
    fails(ErrorCode.READ_ONLY, "CREATE TABLE §proxima.docs (a INT)");
    fails(ErrorCode.UNDEFINED_TABLE, "DROP TABLE §nope");
    fails(ErrorCode.UNDEFINED_TABLE, "TRUNCATE TABLE §nope");
    fails(ErrorCode.DUPLICATE_OBJECT, "CREATE SCHEMA §public");
    fails(ErrorCode.READ_ONLY, "CREATE SCHEMA §information_schema");
    fails(ErrorCode.UNDEFINED_OBJECT, "DROP SCHEMA §nope");
    assertThat(compile("CREATE TABLE IF NOT EXISTS docs (a INT)"))
        .isEqualTo(new Statement.Define(java.util.List.of()));
    assertThat(compile("DROP TABLE IF EXISTS nope"))
        .isEqualTo(new Statement.Define(java.util.List.of()));
  }

  @Test
  void definitionsAreReady() {
    TableName docs = new TableName("public", "docs");
    assertThat(((Statement.Define) compile("DROP TABLE docs")).definitions())
        .containsExactly(new Definition.DropTable(docs));
    assertThat(((Statement.Define) compile("TRUNCATE docs")).definitions())
        .containsExactly(new Definition.TruncateTable(docs));
    assertThat(((Statement.Define) compile("CREATE SCHEMA s")).definitions())
        .containsExactly(new Definition.CreateSchema("s"));
  }

  @Test
  void schemasWithTablesStay() {
    Catalog catalog =
        Catalog.empty().withSchema("s").with(table(1, "CREATE TABLE t (a INT)")).withSchema("e");
    assertThat(Fixture.COMPILER.compile("DROP SCHEMA e", catalog, "public"))
        .isEqualTo(new Statement.Define(java.util.List.of(new Definition.DropSchema("e"))));
    fails(ErrorCode.READ_ONLY, "DROP SCHEMA §public");
  }

  @Test
  void tableOptionsAreRefusedByName() {
    assertThat(fails(ErrorCode.UNSUPPORTED, "CREATE TABLE t (a INT) WITH (§storage = 'viper')"))
        .hasMessageContaining("storage");
    assertThat(
            fails(ErrorCode.UNDEFINED_OBJECT, "CREATE TABLE t (a INT) WITH (§clustr_by = 'viper')"))
        .hasMessageContaining("clustr_by");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CREATE INDEX i ON docs USING ivf_pq (body_v vector_l2_ops) | CREATE INDEX",
        "DROP USER x | DROP USER",
        "CREATE USER x | CREATE USER",
        "GRANT SELECT ON docs TO x | GRANT",
        "ANALYZE docs | ANALYZE",
        "CHECK INDEX docs_v | CHECK INDEX",
        "CHECK INDEX docs | CHECK",
        "BACKUP TO 'x' | BACKUP",
        "COMMENT ON TABLE docs IS 'x' | COMMENT",
        "MERGE INTO docs USING queries ON docs.year = queries.id WHEN MATCHED THEN UPDATE SET"
            + " category = 'x' | MERGE",
        "EXPLAIN (RECALL) SELECT id FROM docs | RECALL",
        "EXPLAIN (ANALYZE, RECALL) DELETE FROM docs | RECALL",
        "SELECT id FROM information_schema.tables FOR SYSTEM_TIME AS OF 7 | of a view",
        "SELECT a._created_at FROM docs a NATURAL JOIN docs b | NATURAL JOIN",
        "INSERT INTO queries (id) VALUES (1) RETURNING _created_at | RETURNING",
        "INSERT INTO queries (id, _expires_at) VALUES (1, DEFAULT) | DEFAULT for _expires_at",
        "INSERT INTO queries (id, _expires_at) VALUES (1, NULL) ON CONFLICT DO NOTHING |"
            + " _expires_at",
        "SELECT id FROM docs TABLESAMPLE BERNOULLI(10) | TABLESAMPLE",
        "SELECT min(body_v) FROM docs | MIN",
        "CREATE TABLE t (c VECTOR) | without a dimension",
        "CREATE TABLE t (c INT ARRAY) | ARRAY",
        "CREATE TABLE t (c TINYINT) | TINYINT",
        "CREATE TABLE t (c TIMESTAMP(3)) | TIMESTAMP",
        "CREATE TABLE t (c INT REFERENCES docs (id) ON UPDATE CASCADE) | ON UPDATE CASCADE",
        "BEGIN ISOLATION LEVEL SERIALIZABLE | SERIALIZABLE",
      })
  void whatIsNotExecutedYetIsRefusedByName(String sql, String name) {
    ProximaException error = error(sql);
    assertThat(error.code()).as(error.getMessage()).isEqualTo(ErrorCode.UNSUPPORTED);
    assertThat(error).hasMessageContaining(name);
  }

  @Test
  void exactFetchIsWhatEverySearchIs() {
    assertThat(
            Fixture.tree("SELECT id FROM docs ORDER BY body_v <=> ? FETCH EXACT FIRST 3 ROWS ONLY"))
        .contains("fetch=[3]");
  }

  @Test
  void transactionsAreControlled() {
    assertThat(compile("BEGIN")).isEqualTo(new Statement.Begin(Optional.empty(), Optional.empty()));
    assertThat(compile("START TRANSACTION READ ONLY"))
        .isEqualTo(new Statement.Begin(Optional.empty(), Optional.of(true)));
    assertThat(compile("COMMIT;")).isEqualTo(new Statement.Commit());
    assertThat(compile("ROLLBACK")).isEqualTo(new Statement.Rollback());
    assertThat(compile("SAVEPOINT a")).isEqualTo(new Statement.Savepoint("a"));
    assertThat(compile("ROLLBACK TO SAVEPOINT a")).isEqualTo(new Statement.RollbackTo("a"));
    assertThat(compile("RELEASE a")).isEqualTo(new Statement.ReleaseSavepoint("a"));
    assertThat(compile("SET TRANSACTION READ WRITE"))
        .isEqualTo(new Statement.SetTransaction(Optional.empty(), Optional.of(false)));
    assertThat(compile("SET TRANSACTION ISOLATION LEVEL READ COMMITTED"))
        .isEqualTo(
            new Statement.SetTransaction(Optional.of(Isolation.READ_COMMITTED), Optional.empty()));
    assertThat(compile("BEGIN ISOLATION LEVEL SNAPSHOT"))
        .isEqualTo(new Statement.Begin(Optional.of(Isolation.SNAPSHOT), Optional.empty()));
  }

  @Test
  void settingsAreTyped() {
    assertThat(compile("SET proxima.durability = 'os'"))
        .isEqualTo(new Statement.Set(Setting.DURABILITY, Optional.of(Durability.OS), false));
    assertThat(compile("SET LOCAL proxima.statement_timeout = '5s'"))
        .isEqualTo(new Statement.Set(Setting.STATEMENT_TIMEOUT, Optional.of(5_000L), true));
    assertThat(compile("SET statement_timeout = 20"))
        .isEqualTo(new Statement.Set(Setting.STATEMENT_TIMEOUT, Optional.of(20L), false));
    assertThat(compile("SET search_path = public"))
        .isEqualTo(new Statement.Set(Setting.SCHEMA, Optional.of("public"), false));
    assertThat(compile("SET proxima.exact TO DEFAULT"))
        .isEqualTo(new Statement.Reset(Optional.of(Setting.EXACT)));
    assertThat(compile("SHOW ALL")).isEqualTo(new Statement.Show(Optional.empty()));
    assertThat(compile("RESET proxima.durability"))
        .isEqualTo(new Statement.Reset(Optional.of(Setting.DURABILITY)));
  }

  @Test
  void settingsAreAClosedList() {
    assertThat(fails(ErrorCode.UNDEFINED_OBJECT, "§SET proxima.durabilty = 'os'"))
        .hasMessageContaining("did you mean proxima.durability?");
    fails(ErrorCode.INVALID_PARAMETER, "SET proxima.durability = §'maybe'");
    fails(ErrorCode.INVALID_PARAMETER, "SET proxima.statement_timeout = §'5 weeks'");
    fails(ErrorCode.UNDEFINED_OBJECT, "SET search_path = §nope");
    fails(ErrorCode.UNDEFINED_OBJECT, "§SHOW nope");
  }

  @Test
  void whatIsOutOfTheRangeOfASettingIsRefusedWithTheRange() {
    assertThat(fails(ErrorCode.INVALID_PARAMETER, "SET proxima.durability = §3"))
        .hasMessageContaining("one of memory, os, sync");
    assertThat(fails(ErrorCode.INVALID_PARAMETER, "SET proxima.plan_cache = §2"))
        .hasMessageContaining("on or off");
    assertThat(fails(ErrorCode.INVALID_PARAMETER, "SET proxima.statement_timeout = §'40000000h'"))
        .hasMessageContaining("0 to 1099511627776 milliseconds");
    fails(ErrorCode.INVALID_PARAMETER, "SET proxima.statement_timeout = §'0.5ms'");
    fails(ErrorCode.INVALID_PARAMETER, "SET proxima.statement_timeout = §on");
  }

  @Test
  void sizesHaveUnitsAndARange() {
    SettingType size = new SettingType.Bytes(65_536, 1L << 40);
    assertThat(size.read("1.5MB")).contains(3L << 19);
    assertThat(size.read("65536")).contains(65_536L);
    assertThat(size.read("0")).contains(0L);
    for (String wrong : List.of("65535", "2tb", "1 pb", "-1", "", "MB", "1.2.3")) {
      assertThat(size.read(wrong)).as(wrong).isEmpty();
    }
  }

  @Test
  void everySettingReadsItsDefaultAndWhatItShows() {
    for (Setting setting : Setting.values()) {
      Object value = setting.defaultValue();
      assertThat(setting.parse(setting.format(value))).isEqualTo(value);
    }
  }

  @Test
  void explainHoldsTheStatement() {
    Statement.Explain explain =
        (Statement.Explain) compile("EXPLAIN (ANALYZE, FORMAT JSON) DELETE FROM docs WHERE id = ?");
    assertThat(explain.analyze()).isTrue();
    assertThat(explain.json()).isTrue();
    assertThat(explain.parameters()).hasSize(1);
    assertThat(((Statement.Modify) explain.inner()).kind()).isEqualTo(Statement.Modify.Kind.DELETE);
  }

  @Test
  void errorsHaveCodeAndPlace() {
    fails(ErrorCode.UNDEFINED_TABLE, "SELECT id FROM §nope");
    fails(ErrorCode.UNDEFINED_COLUMN, "SELECT §nope FROM docs");
    fails(ErrorCode.UNDEFINED_COLUMN, "SELECT 1,\n\n  docs.§nope\r\nFROM docs");
    fails(ErrorCode.UNDEFINED_COLUMN, "SELECT §id FROM docs, queries");
    fails(ErrorCode.UNDEFINED_COLUMN, "SELECT §_row_key FROM docs");
    fails(ErrorCode.UNDEFINED_FUNCTION, "SELECT §nosuch(id) FROM docs");
    fails(ErrorCode.UNDEFINED_FUNCTION, "SELECT §upper(year, 1) FROM docs");
    fails(ErrorCode.TYPE_MISMATCH, "SELECT §? FROM docs");
    fails(ErrorCode.INVALID_TEXT, "SELECT §DATE '2026-13-01'");
    fails(ErrorCode.SYNTAX_ERROR, "SELECT §FROM docs");
    fails(ErrorCode.SYNTAX_ERROR, "SELECT id, §count(*) FROM docs".replace("id, §", "§id, "));
    assertThat(error("SELECT 1; SELECT 2").code()).isEqualTo(ErrorCode.SYNTAX_ERROR);
    assertThat(error("").code()).isEqualTo(ErrorCode.SYNTAX_ERROR);
    assertThat(error("SELECT 'abc").code()).isEqualTo(ErrorCode.SYNTAX_ERROR);
  }

  @Test
  void columnsOfResultsKnowTheirOrigin() {
    assertThat(
            Fixture.query("SELECT d.id AS x, count(*), year + 1 FROM docs d GROUP BY d.id, year")
                .columns())
        .containsExactly(
            new Statement.OutputColumn(
                "x", "public", "docs", "id", ColumnType.of(TypeKind.VARCHAR), false),
            new Statement.OutputColumn("count", "", "", "", ColumnType.of(TypeKind.BIGINT), false),
            new Statement.OutputColumn(
                "?column?", "", "", "", ColumnType.of(TypeKind.INTEGER), true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELECT COALESCE(?, year) FROM docs                                  | INTEGER
          SELECT COALESCE(price, ?, 1) FROM docs                              | DECIMAL(0, 0)
          SELECT id FROM docs WHERE CASE WHEN year > 1 THEN ? ELSE 'x' END = id | VARCHAR
          SELECT CASE year WHEN 1 THEN ? WHEN 2 THEN NULL ELSE seen END FROM docs | TIMESTAMP
          SELECT id FROM docs ORDER BY ? * (body_v <-> '[1,2,3]')             | DOUBLE
          """)
  void aParameterTakesTheTypeOfTheValuesBesideIt(String sql, String type) {
    assertThat(Fixture.parameterTypes(sql)).containsExactly(type);
  }

  @Test
  void labelsAreTheNamesOfTheColumns() {
    assertThat(Fixture.query("SELECT * FROM docs d JOIN queries q ON d.year = q.id").columns())
        .extracting(Statement.OutputColumn::label)
        .containsExactly("id", "category", "year", "title_v", "body_v", "seen", "price", "id", "v");
    assertThat(Fixture.query("SELECT id AS id0, 1 AS first_one, 2 FROM docs").columns())
        .extracting(Statement.OutputColumn::label)
        .containsExactly("id0", "first_one", "?column?");
    assertThat(
            Fixture.query(
                    "SELECT body_v::VARCHAR, ?::VECTOR(3), avg(body_v), body_v + body_v, NOW()"
                        + " FROM docs GROUP BY body_v")
                .columns())
        .extracting(Statement.OutputColumn::label)
        .containsExactly("cast", "cast", "avg", "?column?", "now");
  }

  @Test
  void unqualifiedNamesMeanTheCurrentSchemaThenPublic() {
    Catalog catalog =
        Catalog.empty()
            .withSchema("s")
            .with(table(1, "CREATE TABLE a (x INT)"))
            .with(table(2, "CREATE TABLE b (x INT)"))
            .with(
                new io.proxima.engine.schema.TableDef(
                    3,
                    new TableName("s", "a"),
                    1,
                    columns("CREATE TABLE a (y INT)"),
                    java.util.List.of(),
                    java.util.Map.of()));
    Statement.Query query =
        (Statement.Query) Fixture.COMPILER.compile("SELECT * FROM a, b", catalog, "s");
    assertThat(query.columns())
        .extracting(column -> column.schema() + "." + column.table() + "." + column.name())
        .containsExactly("s.a.y", "public.b.x");
    Statement.Modify delete =
        (Statement.Modify) Fixture.COMPILER.compile("DELETE FROM b", catalog, "s");
    assertThat(delete.table().id()).isEqualTo(2);
  }
}
