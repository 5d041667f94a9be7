package io.proxima.engine;

import io.proxima.engine.lsm.LiveSegment;
import io.proxima.engine.segment.SegmentLists;
import java.util.OptionalLong;

/// A segment of a table: the number of its rows, how many of them are deleted, the length of its
/// files without the lists of deleted rows, the row groups of its vector columns, one for each
/// column, how many of these are packed because they are mostly zeros, and the directory of its
/// files, below that of the database.
///
/// @param epoch the number of the epoch in the order of whose lists the rows are, if of one
/// @param lists the number of lists that have rows
public record SegmentState(
    int tableId,
    long segmentId,
    int rows,
    int deletedRows,
    long bytes,
    int vectorGroups,
    int sparseGroups,
    String directory,
    OptionalLong epoch,
    int lists) {
  static SegmentState of(int tableId, LiveSegment segment) {
    SegmentLists lists = segment.reader().columns().lists();
    return new SegmentState(
        tableId,
        segment.id(),
        segment.reader().rowCount(),
        segment.reader().deletedCount(),
        segment.reader().summary().lengthBytes(),
        segment.reader().columns().vectorGroups(),
        segment.reader().columns().sparseGroups(),
        segment.reader().directory(),
        lists == null ? OptionalLong.empty() : OptionalLong.of(lists.epoch()),
        lists == null ? 0 : lists.count());
  }
}
