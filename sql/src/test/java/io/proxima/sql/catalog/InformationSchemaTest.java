package io.proxima.sql.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.row.RowBatch;
import io.proxima.engine.schema.Catalog;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableName;
import io.proxima.engine.schema.TypeKind;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InformationSchemaTest {
  private static final Catalog CATALOG =
      Catalog.empty()
          .with(
              new TableDef(
                  1,
                  new TableName("public", "docs"),
                  1,
                  List.of(
                      new ColumnDef(1, "id", ColumnType.of(TypeKind.VARCHAR, 9), false),
                      new ColumnDef(2, "v", ColumnType.vector(3), true)),
                  List.of(0),
                  Map.of()));

  private static List<List<Object>> rows(SystemView view, String table) {
    RowBatch batch = InformationSchema.rows(view, CATALOG);
    List<List<Object>> rows = new ArrayList<>();
    for (int row = 0; row < batch.rowCount(); row++) {
      List<Object> values = new ArrayList<>();
      for (int column = 0; column < view.columns().size(); column++) {
        values.add(batch.column(column).isNull(row) ? "-" : batch.column(column).valueAt(row));
      }
      if (values.contains(table)) {
        rows.add(values);
      }
    }
    return rows;
  }

  @Test
  void viewsTellAboutTables() {
    assertThat(rows(SystemViews.TABLES, "docs"))
        .containsExactly(List.of("proxima", "public", "docs", "BASE TABLE"));
    assertThat(rows(SystemViews.SCHEMATA, "public")).containsExactly(List.of("proxima", "public"));
    assertThat(rows(SystemViews.TABLE_CONSTRAINTS, "docs"))
        .containsExactly(List.of("public", "docs_pkey", "public", "docs", "PRIMARY KEY"));
    assertThat(rows(SystemViews.KEY_COLUMN_USAGE, "docs"))
        .containsExactly(
            List.of("public", "docs_pkey", "public", "docs", "id", 1L, "-", "-", "-", "-"));
  }

  @Test
  void viewsTellAboutColumns() {
    assertThat(rows(SystemViews.COLUMNS, "docs"))
        .containsExactly(
            List.of(
                "proxima",
                "public",
                "docs",
                "id",
                1L,
                "-",
                "NO",
                "CHARACTER VARYING",
                9L,
                "-",
                "-",
                (long) Types.VARCHAR,
                "-",
                "-",
                "NO",
                "-",
                "-",
                "-"),
            List.of(
                "proxima",
                "public",
                "docs",
                "v",
                2L,
                "-",
                "YES",
                "VECTOR",
                "-",
                "-",
                "-",
                (long) Types.OTHER,
                3L,
                "FLOAT32",
                "NO",
                "-",
                "-",
                "-"));
  }

  @Test
  void viewsTellAboutThemselves() {
    for (SystemView view : SystemViews.ALL) {
      assertThat(rows(SystemViews.COLUMNS, view.name().name()))
          .filteredOn(row -> row.get(1).equals(view.name().schema()))
          .filteredOn(row -> row.get(2).equals(view.name().name()))
          .hasSameSizeAs(view.columns());
    }
  }
}
