package io.proxima.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProximaDatabaseMetaDataTest {
  private final MetaDataSession session = new MetaDataSession();
  private final ProximaConnection connection =
      session.connection("jdbc:proxima:file:/x;user=me;password=secret");
  private final DatabaseMetaData meta = new ProximaDatabaseMetaData(connection);

  private static List<String> all(ResultSet rs, String... labels) throws SQLException {
    List<String> rows = new ArrayList<>();
    while (rs.next()) {
      List<String> values = new ArrayList<>();
      for (String label : labels) {
        values.add(rs.getString(label));
      }
      rows.add(String.join(" ", values.stream().map(String::valueOf).toList()));
    }
    return rows;
  }

  @Test
  void patternsAreBoundNotWritten() throws SQLException {
    meta.getColumns(null, "pub%", "x'; DROP TABLE docs; --", "%");
    assertThat(session.texts().get(0))
        .endsWith(
            "FROM information_schema.columns WHERE table_schema LIKE ? ESCAPE '\\' AND table_name"
                + " LIKE ? ESCAPE '\\'");
    assertThat(session.parameters().get(0)).containsExactly("pub%", "x'; DROP TABLE docs; --");
    meta.getTables(null, null, "%", null);
    assertThat(session.texts().get(1)).endsWith("FROM information_schema.tables");
  }

  @Test
  void tablesAreThoseOfTheTypesAskedFor() throws SQLException {
    assertThat(
            all(meta.getTables(null, null, null, null), "TABLE_TYPE", "TABLE_SCHEM", "TABLE_NAME"))
        .containsExactly("SYSTEM VIEW information_schema tables", "TABLE public docs");
    assertThat(all(meta.getTables("", null, null, new String[] {"TABLE"}), "TABLE_NAME"))
        .containsExactly("docs");
    assertThat(all(meta.getTables("other", null, null, null), "TABLE_NAME")).isEmpty();
    assertThat(all(meta.getTableTypes(), "TABLE_TYPE"))
        .containsExactly("SYSTEM VIEW", "TABLE", "VIEW");
    assertThat(all(meta.getSchemas(), "TABLE_SCHEM", "TABLE_CATALOG"))
        .containsExactly("information_schema null", "public null");
    assertThat(all(meta.getCatalogs(), "TABLE_CAT")).isEmpty();
  }

  @Test
  void columnsHaveTypeSizeAndPlace() throws SQLException {
    ResultSet rs = meta.getColumns(null, null, "docs", null);
    assertThat(rs.getMetaData().getColumnCount()).isEqualTo(24);
    assertThat(
            all(
                rs,
                "COLUMN_NAME",
                "DATA_TYPE",
                "TYPE_NAME",
                "COLUMN_SIZE",
                "DECIMAL_DIGITS",
                "NUM_PREC_RADIX",
                "IS_NULLABLE",
                "ORDINAL_POSITION"))
        .containsExactly(
            "id " + Types.VARCHAR + " VARCHAR 20 null null NO 1",
            "year " + Types.INTEGER + " INTEGER 10 0 10 YES 2",
            "price " + Types.DECIMAL + " DECIMAL 10 2 10 YES 3",
            "tag " + Types.OTHER + " UUID 16 null null YES 4",
            "v " + Types.OTHER + " VECTOR 384 null null YES 5");
  }

  @Test
  void vectorTypeCountsHere() throws SQLException {
    DatabaseMetaData text =
        session.connection("jdbc:proxima:mem:;vectorType=varchar").getMetaData();
    ResultSet rs = text.getColumns(null, null, null, null);
    List<String> rows = all(rs, "TYPE_NAME", "DATA_TYPE");
    assertThat(rows.get(4)).isEqualTo("VECTOR " + Types.VARCHAR);
  }

  @Test
  void primaryKeysAndIndexesAreOrderedByColumn() throws SQLException {
    assertThat(
            all(meta.getPrimaryKeys(null, "public", "docs"), "COLUMN_NAME", "KEY_SEQ", "PK_NAME"))
        .containsExactly("id 1 docs_pkey", "year 2 docs_pkey");
    assertThat(
            all(
                meta.getIndexInfo(null, null, "docs", false, true),
                "INDEX_NAME",
                "ORDINAL_POSITION",
                "COLUMN_NAME",
                "NON_UNIQUE"))
        .containsExactly("docs_pkey 1 id false", "docs_pkey 2 year false", "by_v 1 v true");
    assertThat(
            all(
                meta.getIndexInfo(null, null, "docs", true, true),
                "INDEX_NAME",
                "ASC_OR_DESC",
                "TYPE"))
        .containsExactly("docs_pkey A 2", "docs_pkey A 2");
  }

  @Test
  void emptyResultsHaveTheirColumns() throws SQLException {
    assertThat(meta.getImportedKeys(null, null, "docs").getMetaData().getColumnCount())
        .isEqualTo(14);
    assertThat(meta.getExportedKeys(null, null, "docs").next()).isFalse();
    assertThat(meta.getProcedures(null, null, null).getMetaData().getColumnCount()).isEqualTo(9);
    assertThat(meta.getProcedureColumns(null, null, null, null).getMetaData().getColumnCount())
        .isEqualTo(20);
    assertThat(meta.getFunctionColumns(null, null, null, null).getMetaData().getColumnCount())
        .isEqualTo(17);
    assertThat(meta.getAttributes(null, null, null, null).getMetaData().getColumnCount())
        .isEqualTo(21);
    assertThat(meta.getPseudoColumns(null, null, null, null).getMetaData().getColumnCount())
        .isEqualTo(12);
    assertThat(meta.getVersionColumns(null, null, "docs").getMetaData().getColumnCount())
        .isEqualTo(8);
  }

  @Test
  void typesAreOrderedByCode() throws SQLException {
    ResultSet rs = meta.getTypeInfo();
    assertThat(rs.getMetaData().getColumnCount()).isEqualTo(18);
    int before = Integer.MIN_VALUE;
    List<String> names = new ArrayList<>();
    while (rs.next()) {
      assertThat(rs.getInt("DATA_TYPE")).isGreaterThanOrEqualTo(before);
      before = rs.getInt("DATA_TYPE");
      names.add(rs.getString("TYPE_NAME"));
    }
    assertThat(names).contains("VECTOR", "INT8VEC", "JSON", "TIMESTAMP WITH TIME ZONE").hasSize(21);
  }

  @Test
  void urlHoldsNoPassword() throws SQLException {
    assertThat(meta.getURL()).isEqualTo("jdbc:proxima:file:/x");
    assertThat(meta.getUserName()).isEqualTo("me");
    assertThat(meta.getDatabaseProductName()).isEqualTo("Proxima");
  }
}
