package io.proxima.engine.upkeep;

import io.proxima.engine.lsm.FrozenMemtable;
import io.proxima.engine.lsm.LiveSegment;
import io.proxima.engine.lsm.TableState;
import io.proxima.engine.segment.SegmentReader;

/// What can go for good: rows that were deleted by a commit up to `sequence`, and rows that expired
/// up to a time.
record Horizon(long sequence, long expiredMicros) {
  /// A row is worth being written again without if so many are left for each.
  private static final int DEAD_PART = 4;

  /// The same without what was deleted by a commit after `last`.
  Horizon notAfter(long last) {
    return new Horizon(Math.min(sequence, last), expiredMicros);
  }

  /// Whether enough rows of a segment can go.
  boolean isWorthRewriting(LiveSegment segment) {
    return isMuch(deadRows(segment), segment.reader().rowCount());
  }

  /// Whether enough of the rows that a table has in memory have expired.
  boolean isWorthFlushing(TableState state) {
    long expired = state.active().expiredCount(expiredMicros);
    long rows = state.active().rowCount(Long.MAX_VALUE);
    for (FrozenMemtable frozen : state.frozen()) {
      expired += frozen.memtable().expiredCount(expiredMicros);
      rows += frozen.memtable().rowCount(Long.MAX_VALUE);
    }
    return isMuch(expired, rows);
  }

  private static boolean isMuch(long dead, long rows) {
    return dead > 0 && dead * DEAD_PART >= rows;
  }

  /// How many rows of a segment can go, some of them perhaps counted twice.
  long deadRows(LiveSegment segment) {
    SegmentReader reader = segment.reader();
    return (long) reader.deletedCount(sequence) + reader.expiredCount(expiredMicros);
  }
}
