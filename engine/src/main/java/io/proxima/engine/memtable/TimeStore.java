package io.proxima.engine.memtable;

import io.proxima.engine.row.RowSource;
import io.proxima.engine.row.RowTime;
import io.proxima.engine.row.RowTimes;

/// The times of the rows of a memtable.
///
/// - **Threads:** one writer; readers of rows that were published to them.
final class TimeStore {
  /// The most that a row takes.
  static final int SLOT_BYTES = 3 * Long.BYTES;

  /// Created when it was written last.
  private static final long SAME = Long.MIN_VALUE;

  private final Chunks<long[]> updated = new Chunks<>(long[]::new);
  private final RareLongs created = new RareLongs(SAME);
  private final RareLongs expires = new RareLongs(RowTimes.NEVER);
  private volatile long firstExpiry = RowTimes.NEVER;

  void ensureCapacity(int rows) {
    updated.ensureCapacity(rows);
    created.ensureCapacity(rows);
    expires.ensureCapacity(rows);
  }

  /// Row `row` of a write becomes the row `ord`.
  void append(int ord, RowTimes times, int row) {
    long createdAt = times.created(row);
    long expiresAt = times.expires(row);
    updated.chunk(ord / RowSource.BLOCK_ROWS)[ord % RowSource.BLOCK_ROWS] = times.writtenAt();
    created.set(ord, createdAt == times.writtenAt() ? SAME : createdAt);
    expires.set(ord, expiresAt);
    if (expiresAt < firstExpiry) {
      firstExpiry = expiresAt;
    }
  }

  long at(RowTime time, int ord) {
    return switch (time) {
      case CREATED -> {
        long createdAt = created.get(ord);
        yield createdAt == SAME ? at(RowTime.UPDATED, ord) : createdAt;
      }
      case UPDATED -> updated.chunk(ord / RowSource.BLOCK_ROWS)[ord % RowSource.BLOCK_ROWS];
      case EXPIRES -> expires.get(ord);
    };
  }

  /// Whether some row has expired at a time, deleted or not.
  boolean someHaveExpired(long timeMicros) {
    return firstExpiry <= timeMicros;
  }

  /// Drops the expired rows from `rows[0..count)`, positions in a block.
  ///
  /// @return how many are left
  int dropExpired(int block, long timeMicros, int[] rows, int count) {
    int first = block * RowSource.BLOCK_ROWS;
    int left = 0;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      rows[left] = row;
      left += expires.get(first + row) > timeMicros ? 1 : 0;
    }
    return left;
  }
}
