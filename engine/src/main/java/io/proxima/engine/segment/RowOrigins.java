package io.proxima.engine.segment;

import io.proxima.engine.row.RowTimes;

/// What is stored of rows beside their columns.
///
/// - **Shape:** every array is `long[rowCount]`; kept.
/// - **Unit:** `rowIds` are hidden row ids, of no meaning in a table with a primary key;
///   `sequences` the commits that created the rows; `createdAt`, `updatedAt` and `expiresAt`
///   microseconds since 1970, the last one [#NEVER] where a row does not expire.
public record RowOrigins(
    long[] rowIds, long[] sequences, long[] createdAt, long[] updatedAt, long[] expiresAt) {
  /// The expiry of a row that does not expire.
  public static final long NEVER = RowTimes.NEVER;

  /// Checks the lengths.
  public RowOrigins {
    int rows = sequences.length;
    if (rowIds.length != rows
        || createdAt.length != rows
        || updatedAt.length != rows
        || expiresAt.length != rows) {
      throw new IllegalArgumentException("origins of different lengths");
    }
  }
}
