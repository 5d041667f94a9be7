package io.proxima.engine.txn;

import io.proxima.engine.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The time that writes are stamped with and by which rows expire: the wall clock's, but never
/// going back, and not following it where it jumps.
///
/// A wall clock that jumps against the monotonic one by more than [#MAX_JUMP], or lies that far
/// behind a time that was seen before, is suspect: time goes on with the monotonic clock until the
/// wall clock is back or [#reset] says that it is right. Expired rows may be dropped for good only
/// when they have been expired for a while by a clock that was never suspect meanwhile.
///
/// - **Unit:** microseconds since 1970-01-01 UTC.
/// - **Threads:** thread-safe.
public final class EngineTime {
  /// How far the wall clock may jump at once.
  public static final Duration MAX_JUMP = Duration.ofMinutes(5);

  private static final System.Logger LOGGER = System.getLogger(EngineTime.class.getName());
  private static final long MAX_JUMP_MICROS = MAX_JUMP.toNanos() / 1_000;
  private static final long MARK_NANOS = Duration.ofMinutes(1).toNanos();

  private final Clock clock;
  private final long graceNanos;

  /// What time it was at some moments since the clock is trusted, oldest first; enough of them to
  /// know what time it was a grace period ago.
  private final ArrayDeque<Mark> marks = new ArrayDeque<>();

  /// The clocks as they were read last.
  private Mark seen;

  private long highest = Long.MIN_VALUE;
  private boolean isSuspect;
  private long era;

  /// Where time goes on from while the wall clock is suspect.
  private Mark anchor;

  /// A time, and how often time was set before: that of an earlier era may be far after it.
  ///
  /// @param era compares with that of another stamp only
  public record Stamp(long micros, long era) {}

  private record Mark(long nanos, long micros) {
    long at(long nowNanos) {
      return micros + (nowNanos - nanos) / 1_000;
    }
  }

  /// Time that follows `clock`; rows may be dropped an hour of uptime after they expired.
  public EngineTime(Clock clock) {
    this(clock, Duration.ofHours(1));
  }

  /// Time that follows `clock`; rows may be dropped `purgeGrace` of uptime after they expired.
  public EngineTime(Clock clock, Duration purgeGrace) {
    this.clock = clock;
    this.graceNanos = purgeGrace.toNanos();
    this.seen = new Mark(clock.monotonicNanos(), clock.wallMicros());
    this.anchor = seen;
  }

  /// Now.
  public synchronized long nowMicros() {
    Mark now = new Mark(clock.monotonicNanos(), clock.wallMicros());
    if (isSuspect) {
      highest = Math.max(highest, anchor.at(now.nanos));
      if (isNear(now.micros, highest)) {
        trust(now);
      }
    } else {
      boolean hasJumped = !isNear(now.micros, seen.at(now.nanos));
      boolean isBehind = highest != Long.MIN_VALUE && highest - now.micros > MAX_JUMP_MICROS;
      if (hasJumped || isBehind) {
        suspect(now, hasJumped ? Math.max(highest, seen.at(now.nanos)) : highest);
      } else {
        highest = Math.max(highest, now.micros);
      }
    }
    seen = now;
    if (!isSuspect && (marks.isEmpty() || now.nanos - marks.getLast().nanos >= MARK_NANOS)) {
      marks.add(new Mark(now.nanos, highest));
      dropReached();
    }
    return highest;
  }

  /// Now, for a commit to come.
  public synchronized Stamp stamp() {
    return new Stamp(nowMicros(), era);
  }

  /// Whether time was not set since.
  public synchronized boolean isOfNow(Stamp stamp) {
    return stamp.era() == era;
  }

  private static boolean isNear(long wallMicros, long micros) {
    return Math.abs(wallMicros - micros) <= MAX_JUMP_MICROS;
  }

  private void suspect(Mark now, long micros) {
    isSuspect = true;
    marks.clear();
    highest = micros;
    anchor = new Mark(now.nanos, micros);
    LOGGER.log(
        System.Logger.Level.WARNING,
        "the wall clock says {0}, {1} was expected: time goes on without it, and no expired row is"
            + " removed, until it is back or CALL proxima.accept_clock() says that it is right",
        text(now.micros),
        text(micros));
  }

  private void trust(Mark now) {
    isSuspect = false;
    highest = Math.max(highest, now.micros);
    LOGGER.log(System.Logger.Level.INFO, "the wall clock is back at {0}", text(now.micros));
  }

  private static Instant text(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  /// Time is not before `micros`, as somebody has seen it.
  public synchronized void witness(long micros) {
    highest = Math.max(highest, micros);
    anchor = new Mark(anchor.nanos, Math.max(anchor.micros, micros));
  }

  /// It is `micros`, whatever it was before; the wall clock is right from here on.
  public synchronized void reset(long micros) {
    era++;
    isSuspect = false;
    marks.clear();
    seen = new Mark(clock.monotonicNanos(), clock.wallMicros());
    highest = micros;
  }

  /// What the wall clock says, right or not.
  public long wallMicros() {
    return clock.wallMicros();
  }

  /// Whether time goes on without the wall clock.
  synchronized boolean isSuspect() {
    nowMicros();
    return isSuspect;
  }

  /// Rows that expired at or before this time may be dropped for good: `Long.MIN_VALUE` if none.
  public synchronized long purgeHorizonMicros() {
    nowMicros();
    Mark reached = dropReached();
    return reached == null ? Long.MIN_VALUE : reached.micros;
  }

  /// The newest mark that is a grace period old, or null; those before it are of no use any more.
  private @Nullable Mark dropReached() {
    Mark reached = null;
    while (!marks.isEmpty() && seen.nanos - marks.getFirst().nanos >= graceNanos) {
      reached = marks.removeFirst();
    }
    if (reached != null) {
      marks.addFirst(reached);
    }
    return reached;
  }
}
