package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the driver says of tables, results, parameters and the database is so.
final class MetaDataTest {
  private static final String ODD = "Odd 'na_me%\\x";

  private Connection connection;
  private Statement statement;
  private DatabaseMetaData metaData;

  @BeforeEach
  void open() throws SQLException {
    connection = DriverManager.getConnection("jdbc:proxima:mem:");
    statement = connection.createStatement();
    metaData = connection.getMetaData();
    statement.execute(
        """
        CREATE TABLE docs (id BIGINT, cat VARCHAR(7) NOT NULL, p DECIMAL(12, 3),
          v VECTOR(4) NOT NULL, tz TIMESTAMP WITH TIME ZONE, u UUID, c CHAR(3), y VARBINARY(9),
          b BOOLEAN, r REAL, d DOUBLE, s SMALLINT, i INTEGER, dt DATE, tm TIME, ts TIMESTAMP,
          x VARCHAR, PRIMARY KEY (cat, id))
        """);
    statement.execute(
        "CREATE TABLE \"" + ODD + "\" (\"a b\" INTEGER PRIMARY KEY, \"q\"\"q\" VARCHAR)");
    statement.execute("CREATE SCHEMA s2");
    statement.execute("CREATE TABLE s2.docs (id INTEGER)");
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  @Test
  void tablesAreListedBySchemaAndName() throws SQLException {
    assertThat(texts(metaData.getTables(null, null, null, new String[] {"TABLE"}), 2, 3, 4))
        .containsExactly("public." + ODD + ".TABLE", "public.docs.TABLE", "s2.docs.TABLE");
    assertThat(texts(metaData.getTables("", "s2", "%", null), 3)).containsExactly("docs");
    assertThat(texts(metaData.getTables("catalog", null, "%", null), 3)).isEmpty();
    assertThat(texts(metaData.getTables(null, null, "%", new String[] {"VIEW"}), 3)).isEmpty();
    assertThat(texts(metaData.getTables(null, null, "%", new String[] {"SYSTEM VIEW"}), 2, 3))
        .contains("information_schema.tables", "proxima.settings");
    assertThat(texts(metaData.getSchemas(), 1))
        .containsExactly("information_schema", "proxima", "public", "s2");
    assertThat(texts(metaData.getTableTypes(), 1)).containsExactly("SYSTEM VIEW", "TABLE", "VIEW");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      textBlock =
          """
          docs | 2
          DOCS | 0
          d_cs | 2
          d\\_cs | 0
          %c% | 2
          Odd% | 1
          %'% | 1
          Odd 'na_me%x | 1
          Odd 'na\\_me\\%\\\\x | 1
          %\\\\% | 1
          %\\ | 0
          ' OR '1'='1 | 0
          `` | 0
          """)
  void patternsMeanWhatJdbcSays(String pattern, int tables) throws SQLException {
    assertThat(texts(metaData.getTables(null, null, pattern, new String[] {"TABLE"}), 3))
        .hasSize(tables);
  }

  @Test
  void columnsAreListedWithTheirTypes() throws SQLException {
    assertThat(texts(metaData.getColumns(null, "public", "docs", null), 4, 5, 6, 7, 9, 11, 17, 18))
        .containsExactly(
            "id.-5.BIGINT.19.0.0.1.NO",
            "cat.12.VARCHAR.7.null.0.2.NO",
            "p.3.DECIMAL.12.3.1.3.YES",
            "v.1111.VECTOR.4.null.0.4.NO",
            "tz.2014.TIMESTAMP WITH TIME ZONE.32.null.1.5.YES",
            "u.1111.UUID.16.null.1.6.YES",
            "c.1.CHAR.3.null.1.7.YES",
            "y.-3.VARBINARY.9.null.1.8.YES",
            "b.16.BOOLEAN.1.null.1.9.YES",
            "r.7.REAL.7.null.1.10.YES",
            "d.8.DOUBLE.15.null.1.11.YES",
            "s.5.SMALLINT.5.0.1.12.YES",
            "i.4.INTEGER.10.0.1.13.YES",
            "dt.91.DATE.10.null.1.14.YES",
            "tm.92.TIME.15.null.1.15.YES",
            "ts.93.TIMESTAMP.26.null.1.16.YES",
            "x.12.VARCHAR.null.null.1.17.YES");
    assertThat(texts(metaData.getColumns(null, null, "Odd%", "%\"%"), 3, 4))
        .containsExactly(ODD + ".q\"q");
  }

  @Test
  void keysAreListedByColumnWithTheirOrder() throws SQLException {
    assertThat(texts(metaData.getPrimaryKeys(null, "public", "docs"), 4, 5, 6))
        .containsExactly("cat.1.docs_pkey", "id.2.docs_pkey");
    assertThat(texts(metaData.getPrimaryKeys(null, null, ODD), 4, 5)).containsExactly("a b.1");
    assertThat(texts(metaData.getPrimaryKeys(null, "s2", "docs"), 4)).isEmpty();
    assertThat(texts(metaData.getIndexInfo(null, "public", "docs", true, true), 4, 6, 8, 9))
        .containsExactly("FALSE.docs_pkey.1.cat", "FALSE.docs_pkey.2.id");
  }

  @Test
  void indexesAreListedUniqueOnesFirst() throws SQLException {
    statement.execute("CREATE INDEX by_price ON docs (p DESC, i)");
    statement.execute("CREATE UNIQUE INDEX by_uuid ON docs (u)");
    assertThat(texts(metaData.getIndexInfo(null, "public", "docs", false, true), 4, 6, 8, 9, 10))
        .containsExactly(
            "FALSE.by_uuid.1.u.A",
            "FALSE.docs_pkey.1.cat.A",
            "FALSE.docs_pkey.2.id.A",
            "TRUE.by_price.1.p.D",
            "TRUE.by_price.2.i.A");
    assertThat(texts(metaData.getIndexInfo(null, "public", "docs", true, true), 6))
        .containsExactly("by_uuid", "docs_pkey", "docs_pkey");
    statement.execute("DROP INDEX by_uuid");
    assertThat(texts(metaData.getIndexInfo(null, "public", "docs", true, true), 6))
        .containsExactly("docs_pkey", "docs_pkey");
  }

  @Test
  void foreignKeysAreListedFromBothEnds() throws SQLException {
    statement.execute(
        "CREATE TABLE s2.child (n INTEGER, c VARCHAR(9), i BIGINT, \"a b\" INTEGER,"
            + " CONSTRAINT to_docs FOREIGN KEY (i, c) REFERENCES public.docs (id, cat)"
            + " ON DELETE CASCADE,"
            + " CONSTRAINT to_odd FOREIGN KEY (\"a b\") REFERENCES public.\""
            + ODD
            + "\" ON DELETE SET NULL)");
    String[] both = {
      "public.docs.cat.s2.child.c.1.1.0.to_docs.docs_pkey.7",
      "public.docs.id.s2.child.i.2.1.0.to_docs.docs_pkey.7"
    };
    int[] columns = {2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14};
    assertThat(texts(metaData.getExportedKeys(null, "public", "docs"), columns))
        .containsExactly(both);
    assertThat(texts(metaData.getImportedKeys(null, "s2", "child"), columns))
        .hasSize(3)
        .contains(both)
        .first()
        .asString()
        .contains("to_odd." + ODD + "_pkey");
    assertThat(texts(metaData.getImportedKeys(null, "s2", "child"), 11)).contains("2");
    assertThat(
            texts(metaData.getCrossReference(null, "public", "docs", null, "s2", "child"), columns))
        .containsExactly(both);
    assertThat(texts(metaData.getCrossReference(null, "s2", "docs", null, "s2", "child"), 3))
        .isEmpty();
    assertThat(texts(metaData.getImportedKeys("elsewhere", "s2", "child"), 3)).isEmpty();
    assertThat(texts(metaData.getImportedKeys(null, "public", "docs"), 3)).isEmpty();
    statement.execute("DROP TABLE s2.child");
  }

  @Test
  void everyTypeThatIsNamedCanBeDeclared() throws SQLException {
    List<String> declared = new ArrayList<>();
    try (ResultSet types = metaData.getTypeInfo()) {
      while (types.next()) {
        String parameters = types.getString("CREATE_PARAMS");
        String arguments =
            parameters == null ? "" : parameters.equals("precision,scale") ? "(9, 2)" : "(3)";
        declared.add("c" + declared.size() + " " + types.getString("TYPE_NAME") + arguments);
      }
    }
    statement.execute("CREATE TABLE all_types (" + String.join(", ", declared) + ")");
    List<String> types = texts(metaData.getTypeInfo(), 1, 2);
    assertThat(texts(metaData.getColumns(null, null, "all_types", null), 6, 5)).isEqualTo(types);
  }

  @Test
  void columnsOfAResultAreDescribed() throws SQLException {
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT id, cat AS kind, v, v <-> '[1,2,3,4]' AS dist, p, 1 + id FROM docs AS d")) {
      ResultSetMetaData columns = rows.getMetaData();
      List<String> described = new ArrayList<>();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        described.add(
            String.join(
                " ",
                columns.getColumnLabel(i),
                columns.getColumnName(i),
                columns.getTableName(i),
                columns.getColumnTypeName(i),
                columns.getPrecision(i) + "," + columns.getScale(i),
                columns.getColumnClassName(i),
                String.valueOf(columns.isNullable(i))));
      }
      assertThat(described)
          .containsExactly(
              "id id docs BIGINT 19,0 java.lang.Long 0",
              "kind cat docs VARCHAR 7,0 java.lang.String 0",
              "v v docs VECTOR 4,0 [F 0",
              "dist dist  DOUBLE 15,0 java.lang.Double 1",
              "p p docs DECIMAL 12,3 java.math.BigDecimal 1",
              "?column? ?column?  BIGINT 19,0 java.lang.Long 0");
    }
  }

  @Test
  void parametersAreDescribed() throws SQLException {
    try (PreparedStatement query =
            connection.prepareStatement(
                "SELECT id FROM docs WHERE i > ? AND cat = ? AND b = ? AND ts < ?"
                    + " ORDER BY v <=> ? LIMIT ?");
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO docs (id, cat, v, p) VALUES (?, ?, ?, ?)")) {
      assertThat(typesOf(query.getParameterMetaData()))
          .containsExactly(
              Types.INTEGER,
              Types.VARCHAR,
              Types.BOOLEAN,
              Types.TIMESTAMP,
              Types.OTHER,
              Types.INTEGER);
      ParameterMetaData inserted = insert.getParameterMetaData();
      assertThat(typesOf(inserted))
          .containsExactly(Types.BIGINT, Types.VARCHAR, Types.OTHER, Types.DECIMAL);
      assertThat(inserted.getPrecision(3)).isEqualTo(4);
      assertThat(inserted.getPrecision(4)).isEqualTo(12);
      assertThat(inserted.getScale(4)).isEqualTo(3);
      assertThat(insert.getMetaData()).isNull();
      assertThat(query.getMetaData().getColumnCount()).isEqualTo(1);
    }
  }

  /// Each answer is given by the statement beside it.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          supportsFullOuterJoins | SELECT 1 FROM docs a FULL JOIN s2.docs b ON a.id = b.id
          supportsOuterJoins | SELECT 1 FROM docs a LEFT JOIN s2.docs b ON a.id = b.id
          supportsSubqueriesInComparisons | SELECT 1 FROM docs WHERE id = (SELECT max(id) FROM docs)
          supportsSubqueriesInExists | SELECT 1 FROM docs WHERE EXISTS (SELECT 1 FROM s2.docs)
          supportsSubqueriesInIns | SELECT 1 FROM docs WHERE id IN (SELECT id FROM s2.docs)
          supportsSubqueriesInQuantifieds | SELECT 1 FROM docs WHERE id > ALL (SELECT id FROM s2.docs)
          supportsCorrelatedSubqueries | SELECT 1 FROM docs a WHERE EXISTS (SELECT 1 FROM s2.docs b WHERE b.id = a.id)
          supportsUnion | SELECT id FROM docs UNION SELECT id FROM s2.docs
          supportsUnionAll | SELECT id FROM docs UNION ALL SELECT id FROM s2.docs
          supportsGroupByUnrelated | SELECT count(*) FROM docs GROUP BY cat
          supportsExpressionsInOrderBy | SELECT id FROM docs ORDER BY id + 1
          supportsOrderByUnrelated | SELECT id FROM docs ORDER BY cat
          supportsColumnAliasing | SELECT id AS other FROM docs
          supportsTableCorrelationNames | SELECT d.id FROM docs d
          supportsLikeEscapeClause | SELECT id FROM docs WHERE cat LIKE '!_%' ESCAPE '!'
          supportsSchemasInDataManipulation | DELETE FROM s2.docs
          supportsSchemasInTableDefinitions | CREATE TABLE s2.other (id INTEGER)
          supportsNonNullableColumns | CREATE TABLE nn (id INTEGER NOT NULL)
          """)
  void whatIsSaidToBeSupportedIs(String answer, String sql) throws Exception {
    assertThat(DatabaseMetaData.class.getMethod(answer).invoke(metaData)).isEqualTo(true);
    statement.execute(sql);
    if (statement.getResultSet() != null) {
      while (statement.getResultSet().next()) {
        assertThat(statement.getResultSet().getRow()).isPositive();
      }
    }
  }

  @Test
  void namesAreAsLongAsIsSaid() throws SQLException {
    String name = "n".repeat(metaData.getMaxTableNameLength());
    statement.execute("CREATE TABLE " + name + " (" + name + " INTEGER)");
    assertThat(texts(metaData.getColumns(null, null, name, name), 4)).containsExactly(name);
  }

  private static List<Integer> typesOf(ParameterMetaData parameters) throws SQLException {
    List<Integer> types = new ArrayList<>();
    for (int i = 1; i <= parameters.getParameterCount(); i++) {
      types.add(parameters.getParameterType(i));
    }
    return types;
  }

  private static List<String> texts(ResultSet rows, int... columns) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (rows) {
      while (rows.next()) {
        List<String> row = new ArrayList<>();
        for (int column : columns) {
          Object value = rows.getObject(column);
          row.add(
              value instanceof Boolean
                  ? value.toString().toUpperCase(Locale.ROOT)
                  : String.valueOf(value));
        }
        texts.add(String.join(".", row));
      }
    }
    return texts;
  }
}
