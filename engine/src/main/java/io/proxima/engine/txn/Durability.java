package io.proxima.engine.txn;

/// What a commit survives once it is acknowledged. The loss is always a suffix of the commits.
public enum Durability {
  /// A clean close only; any crash loses the last commits.
  MEMORY,
  /// The end of the process at any point; at a power loss the last 100 ms or less are lost.
  OS,
  /// Loss of power.
  SYNC
}
