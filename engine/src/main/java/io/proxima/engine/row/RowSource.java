package io.proxima.engine.row;

import io.proxima.engine.schema.TableDef;

/// Rows of one table in one place, as one snapshot sees them.
///
/// Rows are addressed by `ord`, 0 up to `rowCount`; some of these may be invisible.
///
/// - **Threads:** thread-safe.
public interface RowSource {
  /// The definition of the table.
  TableDef table();

  /// All visible rows have a smaller ord.
  int rowCount();

  /// The number of visible rows.
  int visibleCount();

  /// The ord of the visible row with that key, or -1.
  int find(Key key);

  /// The key of a row.
  Key keyAt(int ord);
}
