package io.proxima.engine.memtable;

/// Rows of a memtable that one transaction has deleted or replaced and that only this transaction
/// must not see any more.
///
/// Each is hidden from a step of the transaction on; steps count up from 1. A reader at step `n`
/// misses the rows that were hidden at a step ≤ `n`.
///
/// - **Threads:** one writer, many readers.
public final class HiddenRows {
  /// Nothing is hidden yet in the first `rowCount` rows of a memtable.
  public HiddenRows(int rowCount) {}

  /// Hides a row from `step` on, unless it is hidden already.
  public void hide(int ord, int step) {
    throw new UnsupportedOperationException();
  }

  /// Whether a row is hidden from a reader at `step`.
  public boolean isHidden(int ord, int step) {
    throw new UnsupportedOperationException();
  }

  /// Shows the rows again that were hidden after `step`.
  public void rollbackTo(int step) {
    throw new UnsupportedOperationException();
  }
}
