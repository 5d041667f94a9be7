package io.proxima.engine.txn;

import io.proxima.engine.time.Clock;
import java.util.concurrent.atomic.AtomicLong;

/// The time that writes are stamped with: the wall clock's, but never going back.
///
/// - **Unit:** microseconds since 1970-01-01 UTC.
/// - **Threads:** thread-safe.
public final class EngineTime {
  private final Clock clock;
  private final AtomicLong highest = new AtomicLong(Long.MIN_VALUE);

  /// Time that follows `clock`.
  public EngineTime(Clock clock) {
    this.clock = clock;
  }

  /// Now.
  public long nowMicros() {
    return highest.accumulateAndGet(clock.wallMicros(), Math::max);
  }

  /// Time is not before `micros`, as somebody has seen it.
  public void witness(long micros) {
    highest.accumulateAndGet(micros, Math::max);
  }
}
