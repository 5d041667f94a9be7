package io.proxima.engine.upkeep;

import io.proxima.engine.segment.Pace;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.time.Clock;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// Limits what somebody writes to so many bytes a second: a bucket that time fills and writing
/// empties. Who has overdrawn it waits until it is even again, or the limit is lifted.
///
/// - **Threads:** one writes; the rest is thread-safe.
final class WriteRate implements Pace {
  /// What may be written at once after a pause, as a part of a second.
  private static final int BURST_PART = 8;

  /// The clock is not the machine's in a test, and whether the limit holds nobody tells.
  private static final long LOOK_NANOS = Duration.ofMillis(5).toNanos();

  private static final double NANOS_PER_SECOND = 1e9;

  private final long bytesPerSecond;
  private final Clock clock;
  private final BooleanSupplier isLifted;
  private final Cancellation cancellation;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private double bytesLeft;
  private long filledNanos;
  private final AtomicLong bytesWritten = new AtomicLong();
  private volatile boolean isWaiting;

  /// @param bytesPerSecond 0 for no limit
  /// @param isLifted whether there is no limit now
  WriteRate(long bytesPerSecond, Clock clock, BooleanSupplier isLifted, Cancellation cancellation) {
    this.bytesPerSecond = bytesPerSecond;
    this.clock = clock;
    this.isLifted = isLifted;
    this.cancellation = cancellation;
    this.filledNanos = clock.monotonicNanos();
  }

  /// Counts from nothing what is written.
  void begin() {
    bytesWritten.set(0);
  }

  @Override
  public void wrote(long bytes) {
    bytesWritten.addAndGet(bytes);
    if (bytesPerSecond == 0) {
      return;
    }
    lock.lock();
    try {
      fill();
      bytesLeft -= bytes;
      while (bytesLeft < 0 && !isLifted.getAsBoolean()) {
        cancellation.check();
        isWaiting = true;
        pause();
        fill();
      }
      bytesLeft = Math.max(0, bytesLeft); // what was written while there was no limit is forgotten
    } finally {
      isWaiting = false;
      lock.unlock();
    }
  }

  private void fill() {
    long now = clock.monotonicNanos();
    double more = (now - filledNanos) / NANOS_PER_SECOND * bytesPerSecond;
    bytesLeft = Math.min((double) bytesPerSecond / BURST_PART, bytesLeft + more);
    filledNanos = now;
  }

  @SuppressWarnings("WaitNotInLoop") // the caller loops
  private void pause() {
    try {
      double nanos = -bytesLeft / bytesPerSecond * NANOS_PER_SECOND;
      ended.awaitNanos(Math.min(LOOK_NANOS, (long) nanos + 1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody interrupts threads of the engine
      throw new IllegalStateException("a thread of the engine was interrupted", e);
    }
  }

  /// Lets who waits look at the cancellation.
  void end() {
    lock.lock();
    try {
      ended.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// How far the work is.
  BackgroundJob.Progress progress() {
    boolean isLimited = bytesPerSecond > 0 && !isLifted.getAsBoolean();
    return new BackgroundJob.Progress(
        bytesWritten.get(),
        isLimited ? OptionalLong.of(bytesPerSecond) : OptionalLong.empty(),
        isWaiting);
  }
}
