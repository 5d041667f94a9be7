package io.proxima.sql.catalog;

import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.sql.type.SqlTypes;
import io.proxima.sql.type.TypeMapping;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.Statistic;
import org.apache.calcite.schema.Statistics;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.ImmutableBitSet;

/// A table of the engine. With its key it has one column more, the last one, which holds the key of
/// each row; only statements that change rows see it so.
///
/// - **Threads:** immutable.
public final class CatalogTable extends AbstractTable {
  /// The name of the column that holds the key of the row.
  public static final String ROW_KEY = "_row_key";

  private final TableDef def;
  private final boolean keyed;
  private final RelDataType rowType;

  CatalogTable(TableDef def, boolean keyed) {
    this.def = def;
    this.keyed = keyed;
    this.rowType = rowType(def.columns(), keyed);
  }

  /// The table of the engine.
  public TableDef def() {
    return def;
  }

  /// Whether the last column is the key of the row (`ScanRequest.ROW_KEY`).
  public boolean isKeyed() {
    return keyed;
  }

  @Override
  public RelDataType getRowType(RelDataTypeFactory types) {
    return rowType;
  }

  @Override
  public Statistic getStatistic() {
    return def.key().isEmpty()
        ? Statistics.UNKNOWN
        : Statistics.of(1000d, List.of(ImmutableBitSet.of(def.key())));
  }

  static RelDataType rowType(List<ColumnDef> columns, boolean keyed) {
    RelDataTypeFactory.Builder row = SqlTypes.INSTANCE.builder();
    for (ColumnDef column : columns) {
      row.add(column.name(), TypeMapping.toSql(column.type(), column.nullable()));
    }
    if (keyed) {
      row.add(ROW_KEY, SqlTypes.INSTANCE.createSqlType(SqlTypeName.VARBINARY));
    }
    return row.build();
  }
}
