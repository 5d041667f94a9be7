package io.proxima.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.grammar.ast.FetchMode;
import io.proxima.grammar.ast.NamedStatement;
import io.proxima.grammar.ast.SqlAlterTable;
import io.proxima.grammar.ast.SqlColumnDef;
import io.proxima.grammar.ast.SqlConstraint;
import io.proxima.grammar.ast.SqlCopy;
import io.proxima.grammar.ast.SqlCreateIndex;
import io.proxima.grammar.ast.SqlCreateTable;
import io.proxima.grammar.ast.SqlDropObject;
import io.proxima.grammar.ast.SqlExplainStatement;
import io.proxima.grammar.ast.SqlGrant;
import io.proxima.grammar.ast.SqlModification;
import io.proxima.grammar.ast.SqlOption;
import io.proxima.grammar.ast.SqlResetSetting;
import io.proxima.grammar.ast.SqlSetSetting;
import io.proxima.grammar.ast.SqlShow;
import io.proxima.grammar.ast.SqlTransaction;
import io.proxima.grammar.ast.VectorKind;
import io.proxima.grammar.ast.VectorTypeNameSpec;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.OptionalInt;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ParserTest {

  private static final String DOCS =
      """
      CREATE TABLE docs (
        id        VARCHAR PRIMARY KEY,
        category  VARCHAR NOT NULL DEFAULT 'none',
        year      INTEGER CHECK (year > 1900),
        body      TEXT,
        meta      JSON,
        owner     UUID REFERENCES people (id) ON DELETE SET NULL,
        title_v   VECTOR(384),
        half_v    halfvec(8),
        byte_v    VECTOR(16, INT8),
        bits      BIT(64),
        terms     SPARSEVEC(30522),
        free_v    VECTOR,
        many_v    VECTOR(4) ARRAY,
        tags      VARCHAR(20) ARRAY,
        n         BIGINT GENERATED ALWAYS AS IDENTITY,
        body_v    VECTOR(384) NOT NULL,
        CONSTRAINT uq UNIQUE (category, year)
      ) WITH (storage = 'viper', cluster_by = 'body_v', wal.sync = TRUE, mode = fast, low = -5,
              ttl = INTERVAL '90' DAY)
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        DOCS,
        "CREATE TABLE IF NOT EXISTS s.t (a INT, b INT, PRIMARY KEY (a, b), FOREIGN KEY (b)"
            + " REFERENCES u ON UPDATE CASCADE)",
        "CREATE TABLE t (a INT UNIQUE NULL, CONSTRAINT pos CHECK (a > 0))",
        "DROP TABLE IF EXISTS docs",
        "DROP SCHEMA s CASCADE",
        "DROP INDEX i",
        "DROP VIEW v",
        "DROP USER u",
        "DROP ROLE IF EXISTS r",
        "TRUNCATE TABLE docs",
        "TRUNCATE docs",
        "CREATE SCHEMA IF NOT EXISTS s",
        "CREATE INDEX docs_body ON docs USING hnsw (body_v vector_cosine_ops) WITH (m = 16,"
            + " ef_construction = 200)",
        "CREATE UNIQUE INDEX IF NOT EXISTS i ON t (a, b DESC NULLS LAST)",
        "CREATE VECTOR INDEX docs_auto ON docs (title_v) DISTANCE COSINE WITH TARGET ACCURACY 95",
        "CREATE VECTOR INDEX i ON docs (v) ORGANIZATION INMEMORY NEIGHBOR GRAPH DISTANCE l2 WITH (m"
            + " = 8)",
        "CREATE OR REPLACE VIEW v (a, b) AS SELECT x, y FROM t WHERE x > 1",
        "ALTER TABLE docs ADD COLUMN score REAL DEFAULT 0.5 NOT NULL",
        "ALTER TABLE IF EXISTS docs DROP COLUMN IF EXISTS score",
        "ALTER TABLE docs RENAME score TO points",
        "ALTER TABLE docs RENAME TO papers",
        "ALTER TABLE docs SET (compression = 'zstd')",
        "ALTER TABLE docs ADD CONSTRAINT c UNIQUE (a)",
        "ALTER TABLE docs DROP CONSTRAINT c",
        "UPSERT INTO docs (id, category) VALUES ('a', 'b'), (?, ?)",
        "INSERT INTO docs VALUES (1, '[1,2]', DEFAULT)",
        "INSERT INTO docs (id) SELECT id FROM other RETURNING id, year AS y",
        "INSERT INTO docs (id) VALUES (1) ON CONFLICT (id) DO NOTHING",
        "INSERT INTO docs (id, n) VALUES (1, 2) ON CONFLICT (id) DO UPDATE SET n = excluded.n + 1"
            + " WHERE docs.n < 5 RETURNING *",
        "INSERT INTO docs (id) SELECT id FROM other ON CONFLICT DO NOTHING",
        "UPDATE docs SET year = 2020, v = '[1]' WHERE id = 'x' RETURNING id",
        "UPDATE docs SET year = year + 1",
        "DELETE FROM docs WHERE year < 2000 RETURNING *",
        "DELETE FROM docs",
        "SET hnsw.ef_search = 100",
        "SET LOCAL proxima.exact TO on",
        "SET proxima.statement_timeout = '5s'",
        "SET search = DEFAULT",
        "SET transaction = 5",
        "RESET hnsw.ef_search",
        "RESET ALL",
        "SHOW proxima.exact",
        "SHOW ALL",
        "BEGIN",
        "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
        "START TRANSACTION READ WRITE",
        "COMMIT",
        "COMMIT WORK",
        "ROLLBACK",
        "ROLLBACK TO SAVEPOINT s1",
        "ROLLBACK TO s1",
        "SAVEPOINT s1",
        "RELEASE SAVEPOINT s1",
        "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE",
        "EXPLAIN SELECT 1",
        "EXPLAIN (ANALYZE, RECALL, FORMAT JSON) SELECT id FROM docs ORDER BY v <-> ? LIMIT 3",
        "EXPLAIN (FORMAT TEXT) DELETE FROM docs",
        "EXPLAIN PLAN FOR SELECT a FROM t",
        "EXPLAIN ANALYZE SELECT a FROM t",
        "EXPLAIN (SELECT a FROM t)",
        "ANALYZE",
        "ANALYZE docs",
        "REINDEX INDEX i",
        "CHECK TABLE docs",
        "CHECK INDEX docs_body",
        "BACKUP TO '/backups/one'",
        "COMMENT ON TABLE docs IS 'papers''s table'",
        "COMMENT ON COLUMN docs.id IS NULL",
        "COPY docs FROM '/data/docs.csv' WITH (format = 'csv', header = TRUE, batch_rows = 1000)",
        "COPY docs (id, body) TO 'x.jsonl'",
        "COPY (SELECT id FROM docs WHERE year > 2000) TO 'x.parquet' WITH (format = parquet)",
        "CREATE USER ada WITH PASSWORD 'secret' SUPERUSER",
        "CREATE ROLE IF NOT EXISTS reader",
        "ALTER USER ada PASSWORD NULL",
        "GRANT SELECT, INSERT ON TABLE docs, s.t TO ada, reader WITH GRANT OPTION",
        "GRANT ALL PRIVILEGES ON SCHEMA s TO reader",
        "GRANT reader TO ada",
        "REVOKE UPDATE ON docs FROM ada",
        "REVOKE GRANT OPTION FOR SELECT ON docs FROM ada",
        "MERGE INTO docs AS d USING news AS n ON d.id = n.id WHEN MATCHED THEN UPDATE SET year ="
            + " n.year WHEN NOT MATCHED THEN INSERT (id) VALUES (n.id)",
        "CALL proxima.flush('docs')",
        "SELECT id FROM docs ORDER BY body_v <=> ? FETCH EXACT FIRST 10 ROWS ONLY",
        "SELECT id FROM docs ORDER BY VECTOR_DISTANCE(body_v, ?, COSINE) FETCH APPROX FIRST 10 ROWS"
            + " ONLY WITH TARGET ACCURACY 95",
        "WITH q AS (SELECT 1 AS a) SELECT a FROM q FETCH FIRST 1 ROW ONLY WITH TARGET ACCURACY 90"
            + " PERCENT"
      })
  void everyStatementSurvivesBeingWrittenBack(String sql) throws SqlParseException {
    SqlNode tree = ProximaParser.parse(sql);
    String text = ProximaParser.toSql(tree);
    SqlNode again = ProximaParser.parse(text);
    assertThat(ProximaParser.toSql(again)).isEqualTo(text);
    assertThat(again.getClass()).isEqualTo(tree.getClass());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT a.id FROM a JOIN b ON a.id = b.id LEFT JOIN c USING (id) CROSS JOIN d",
        "SELECT id, row_number() OVER (PARTITION BY year ORDER BY n DESC) AS r FROM docs",
        "WITH q AS (SELECT id FROM docs), r AS (SELECT * FROM q) SELECT * FROM r UNION ALL SELECT *"
            + " FROM q",
        "SELECT id FROM docs FOR SYSTEM_TIME AS OF TIMESTAMP '2026-11-20 10:00:00' ORDER BY body_v"
            + " <=> ? LIMIT 10",
        "SELECT * FROM TABLE(KNN(TABLE docs, DESCRIPTOR(body_v), ?, 10))",
        "SELECT * FROM TABLE(KNN((SELECT * FROM docs WHERE year > 2020), DESCRIPTOR(body_v), ?,"
            + " 10))",
        "SELECT * FROM TABLE(KNN(SEARCH_TABLE => TABLE docs, COLUMN_TO_SEARCH => DESCRIPTOR(v),"
            + " COLUMN_TO_QUERY => ?, TOP_K => 10))",
        "SELECT q.id, r.distance FROM queries q, LATERAL TABLE(VECTOR_SEARCH(TABLE docs,"
            + " DESCRIPTOR(body_v), q.v, 10, MAP['ef_search','200'])) r",
        "SELECT id FROM docs ORDER BY 0.7 * (title_v <=> ?) + 0.3 * (body_v <=> ?) LIMIT 10",
        "SELECT id FROM docs ORDER BY LEAST(title_v <=> ?, body_v <=> ?) LIMIT 10",
        "SELECT id, body_v <=> ? AS distance FROM docs WHERE category = 'x' AND year >= 2020 ORDER"
            + " BY distance LIMIT 10",
        "SELECT id FROM docs WHERE body_v <-> ? < 0.8",
        "SELECT id FROM docs ORDER BY v <-> ? LIMIT ? OFFSET ?",
        "SELECT id FROM docs OFFSET 5 LIMIT 3",
        "SELECT count(*) AS count, max(year) AS year FROM docs GROUP BY 1 HAVING count(*) > 2",
        "SELECT a != b, a % 2 FROM t",
        "SELECT EXTRACT(YEAR FROM d), year, date, d + INTERVAL '1' DAY FROM t",
        "SELECT key, value FROM kv WHERE (value > 3) AND f(value) IN (value, 1)",
        "SELECT x::halfvec, y::bit, z::vector(3, int8), w::sparsevec(7), ARRAY[1]::vector(1) FROM"
            + " t",
        "SELECT vector, index, text, distance, target, comment, copy, conflict FROM docs AS exact",
        "VALUES (1, ARRAY[1, 2], DATE '2026-01-01')",
        "SELECT CASE WHEN a LIKE 'x%' THEN 1 ELSE 2 END FROM t TABLESAMPLE BERNOULLI(10)",
        "SELECT a IS NOT DISTINCT FROM b, a IN (1, 2), a BETWEEN 1 AND 2, EXISTS (SELECT 1 FROM t)"
            + " FROM t"
      })
  void whatCalciteParsesStillParses(String sql) throws SqlParseException {
    SqlNode tree = ProximaParser.parse(sql);
    String text = ProximaParser.toSql(tree);
    assertThat(ProximaParser.toSql(ProximaParser.parse(text))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "==>",
      textBlock =
          """
          a+b <-> c*2 < 3 ==> ((a + b) <-> (c * 2)) < 3
          a <-> b <#> c ==> (a <-> b) <#> c
          a <=> b AND c ==> (a <=> b) AND c
          1 - a <=> b ==> (1 - a) <=> b
          1 - (a <=> b) ==> 1 - (a <=> b)
          a <+> b = c <~> d ==> (a <+> b) = (c <~> d)
          a <%> -b ==> a <%> (-b)
          a || b <-> c ==> (a || b) <-> c
          a<-1 ==> a < (-1)
          a<>b ==> a <> b
          a<=b ==> a <= b
          a<b ==> a < b
          a<->b ==> a <-> b
          a <=> '[1,2,3]'::vector(3) < 0.5 ==> (a <=> CAST('[1,2,3]' AS VECTOR(3))) < 0.5
          a + b::int ==> a + CAST(b AS INTEGER)
          (a + b)::int ==> CAST((a + b) AS INTEGER)
          a[1]::int + 2 ==> CAST(a[1] AS INTEGER) + 2
          -1::int ==> -CAST(1 AS INTEGER)
          ?::vector ==> CAST(? AS VECTOR)
          a::text::json ==> CAST(CAST(a AS VARCHAR) AS JSON)
          a LIKE b <-> c ==> a LIKE (b <-> c)
          """)
  void operatorsBindAsInPostgres(String written, String explicit) throws SqlParseException {
    SqlNode tree = ProximaParser.parseExpression(written);
    SqlNode expected = ProximaParser.parseExpression(explicit);
    assertThat(tree.equalsDeep(expected, org.apache.calcite.util.Litmus.IGNORE))
        .as("%s is %s", written, ProximaParser.toSql(tree))
        .isTrue();
  }

  @Test
  void unquotedNamesFoldToLowerCase() throws SqlParseException {
    SqlNode tree = ProximaParser.parse("SELECT Id, \"Id\" FROM Docs");
    assertThat(ProximaParser.toSql(tree)).contains("\"id\", \"Id\"").contains("\"docs\"");
  }

  @Test
  void tableDefinitionTellsItsParts() throws SqlParseException {
    SqlCreateTable table = (SqlCreateTable) ProximaParser.parse(DOCS);
    assertThat(table.name().toString()).isEqualTo("docs");
    assertThat(table.columns()).hasSize(16);
    SqlColumnDef id = table.columns().getFirst();
    assertThat(id.name()).isEqualTo("id");
    assertThat(id.isPrimaryKey()).isTrue();
    assertThat(table.columns().get(1).isNotNull()).isTrue();
    assertThat(String.valueOf(table.columns().get(1).defaultValue())).isEqualTo("'none'");
    assertThat(vector(table, "title_v").dim()).isEqualTo(OptionalInt.of(384));
    assertThat(vector(table, "title_v").kind()).isEqualTo(VectorKind.FLOAT32);
    assertThat(vector(table, "half_v").kind()).isEqualTo(VectorKind.FLOAT16);
    assertThat(vector(table, "byte_v").kind()).isEqualTo(VectorKind.INT8);
    assertThat(vector(table, "bits").kind()).isEqualTo(VectorKind.BIT);
    assertThat(vector(table, "terms").kind()).isEqualTo(VectorKind.SPARSE);
    assertThat(vector(table, "free_v").dim()).isEmpty();
    assertThat(table.constraints())
        .extracting(SqlConstraint::kind)
        .contains(SqlConstraint.Kind.UNIQUE, SqlConstraint.Kind.FOREIGN_KEY);
    assertThat(table.options())
        .extracting(SqlOption::name, SqlOption::valueText)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("storage", "viper"),
            org.assertj.core.groups.Tuple.tuple("cluster_by", "body_v"),
            org.assertj.core.groups.Tuple.tuple("wal.sync", "true"),
            org.assertj.core.groups.Tuple.tuple("mode", "fast"),
            org.assertj.core.groups.Tuple.tuple("low", "-5"),
            org.assertj.core.groups.Tuple.tuple("ttl", "90 DAY"));
  }

  private static VectorTypeNameSpec vector(SqlCreateTable table, String column) {
    return (VectorTypeNameSpec)
        table.columns().stream()
            .filter(def -> def.name().equals(column))
            .findFirst()
            .orElseThrow()
            .type()
            .getTypeNameSpec();
  }

  @Test
  void indexDefinitionTellsItsParts() throws SqlParseException {
    SqlCreateIndex index =
        (SqlCreateIndex)
            ProximaParser.parse(
                "CREATE INDEX i ON docs USING HNSW (v vector_l2_ops) WITH (m = 16)");
    assertThat(index.using()).isEqualTo("hnsw");
    assertThat(index.columns().getFirst().operatorClass()).isEqualTo("vector_l2_ops");
    assertThat(index.options().getFirst().valueText()).isEqualTo("16");
    SqlCreateIndex vector =
        (SqlCreateIndex)
            ProximaParser.parse(
                "CREATE VECTOR INDEX i ON d (v) DISTANCE COSINE WITH TARGET ACCURACY 95");
    assertThat(vector.isVector()).isTrue();
    assertThat(vector.distance()).isEqualTo("cosine");
    assertThat(vector.targetAccuracyPercent()).isEqualTo(new BigDecimal(95));
    assertThat(vector.statementName()).isEqualTo("CREATE VECTOR INDEX");
  }

  @Test
  void settingsTellNameAndValue() throws SqlParseException {
    SqlSetSetting set = (SqlSetSetting) ProximaParser.parse("SET LOCAL Proxima.Exact = ON");
    assertThat(set.isLocal()).isTrue();
    assertThat(set.name()).isEqualTo("proxima.exact");
    assertThat(set.valueText()).isEqualTo("on");
    assertThat(((SqlSetSetting) ProximaParser.parse("SET a = '5s'")).valueText()).isEqualTo("5s");
    assertThat(((SqlResetSetting) ProximaParser.parse("RESET ALL")).name()).isNull();
    assertThat(((SqlShow) ProximaParser.parse("SHOW hnsw.ef_search")).name())
        .isEqualTo("hnsw.ef_search");
  }

  @Test
  void transactionsTellWhatIsAskedFor() throws SqlParseException {
    SqlTransaction begin =
        (SqlTransaction) ProximaParser.parse("BEGIN ISOLATION LEVEL READ COMMITTED, READ ONLY");
    assertThat(begin.action()).isEqualTo(SqlTransaction.Action.BEGIN);
    assertThat(begin.isolation()).isEqualTo(SqlTransaction.Isolation.READ_COMMITTED);
    assertThat(begin.readOnly()).isTrue();
    SqlTransaction back = (SqlTransaction) ProximaParser.parse("ROLLBACK TO s");
    assertThat(back.action()).isEqualTo(SqlTransaction.Action.ROLLBACK_TO);
    assertThat(back.savepoint()).isEqualTo("s");
  }

  @Test
  void changesTellConflictAndReturning() throws SqlParseException {
    assertThat(ProximaParser.parse("INSERT INTO t VALUES (1)")).isInstanceOf(SqlInsert.class);
    assertThat(((SqlInsert) ProximaParser.parse("UPSERT INTO t VALUES (1)")).isUpsert()).isTrue();
    SqlModification change =
        (SqlModification)
            ProximaParser.parse(
                "INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET b = excluded.b"
                    + " RETURNING a");
    assertThat(change.change()).isInstanceOf(SqlInsert.class);
    assertThat(Objects.requireNonNull(change.onConflict()).key()).containsExactly("a");
    assertThat(change.onConflict().columns()).containsExactly("b");
    assertThat(change.onConflict().isDoNothing()).isFalse();
    assertThat(change.returning()).hasSize(1);
  }

  @Test
  void explainTellsItsOptions() throws SqlParseException {
    SqlExplainStatement explain =
        (SqlExplainStatement) ProximaParser.parse("EXPLAIN (ANALYZE, FORMAT JSON) SELECT 1");
    assertThat(explain.isAnalyze()).isTrue();
    assertThat(explain.isRecall()).isFalse();
    assertThat(explain.isJson()).isTrue();
    assertThat(explain.statement()).isInstanceOf(SqlSelect.class);
  }

  @Test
  void fetchModeTravelsAsHintAndCanBeTaken() throws SqlParseException {
    SqlOrderBy order =
        (SqlOrderBy)
            ProximaParser.parse(
                "SELECT a FROM t ORDER BY a FETCH APPROX FIRST 3 ROWS ONLY WITH TARGET ACCURACY"
                    + " 95.5");
    SqlSelect select = (SqlSelect) order.query;
    assertThat(FetchMode.take(select))
        .isEqualTo(new FetchMode(FetchMode.Kind.APPROX, new BigDecimal("95.5")));
    assertThat(FetchMode.find(select)).isNull();
    assertThat(select.hasHints()).isFalse();
    assertThat(String.valueOf(order.fetch)).isEqualTo("3");
  }

  @Test
  void fetchModeOfAUnionIsRefused() {
    assertThatThrownBy(
            () -> ProximaParser.parse("SELECT 1 UNION SELECT 2 FETCH EXACT FIRST 1 ROWS ONLY"))
        .isInstanceOf(SqlParseException.class)
        .hasMessageContaining("FETCH clause of a SELECT");
  }

  @ParameterizedTest
  @CsvSource({
    "DROP TABLE t, DROP TABLE",
    "ANALYZE, ANALYZE",
    "CHECK INDEX i, CHECK INDEX",
    "CREATE USER u, CREATE USER",
    "ALTER ROLE r, ALTER ROLE",
    "GRANT a TO b, GRANT",
    "BACKUP TO 'x', BACKUP",
    "COPY t TO 'x', COPY",
    "ROLLBACK TO s, ROLLBACK TO SAVEPOINT",
    "SET TRANSACTION READ ONLY, SET TRANSACTION",
    "ALTER TABLE t RENAME TO u, ALTER TABLE",
    "DELETE FROM t RETURNING a, DELETE … RETURNING"
  })
  void statementsSayTheirNames(String sql, String name) throws SqlParseException {
    assertThat(((NamedStatement) ProximaParser.parse(sql)).statementName()).isEqualTo(name);
  }

  @Test
  void otherDefinitionsTellTheirParts() throws SqlParseException {
    SqlAlterTable alter = (SqlAlterTable) ProximaParser.parse("ALTER TABLE t RENAME a TO b");
    assertThat(alter.change()).isInstanceOf(SqlAlterTable.RenameColumn.class);
    SqlDropObject drop = (SqlDropObject) ProximaParser.parse("DROP VIEW IF EXISTS s.v CASCADE");
    assertThat(drop.ifExists()).isTrue();
    assertThat(drop.isCascade()).isTrue();
    assertThat(drop.name().names).containsExactly("s", "v");
    SqlCopy copy = (SqlCopy) ProximaParser.parse("COPY t (a) FROM 'f' WITH (format = csv)");
    assertThat(copy.direction()).isEqualTo(SqlCopy.Direction.FROM);
    assertThat(copy.columns()).containsExactly("a");
    assertThat(copy.file()).isEqualTo("f");
    SqlGrant grant = (SqlGrant) ProximaParser.parse("GRANT SELECT, UPDATE ON t TO a, b");
    assertThat(grant.privileges()).containsExactly("select", "update");
    assertThat(grant.grantees()).containsExactly("a", "b");
  }

  @Test
  void severalStatementsAreSplitAtSemicolons() throws SqlParseException {
    assertThat(ProximaParser.parseStatements("BEGIN; DELETE FROM t; COMMIT;"))
        .extracting(SqlNode::getKind)
        .containsExactly(SqlKind.OTHER, SqlKind.DELETE, SqlKind.COMMIT);
    assertThat(ProximaParser.parseStatements("")).isEmpty();
    assertThat(ProximaParser.parseStatements(" -- nothing\n/* at all */")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELECT 1 FROM               | 1 | 13
          CREATE TABLE t (a BLURB x)  | 1 | 25
          CREATE FOO t                | 1 | 8
          SELECT * FROM t WHERE a = = | 1 | 25
          CREATE TABLE t (v VECTOR(3, COMPLEX)) | 1 | 29
          """)
  void errorsHaveAPosition(String sql, int line, int column) {
    assertThatThrownBy(() -> ProximaParser.parse(sql))
        .isInstanceOfSatisfying(
            SqlParseException.class,
            e -> {
              assertThat(e.getPos().getLineNum()).isEqualTo(line);
              assertThat(e.getPos().getColumnNum()).isEqualTo(column);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELECT a FROM t WHERE LIMIT 3 | Syntax error at 'LIMIT'
          DROP TABLE                    | Statement ends too early
          SET TRANSACTION READ ALL      | Syntax error at 'ALL': expected ONLY, WRITE
          """)
  void errorsNameTheTokenAndALittleOfWhatFits(String sql, String message) {
    assertThatThrownBy(() -> ProximaParser.parse(sql))
        .isInstanceOf(SqlParseException.class)
        .hasMessage(message);
  }
}
