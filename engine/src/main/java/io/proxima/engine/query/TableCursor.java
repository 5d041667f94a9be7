package io.proxima.engine.query;

import io.proxima.engine.row.RowCursor;

/// Rows of a table, and what it took to find them.
public interface TableCursor extends RowCursor {
  /// The work done so far.
  ReadWork work();
}
