package io.proxima.engine;

import io.proxima.engine.lsm.LiveSegment;

/// A segment of a table: the number of its rows, how many of them are deleted, and the length of
/// its files without the lists of deleted rows.
public record SegmentState(int tableId, long segmentId, int rows, int deletedRows, long bytes) {
  static SegmentState of(int tableId, LiveSegment segment) {
    return new SegmentState(
        tableId,
        segment.id(),
        segment.reader().rowCount(),
        segment.reader().deletedCount(),
        segment.reader().summary().lengthBytes());
  }
}
