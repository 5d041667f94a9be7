package io.proxima.engine.query;

import io.proxima.engine.row.Key;
import io.proxima.engine.row.Predicate;
import java.util.List;

/// Asks for all rows of a table that pass a filter, in no order.
///
/// `columns` are positions in the table's columns in the order wanted; [#ROW_KEY] stands for the
/// key of the row, given as an [io.proxima.engine.row.ObjectColumn] of [Key] typed `VARBINARY`, and
/// [#CREATED_AT], [#UPDATED_AT] and [#EXPIRES_AT] for its times, typed `TIMESTAMP`.
public record ScanRequest(int tableId, List<Integer> columns, Predicate filter) {
  /// Stands for the key of the row in a list of columns.
  public static final int ROW_KEY = -1;

  /// Stands for the time at which the row was first written.
  public static final int CREATED_AT = -2;

  /// Stands for the time at which the row was written last.
  public static final int UPDATED_AT = -3;

  /// Stands for the time at which the row expires; NULL if it does not.
  public static final int EXPIRES_AT = -4;
}
