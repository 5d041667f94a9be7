package io.proxima.sql.catalog;

import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.TableName;
import java.util.List;

/// A table that the database fills itself whenever it is read.
public record SystemView(TableName name, List<ColumnDef> columns) {
  /// Copies the list.
  public SystemView {
    columns = List.copyOf(columns);
  }
}
