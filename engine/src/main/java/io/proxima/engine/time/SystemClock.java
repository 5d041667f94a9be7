package io.proxima.engine.time;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// The clock of the machine.
final class SystemClock implements Clock {
  @Override
  public long wallMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  @Override
  public long monotonicNanos() {
    return System.nanoTime();
  }
}
