package io.proxima.engine.txn;

import io.proxima.engine.row.RowTimes;
import io.proxima.engine.schema.TableDef;

/// The times of the rows of one operation, as far as they do not follow from the commit.
///
/// - **Shape:** each array is empty if all follow from it, otherwise `long[rowCount]`, with
///   [#BY_COMMIT] for those that do.
/// - **Unit:** microseconds since 1970-01-01 UTC.
record WriteTimes(long[] createdAt, long[] expiresAt) {
  /// As the time of the commit says.
  static final long BY_COMMIT = Long.MIN_VALUE;

  private static final long[] NONE = {};

  /// New rows that expire as the table says.
  static final WriteTimes USUAL = new WriteTimes(NONE, NONE);

  /// New rows that expire at these times, or as the table says if there are none.
  static WriteTimes expiring(long[] expiresAt) {
    return expiresAt.length == 0 ? USUAL : new WriteTimes(NONE, expiresAt);
  }

  /// The times in a commit that is made at `now`.
  RowTimes at(long now, TableDef table) {
    long expiry = expiry(now, table);
    long[] created = createdAt.clone();
    replace(created, now);
    long[] expires = expiresAt.clone();
    replace(expires, expiry);
    if (expires.length == 0 && expiry != RowTimes.NEVER) {
      expires = new long[] {expiry};
    }
    return new RowTimes(now, created, expires);
  }

  private static void replace(long[] times, long usual) {
    for (int i = 0; i < times.length; i++) {
      if (times[i] == BY_COMMIT) {
        times[i] = usual;
      }
    }
  }

  /// When rows of the table expire that are written now.
  private static long expiry(long now, TableDef table) {
    String ttlMicros = table.options().get("ttl");
    if (ttlMicros == null) {
      return RowTimes.NEVER;
    }
    long ttl = Long.parseLong(ttlMicros);
    return now > RowTimes.NEVER - ttl ? RowTimes.NEVER : now + ttl;
  }
}
