package io.proxima.sql.catalog;

import io.proxima.engine.row.RowBatch;
import io.proxima.engine.schema.Catalog;

/// Gives the rows of system views.
public interface SystemRows {
  /// All rows of a view at this moment; the columns are those of the view. `catalog` is the one the
  /// statement reads.
  RowBatch rows(SystemView view, Catalog catalog);
}
