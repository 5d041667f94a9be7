package io.proxima.engine;

import java.time.Duration;

/// How long rows can still be read that are gone.
///
/// @param historyRetention how far back the database can be read as it was, up to ten years; 0 for
///   not at all
/// @param ttlPurgeGrace how long the database must have been open, with a clock that did not jump,
///   since a row expired, before it is dropped for good, up to a year
public record TimeSettings(Duration historyRetention, Duration ttlPurgeGrace) {
  /// The longest retention.
  public static final Duration MAX_RETENTION = Duration.ofDays(3_650);

  /// The longest grace.
  public static final Duration MAX_GRACE = Duration.ofDays(365);

  private static final Duration MIN_SWEEP = Duration.ofSeconds(10);
  private static final Duration MAX_SWEEP = Duration.ofMinutes(15);

  /// Checks the ranges.
  public TimeSettings {
    check(historyRetention, MAX_RETENTION, "historyRetention");
    check(ttlPurgeGrace, MAX_GRACE, "ttlPurgeGrace");
  }

  /// What a user gets without asking: no history, and an hour of grace.
  public static TimeSettings defaults() {
    return new TimeSettings(Duration.ZERO, Duration.ofHours(1));
  }

  /// How long after each other tables are looked through for rows that can go.
  Duration sweepInterval() {
    Duration part = ttlPurgeGrace.dividedBy(4);
    return part.compareTo(MIN_SWEEP) < 0
        ? MIN_SWEEP
        : part.compareTo(MAX_SWEEP) > 0 ? MAX_SWEEP : part;
  }

  private static void check(Duration value, Duration most, String name) {
    if (value.isNegative() || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "setting %s is %s, expected 0 to %s".formatted(name, value, most));
    }
  }
}
