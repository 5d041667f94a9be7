package io.proxima.engine.txn;

/// What a transaction sees of the others.
public enum Isolation {
  /// Each statement sees what was committed before it.
  READ_COMMITTED,
  /// All statements see what was committed before the transaction began.
  SNAPSHOT
}
