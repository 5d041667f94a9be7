package io.proxima.engine.lsm;

/// A segment as the manifest names it.
///
/// `deletes` is the generation of the list of its deleted rows and `deletedRows` how many it has;
/// both are 0 if there is none.
public record SegmentRef(int tableId, long segmentId, long deletes, int deletedRows) {
  /// This segment with the next list of deleted rows.
  public SegmentRef withDeletes(int rows) {
    return new SegmentRef(tableId, segmentId, deletes + 1, rows);
  }
}
