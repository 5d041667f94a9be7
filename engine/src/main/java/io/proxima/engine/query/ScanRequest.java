package io.proxima.engine.query;

import io.proxima.engine.row.Key;
import io.proxima.engine.row.Predicate;
import java.util.List;

/// Asks for all rows of a table that pass a filter, in no order.
///
/// `columns` are positions in the table's columns in the order wanted; [#ROW_KEY] stands for the
/// key of the row, given as an [io.proxima.engine.row.ObjectColumn] of [Key] typed `VARBINARY`.
public record ScanRequest(int tableId, List<Integer> columns, Predicate filter) {
  /// Stands for the key of the row in a list of columns.
  public static final int ROW_KEY = -1;
}
