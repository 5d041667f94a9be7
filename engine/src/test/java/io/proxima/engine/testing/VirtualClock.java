package io.proxima.engine.testing;

import io.proxima.engine.time.Clock;
import java.time.Duration;

/// A clock that stands still until a test moves it.
///
/// - **Threads:** thread-safe.
public final class VirtualClock implements Clock {
  private long wallMicros;
  private long monotonicNanos;

  /// A clock that says `wallMicros`.
  public VirtualClock(long wallMicros) {
    this.wallMicros = wallMicros;
  }

  /// Time passes.
  public synchronized void advance(Duration time) {
    wallMicros += time.toNanos() / 1_000;
    monotonicNanos += time.toNanos();
  }

  /// The wall clock jumps, forth or back, while no time passes.
  public synchronized void jump(Duration step) {
    wallMicros += step.toNanos() / 1_000;
  }

  @Override
  public synchronized long wallMicros() {
    return wallMicros;
  }

  @Override
  public synchronized long monotonicNanos() {
    return monotonicNanos;
  }
}
