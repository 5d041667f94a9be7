package io.proxima.engine.upkeep;

import io.proxima.engine.lsm.LiveSegment;
import io.proxima.engine.segment.SegmentReader;

/// What can go for good: rows that were deleted by a commit up to `sequence`, and rows that expired
/// up to a time.
record Horizon(long sequence, long expiredMicros) {
  /// How many rows of a segment can go, some of them perhaps counted twice.
  long deadRows(LiveSegment segment) {
    SegmentReader reader = segment.reader();
    return (long) reader.deletedCount(sequence) + reader.expiredCount(expiredMicros);
  }
}
