package io.proxima.engine.task;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.time.Clock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Tells one running statement to stop: because it was cancelled or its time is up.
///
/// - **Threads:** thread-safe; `cancel` comes from any thread, `check` from the one that works.
/// - **Cost:** `check` is a volatile read, and a clock read if there is a deadline.
public final class Cancellation {
  private static final long NO_LIMIT = 0;

  /// About 146 years: what is later cannot be told from what is past.
  private static final long LONGEST_MILLIS = Long.MAX_VALUE / 2 / 1_000_000;

  private final LongSupplier nanos;
  private final long deadlineNanos;
  private final long limitMillis;
  private final @Nullable Cancellation outer;
  private volatile boolean cancelled;

  private Cancellation(LongSupplier nanos, long deadlineNanos, long limitMillis) {
    this(nanos, deadlineNanos, limitMillis, null);
  }

  private Cancellation(
      LongSupplier nanos, long deadlineNanos, long limitMillis, @Nullable Cancellation outer) {
    this.nanos = nanos;
    this.deadlineNanos = deadlineNanos;
    this.limitMillis = limitMillis;
    this.outer = outer;
  }

  /// Can be cancelled, has no time limit.
  public static Cancellation unlimited() {
    return new Cancellation(() -> 0, 0, NO_LIMIT);
  }

  /// Can be cancelled, has no time limit.
  public static Cancellation unlimited(Clock clock) {
    return new Cancellation(clock::monotonicNanos, 0, NO_LIMIT);
  }

  /// Ends by itself after `limitMillis`; 0 is no limit.
  public static Cancellation after(Clock clock, long limitMillis) {
    long nanos = Math.min(limitMillis, LONGEST_MILLIS) * 1_000_000;
    return limitMillis == NO_LIMIT
        ? unlimited(clock)
        : new Cancellation(clock::monotonicNanos, clock.monotonicNanos() + nanos, limitMillis);
  }

  /// For a part of what this is for: it stops with the whole, and can be cancelled alone.
  public Cancellation part() {
    return new Cancellation(() -> 0, 0, NO_LIMIT, this);
  }

  /// Makes the next `check` fail.
  public void cancel() {
    cancelled = true;
  }

  /// Returns if the statement may go on.
  ///
  /// @throws ProximaException `CANCELLED` or `TIMEOUT`
  public void check() {
    if (outer != null) {
      outer.check();
    }
    if (cancelled) {
      throw new ProximaException(ErrorCode.CANCELLED, "the statement was cancelled");
    }
    if (limitMillis != NO_LIMIT && nanos.getAsLong() - deadlineNanos > 0) {
      throw new ProximaException(
          ErrorCode.TIMEOUT, "the statement ran longer than its limit of " + limitMillis + " ms");
    }
  }

  /// As `check`, for one who waits: an interrupt of the thread ends that, and is kept.
  ///
  /// @throws ProximaException `CANCELLED` or `TIMEOUT`
  public void checkWait() {
    check();
    if (Thread.currentThread().isInterrupted()) {
      throw new ProximaException(
          ErrorCode.CANCELLED, "the thread was interrupted while it waited for its turn");
    }
  }
}
