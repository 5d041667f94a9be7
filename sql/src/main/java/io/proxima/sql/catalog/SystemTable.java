package io.proxima.sql.catalog;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.impl.AbstractTable;

/// A system view as the validator sees it.
///
/// - **Threads:** immutable.
public final class SystemTable extends AbstractTable {
  private final SystemView view;
  private final RelDataType rowType;

  SystemTable(SystemView view) {
    this.view = view;
    this.rowType = CatalogTable.rowType(view.columns());
  }

  /// The view.
  public SystemView view() {
    return view;
  }

  @Override
  public RelDataType getRowType(RelDataTypeFactory types) {
    return rowType;
  }
}
