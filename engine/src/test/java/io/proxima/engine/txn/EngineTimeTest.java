package io.proxima.engine.txn;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.testing.Seeded;
import io.proxima.engine.testing.VirtualClock;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class EngineTimeTest {
  private static final long START = 1_800_000_000_000_000L;
  private static final Duration GRACE = Duration.ofHours(1);
  private static final long MINUTE = 60_000_000L;

  private static final Logger LOGGER = Logger.getLogger(EngineTime.class.getName());

  private final VirtualClock clock = new VirtualClock(START);
  private final EngineTime time = new EngineTime(clock, GRACE);

  @BeforeAll
  static void silence() {
    LOGGER.setLevel(Level.OFF);
  }

  @AfterAll
  static void restore() {
    LOGGER.setLevel(null);
  }

  @Test
  void timeFollowsTheWallClock() {
    assertThat(time.nowMicros()).isEqualTo(START);
    clock.advance(Duration.ofDays(2));
    assertThat(time.nowMicros()).isEqualTo(START + 2 * 24 * 60 * MINUTE);
    assertThat(time.isSuspect()).isFalse();
  }

  @Test
  void aSmallStepBackHoldsTimeUntilTheWallClockIsThereAgain() {
    time.nowMicros();
    clock.jump(Duration.ofMinutes(-4));
    assertThat(time.nowMicros()).isEqualTo(START);
    clock.advance(Duration.ofMinutes(5));
    assertThat(time.nowMicros()).isEqualTo(START + MINUTE);
    assertThat(time.isSuspect()).isFalse();
  }

  @Test
  void aJumpIsNotFollowedAndNothingIsPurgedUntilTheWallClockReturns() {
    time.nowMicros();
    clock.advance(Duration.ofHours(2));
    assertThat(time.purgeHorizonMicros()).isEqualTo(START);
    clock.jump(Duration.ofDays(400));
    assertThat(time.nowMicros()).isEqualTo(START + 120 * MINUTE);
    assertThat(time.isSuspect()).isTrue();
    clock.advance(Duration.ofHours(3));
    assertThat(time.nowMicros()).isEqualTo(START + 300 * MINUTE);
    assertThat(time.purgeHorizonMicros()).isEqualTo(Long.MIN_VALUE);
    clock.jump(Duration.ofDays(-400));
    assertThat(time.nowMicros()).isEqualTo(START + 300 * MINUTE);
    assertThat(time.isSuspect()).isFalse();
    clock.advance(Duration.ofMinutes(59));
    assertThat(time.purgeHorizonMicros()).isEqualTo(Long.MIN_VALUE);
    clock.advance(Duration.ofMinutes(1));
    assertThat(time.purgeHorizonMicros()).isEqualTo(START + 300 * MINUTE);
  }

  @Test
  void suspectTimeGoesOnByTheMicrosecond() {
    time.nowMicros();
    clock.jump(Duration.ofHours(-1));
    time.nowMicros();
    for (int i = 0; i < 10_000; i++) {
      clock.advance(Duration.ofNanos(100));
      time.nowMicros();
    }
    assertThat(time.nowMicros()).isEqualTo(START + 1_000);
  }

  @Test
  void aTimeSeenBeforeHoldsOnAClockThatWentBackMeanwhile() {
    time.witness(START + 60 * MINUTE);
    assertThat(time.nowMicros()).isEqualTo(START + 60 * MINUTE);
    assertThat(time.isSuspect()).isTrue();
    clock.advance(Duration.ofMinutes(10));
    assertThat(time.nowMicros()).isEqualTo(START + 70 * MINUTE);
  }

  @Test
  void anAcceptedClockIsFollowedForthAndBack() {
    time.nowMicros();
    clock.jump(Duration.ofDays(1));
    assertThat(time.isSuspect()).isTrue();
    time.reset(time.wallMicros());
    assertThat(time.nowMicros()).isEqualTo(START + 24 * 60 * MINUTE);
    assertThat(time.isSuspect()).isFalse();
    clock.jump(Duration.ofDays(-1));
    assertThat(time.nowMicros()).isEqualTo(START + 24 * 60 * MINUTE);
    time.reset(time.wallMicros());
    assertThat(time.nowMicros()).isEqualTo(START);
    clock.advance(Duration.ofMinutes(1));
    assertThat(time.nowMicros()).isEqualTo(START + MINUTE);
    assertThat(time.purgeHorizonMicros()).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void aResetTakesAHigherTimeBack() {
    time.witness(START + 60 * MINUTE);
    time.reset(START + MINUTE);
    assertThat(time.nowMicros()).isEqualTo(START + MINUTE);
    assertThat(time.isSuspect()).isFalse();
  }

  /// Whatever the clock does: time never goes back and never follows a jump, and what may be purged
  /// had expired a grace period of uptime before, with no jump since.
  @Seeded
  @RepeatedTest(50)
  void historiesOfJumpsKeepThePromise(RandomGenerator random) {
    long before = time.nowMicros();
    long uptime = 0;
    long trustedSince = 0;
    long[] timeAt = new long[5_000];
    timeAt[0] = before;
    for (int minute = 1; minute < timeAt.length; minute++) {
      clock.advance(Duration.ofMinutes(1));
      uptime++;
      if (random.nextInt(100) == 0) {
        clock.jump(Duration.ofMinutes(random.nextLong(-2_000, 2_000)));
      } else if (random.nextInt(10) == 0) {
        clock.jump(Duration.ofSeconds(random.nextLong(-240, 240)));
      }
      long now = time.nowMicros();
      assertThat(now).isBetween(before, before + 11 * MINUTE);
      before = now;
      timeAt[minute] = now;
      if (time.isSuspect()) {
        trustedSince = uptime + 1;
      }
      long horizon = time.purgeHorizonMicros();
      if (uptime - trustedSince < GRACE.toMinutes()) {
        assertThat(horizon).isEqualTo(Long.MIN_VALUE);
      } else {
        assertThat(horizon).isLessThanOrEqualTo(timeAt[minute - (int) GRACE.toMinutes()]);
      }
      if (random.nextInt(1_000) == 0) {
        time.reset(time.wallMicros());
        before = time.nowMicros();
        timeAt[minute] = before;
        trustedSince = uptime;
      }
    }
  }
}
