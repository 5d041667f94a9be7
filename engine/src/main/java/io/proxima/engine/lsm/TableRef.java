package io.proxima.engine.lsm;

/// What the manifest says of a table beside its definition and its segments, so that the log need
/// not be kept for it.
///
/// All rows that commits up to `flushedSequence` wrote are in segments, and what these commits
/// deleted is in the lists of the segments. Hidden row ids from `nextRowId` on were never handed
/// out, and of an identity column no more than the first `identityCount` numbers.
public record TableRef(int tableId, long flushedSequence, long nextRowId, long identityCount) {
  /// A table of which everything is in the log.
  static TableRef inLog(int tableId) {
    return new TableRef(tableId, 0, 1, 0);
  }

  /// A table as it is, flushed up to a commit.
  public static TableRef of(LiveTable table, long flushedSequence) {
    IdentityCounter identity = table.identity();
    return new TableRef(
        table.definition().id(),
        flushedSequence,
        table.nextRowId(),
        identity == null ? 0 : identity.logged());
  }

  void restore(LiveTable table) {
    table.useRowIds(nextRowId - 1);
    IdentityCounter identity = table.identity();
    if (identity != null) {
      identity.restore(identityCount);
    }
  }
}
