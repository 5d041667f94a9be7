package io.proxima.engine.history;

/// Something in a history that snapshot isolation forbids.
public record Anomaly(Kind kind, String what) {
  /// The names are those of Adya and of Elle.
  public enum Kind {
    /// A value that nobody wrote, a value twice, or two orders of one list.
    CORRUPTION,
    /// A transaction does not see its own writes, or reads twice and sees two states.
    INTERNAL,
    /// A read of what was never committed.
    G1A,
    /// A read of what its writer replaced before it committed.
    G1B,
    /// Two transactions replaced the same version.
    LOST_UPDATE,
    /// A cycle of writes.
    G0,
    /// A cycle of writes and reads.
    G1C,
    /// A cycle with one read of what another replaced: read skew.
    G_SINGLE,
    /// A cycle with several such reads, no two of them in a row: two readers see two orders.
    LONG_FORK,
    /// A read that misses what was committed before its transaction began.
    STALE_READ
  }

  @Override
  public String toString() {
    return kind + ": " + what;
  }
}
