package io.proxima.engine.wal;

/// Which room on the disk a group may take.
public enum Allowance {
  /// What is free behind the reserve.
  ORDINARY,
  /// Also the reserve: for groups that end with less to keep than there was.
  RESERVE
}
