package io.proxima.engine.history;

import java.util.List;

/// One transaction. `begun` and `ended` are moments of one clock: what ended before another began
/// is earlier than that.
public record Txn(int id, long begun, long ended, Outcome outcome, List<Op> ops) {
  /// How a transaction ended.
  public enum Outcome {
    /// Everything is visible.
    COMMITTED,
    /// Nothing is.
    ABORTED,
    /// Either.
    UNKNOWN
  }

  /// Copies the operations.
  public Txn {
    ops = List.copyOf(ops);
  }
}
