package io.proxima.engine.lsm;

/// A segment as the manifest names it.
///
/// `deletes` is the generation of the list of its deleted rows, 0 if there is none. All rows of the
/// table up to the commit `flushedSequence` are in this and its other segments.
record SegmentRef(int tableId, long segmentId, long deletes, long flushedSequence) {}
