package io.proxima.sql.catalog;

import io.proxima.engine.schema.ViewDef;
import java.util.List;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.Schema;
import org.apache.calcite.schema.TranslatableTable;
import org.apache.calcite.schema.impl.AbstractTable;

/// A view. Whoever translates a query that names it expands its text.
///
/// - **Threads:** immutable.
public final class CatalogView extends AbstractTable implements TranslatableTable {
  private final ViewDef def;
  private final RelDataType rowType;

  CatalogView(ViewDef def) {
    this.def = def;
    this.rowType = CatalogTable.rowType(def.columns());
  }

  /// The view of the engine.
  public ViewDef def() {
    return def;
  }

  @Override
  public RelDataType getRowType(RelDataTypeFactory types) {
    return rowType;
  }

  @Override
  public Schema.TableType getJdbcTableType() {
    return Schema.TableType.VIEW;
  }

  @Override
  public RelNode toRel(RelOptTable.ToRelContext context, RelOptTable table) {
    List<String> path = List.of(def.schema());
    return context.expandView(rowType, def.query(), path, table.getQualifiedName()).rel;
  }
}
