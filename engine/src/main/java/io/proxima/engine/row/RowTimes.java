package io.proxima.engine.row;

import java.util.Arrays;

/// The [RowTime]s of the rows of one write.
///
/// - **Shape:** `createdAt` is empty if every row is new, otherwise `long[rowCount]`; `expiresAt`
///   is empty if no row expires, `long[1]` if all do at one time, otherwise `long[rowCount]`. Kept.
/// - **Unit:** microseconds since 1970-01-01 UTC.
public record RowTimes(long writtenAt, long[] createdAt, long[] expiresAt) {
  /// The expiry of a row that does not expire.
  public static final long NEVER = Long.MAX_VALUE;

  private static final long[] NONE = {};

  /// The times of new rows that do not expire.
  public static RowTimes of(long writtenAt) {
    return new RowTimes(writtenAt, NONE, NONE);
  }

  /// When a row was first written.
  public long created(int row) {
    return createdAt.length == 0 ? writtenAt : createdAt[row];
  }

  /// When a row expires.
  public long expires(int row) {
    return expiresAt.length == 0 ? NEVER : expiresAt[expiresAt.length == 1 ? 0 : row];
  }

  /// The times of the rows from `from` until `to`.
  public RowTimes between(int from, int to) {
    return new RowTimes(
        writtenAt,
        createdAt.length == 0 ? createdAt : Arrays.copyOfRange(createdAt, from, to),
        expiresAt.length <= 1 ? expiresAt : Arrays.copyOfRange(expiresAt, from, to));
  }

  /// Whether the arrays fit that many rows.
  public boolean fits(int rowCount) {
    return (createdAt.length == 0 || createdAt.length == rowCount)
        && (expiresAt.length <= 1 || expiresAt.length == rowCount);
  }
}
