package io.proxima.engine.lsm;

import io.proxima.engine.segment.SegmentReader;

/// A segment as the manifest names it.
///
/// `deletes` is the generation of the list of its deleted rows and `deletedRows` how many it has;
/// both are 0 if there is none.
public record SegmentRef(int tableId, long segmentId, long deletes, int deletedRows) {
  /// This segment with a list of deleted rows that has all deletions up to a commit. One that is
  /// written for that is on the disk when this returns.
  public SegmentRef covering(SegmentReader reader, long upTo) {
    int deleted = reader.deletedCount(upTo);
    if (deleted <= deletedRows) {
      return this;
    }
    SegmentRef next = withDeletes(deleted);
    reader.writeDeletes(upTo, next.deletes());
    return next;
  }

  /// This segment with the next list of deleted rows.
  public SegmentRef withDeletes(int rows) {
    return new SegmentRef(tableId, segmentId, deletes + 1, rows);
  }
}
