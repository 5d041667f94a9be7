package io.proxima.engine.time;

/// Where the engine reads the time.
///
/// - **Threads:** thread-safe.
public interface Clock {
  /// Microseconds since 1970-01-01 UTC; may jump.
  long wallMicros();

  /// Nanoseconds from an arbitrary origin; never goes back.
  long monotonicNanos();

  /// The clock of the machine.
  static Clock system() {
    return new SystemClock();
  }
}
