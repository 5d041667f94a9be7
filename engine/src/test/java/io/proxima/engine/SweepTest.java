package io.proxima.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.row.RowTimes;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.testing.FaultStorage;
import io.proxima.engine.testing.VirtualClock;
import io.proxima.engine.testing.VirtualTimers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Rows that have expired, or were deleted, leave memory and disk though nobody writes any more.
@Timeout(60)
class SweepTest {
  private static final long START = 1_800_000_000_000_000L;
  private static final long HOUR = 3_600_000_000L;

  private final FaultStorage storage = new FaultStorage();
  private final VirtualClock clock = new VirtualClock(START);
  private final VirtualTimers timers = new VirtualTimers(clock);

  private Fixture open() {
    return new Fixture(storage, Fixture.settings(1 << 20), Failpoints.NONE, clock, timers);
  }

  private static TableDef expiring(Fixture fixture, String name) {
    TableDef plain = Fixture.definition(name, true);
    fixture.engine.define(
        new Definition.CreateTable(
            new TableDef(
                0,
                plain.name(),
                1,
                plain.columns(),
                plain.key(),
                Map.of("ttl", String.valueOf(HOUR)))));
    return fixture.table(name);
  }

  private static void settle(Fixture fixture) {
    while (!fixture.engine.backgroundJobs().isEmpty()) {
      assertThat(fixture.engine.backgroundJobs())
          .allSatisfy(job -> assertThat(job.error()).isEmpty());
      Thread.onSpinWait();
    }
  }

  /// Hours in steps of ten minutes: the clock is trusted only if it does not jump.
  private void pass(Fixture fixture, int hours) {
    for (int step = 0; step < 6 * hours; step++) {
      timers.advance(Duration.ofMinutes(10));
      settle(fixture);
    }
  }

  private List<String> segmentFiles() {
    return storage.files().stream().filter(name -> name.startsWith("schema/")).toList();
  }

  @Test
  void aTableThatNobodyWritesToLosesItsExpiredRowsOnTheDisk() {
    try (Fixture fixture = open()) {
      TableDef table = expiring(fixture, "t");
      for (int i = 0; i < 3; i++) {
        long from = 100L * i;
        fixture.commit(t -> t.insert(table, Fixture.rowsBetween(table, from, from + 100, 1)));
        fixture.engine.flush(table.id());
      }
      settle(fixture);
      assertThat(fixture.engine.segments()).hasSize(3);
      pass(fixture, 1);
      assertThat(fixture.content(table)).isEmpty();
      assertThat(fixture.engine.segments()).hasSize(3); // the grace is not over
      pass(fixture, 2);
      assertThat(fixture.engine.segments()).isEmpty();
      assertThat(segmentFiles()).isEmpty();
    }
    assertThat(timers.isQuiet()).isTrue();
    try (Fixture fixture = open()) {
      TableDef table = fixture.table("t");
      assertThat(fixture.content(table)).isEmpty();
      fixture.commit(t -> t.insert(table, Fixture.rows(table, 1, 1)));
      assertThat(fixture.content(table)).hasSize(1);
    }
    assertThat(storage.openHandles()).isZero();
  }

  @Test
  void expiredRowsInMemoryGoWithoutLeavingASegment() {
    try (Fixture fixture = open()) {
      TableDef table = expiring(fixture, "t");
      fixture.commit(t -> t.insert(table, Fixture.rowsBetween(table, 0, 500, 1)));
      assertThat(fixture.engine.memory().usedByOwner().get("table public.t")).isPositive();
      pass(fixture, 3);
      assertThat(fixture.engine.memory().usedByOwner().get("table public.t")).isZero();
      assertThat(fixture.engine.segments()).isEmpty();
      assertThat(segmentFiles()).isEmpty();
    }
    try (Fixture fixture = open()) {
      assertThat(fixture.content(fixture.table("t"))).isEmpty();
      assertThat(fixture.engine.memory().usedByOwner().get("table public.t")).isZero();
    }
  }

  @Test
  void rowsThatDoNotExpireStay() {
    try (Fixture fixture = open()) {
      TableDef table = fixture.table("t", true);
      long[] expiry = new long[200];
      for (int i = 0; i < 200; i++) {
        expiry[i] = i % 2 == 0 ? START + HOUR : RowTimes.NEVER;
      }
      fixture.commit(t -> t.insert(table, Fixture.rowsBetween(table, 0, 200, 1), expiry));
      fixture.engine.flush(table.id());
      pass(fixture, 3);
      assertThat(fixture.engine.segments()).singleElement().matches(s -> s.rows() == 100);
      assertThat(fixture.content(table)).hasSize(100).containsKey(1L).doesNotContainKey(0L);
    }
  }

  @Test
  void aFewExpiredRowsAreNotWorthIt() {
    try (Fixture fixture = open()) {
      TableDef table = fixture.table("t", true);
      long[] expiry = new long[200];
      Arrays.fill(expiry, RowTimes.NEVER);
      expiry[7] = START + HOUR;
      fixture.commit(t -> t.insert(table, Fixture.rowsBetween(table, 0, 200, 1), expiry));
      fixture.engine.flush(table.id());
      pass(fixture, 3);
      assertThat(fixture.engine.segments()).singleElement().matches(s -> s.rows() == 200);
      assertThat(fixture.content(table)).hasSize(199);
    }
  }

  @Test
  void aCompactionOfNothingButDeletedRowsLeavesNoSegment() {
    try (Fixture fixture = open()) {
      TableDef table = fixture.table("t", true);
      fixture.commit(t -> t.insert(table, Fixture.rows(table, 1, 1, 2, 2)));
      fixture.engine.flush(table.id());
      try (Snapshot before = fixture.engine.snapshot()) {
        fixture.commit(t -> t.delete(table, Fixture.keys(table, 1, 2)));
        fixture.engine.flush(table.id());
        assertThat(Fixture.content(before, table)).hasSize(2);
      }
      fixture.engine.compact(table.id());
      assertThat(fixture.engine.segments()).isEmpty();
      assertThat(segmentFiles()).isEmpty();
    }
    try (Fixture fixture = open()) {
      assertThat(fixture.content(fixture.table("t"))).isEmpty();
    }
  }
}
