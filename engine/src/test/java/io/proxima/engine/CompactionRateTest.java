package io.proxima.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.schema.TableDef;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.testing.FaultStorage;
import io.proxima.engine.testing.Gate;
import io.proxima.engine.testing.VirtualClock;
import io.proxima.engine.upkeep.BackgroundJob;
import io.proxima.engine.upkeep.UpkeepSettings;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How fast segments are merged while nobody waits for it, and in what order.
@Timeout(60)
class CompactionRateTest {
  private static final long RATE = 64 << 10;
  private static final long MAX_MEMORY = 16 << 20;

  private final FaultStorage storage = new FaultStorage();
  private final VirtualClock clock = new VirtualClock(1_800_000_000_000_000L);

  private Fixture open(long memtableBytes, Failpoints failpoints) {
    EngineSettings settings =
        Fixture.settings(MAX_MEMORY, 1 << 20, Duration.ofSeconds(20))
            .withUpkeep(new UpkeepSettings(memtableBytes, 1L << 30, 1 << 20, RATE));
    return new Fixture(storage, settings, failpoints, clock);
  }

  private Fixture open() {
    return open(MAX_MEMORY, Failpoints.NONE);
  }

  /// Four segments of about 100 KiB, which are worth merging.
  private static TableDef fourSegments(Fixture fixture) {
    TableDef table = fixture.table("t", true);
    for (int i = 0; i < 4; i++) {
      long from = i * 2_000L;
      fixture.commit(t -> t.insert(table, Fixture.rowsBetween(table, from, from + 2_000, from)));
      fixture.engine.flush(table.id());
    }
    return table;
  }

  private static Optional<BackgroundJob.Progress> waiting(Fixture fixture) {
    return fixture.engine.backgroundJobs().stream()
        .flatMap(job -> job.progress().stream())
        .filter(BackgroundJob.Progress::isWaiting)
        .findFirst();
  }

  private static BackgroundJob.Progress awaitWaiting(Fixture fixture) {
    Optional<BackgroundJob.Progress> progress = waiting(fixture);
    while (progress.isEmpty()) {
      Thread.onSpinWait();
      progress = waiting(fixture);
    }
    return progress.get();
  }

  private static void settle(Fixture fixture) {
    while (!fixture.engine.backgroundJobs().isEmpty()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aMergeWaitsUntilTimeHasPassedForWhatItWrote() {
    try (Fixture fixture = open()) {
      TableDef table = fourSegments(fixture);
      BackgroundJob.Progress progress = awaitWaiting(fixture);
      assertThat(progress.bytesPerSecond()).hasValue(RATE);
      assertThat(progress.bytesWritten()).isPositive();
      assertThat(fixture.engine.segments()).hasSize(4);
      int waits = 0;
      while (!fixture.engine.backgroundJobs().isEmpty()) {
        if (waiting(fixture).isPresent()) {
          clock.advance(Duration.ofMillis(100));
          waits++;
        }
      }
      assertThat(fixture.engine.segments()).hasSize(1);
      long seconds = fixture.engine.segments().getFirst().bytes() / RATE;
      assertThat(waits).isGreaterThan((int) seconds * 10 - 10);
      assertThat(fixture.content(table)).hasSize(8_000);
    }
  }

  @Test
  void aFlushIsNotLimited() {
    try (Fixture fixture = open()) {
      TableDef table = fourSegments(fixture);
      awaitWaiting(fixture);
      fixture.commit(t -> t.insert(table, Fixture.rowsBetween(table, 20_000, 30_000, 1)));
      fixture.engine.flush(table.id());
      assertThat(fixture.engine.segments()).hasSize(5);
      assertThat(waiting(fixture)).isPresent();
    }
  }

  @Test
  void whoWaitsForAMergeLiftsTheLimit() {
    try (Fixture fixture = open()) {
      TableDef table = fourSegments(fixture);
      awaitWaiting(fixture);
      fixture.engine.compact(table.id());
      assertThat(fixture.engine.segments()).hasSize(1);
    }
  }

  @Test
  void writersThatWaitForMemoryLiftTheLimit() {
    Gate gate = new Gate("flush.frozen");
    try (Fixture fixture = open(MAX_MEMORY, gate)) {
      TableDef table = fourSegments(fixture);
      awaitWaiting(fixture);
      TableDef other = fixture.table("other", true);
      for (long from = 0; waiting(fixture).isPresent(); from += 1_000) {
        long first = from;
        fixture.commit(
            t -> t.insert(other, Fixture.rowsBetween(other, first, first + 1_000, first)));
      }
      settle(fixture);
      assertThat(fixture.engine.segments().stream().filter(s -> s.tableId() == table.id()))
          .hasSize(1);
    }
  }

  @Test
  void closingEndsAMergeThatWaits() {
    Fixture fixture = open();
    fourSegments(fixture);
    awaitWaiting(fixture);
    fixture.close();
    assertThat(storage.openHandles()).isZero();
    try (Fixture again = open()) {
      assertThat(again.content(again.table("t"))).hasSize(8_000);
      assertThat(storage.files()).noneMatch(file -> file.startsWith("__"));
    }
  }

  @Test
  void theTableWithMostSegmentsComesFirst() {
    Gate first = new Gate("compaction.written");
    Gate second = new Gate("compaction.done");
    Gate third = new Gate("compaction.done");
    Failpoints all =
        place -> {
          first.hit(place);
          third.hit(place); // before the second: it is armed while the thread is held there
          second.hit(place);
        };
    try (Fixture fixture = unlimited(all)) {
      TableDef busy = fixture.table("busy", true);
      TableDef few = fixture.table("few", true);
      TableDef many = fixture.table("many", true);
      first.arm();
      segments(fixture, busy, 4);
      first.awaitReached();
      segments(fixture, few, 4);
      segments(fixture, many, 6);
      second.arm();
      first.open();
      second.awaitReached(); // "busy" is merged
      third.arm();
      second.open();
      third.awaitReached();
      assertThat(count(fixture, few)).isEqualTo(4);
      assertThat(count(fixture, many)).isLessThan(6);
      third.open();
      settle(fixture);
      assertThat(count(fixture, few)).isEqualTo(1);
      assertThat(count(fixture, many)).isLessThan(4);
    }
  }

  private static long count(Fixture fixture, TableDef table) {
    return fixture.engine.segments().stream().filter(s -> s.tableId() == table.id()).count();
  }

  private Fixture unlimited(Failpoints failpoints) {
    return new Fixture(storage, Fixture.settings(1 << 20).withCompactionRate(0), failpoints, clock);
  }

  private static void segments(Fixture fixture, TableDef table, int count) {
    for (int i = 0; i < count; i++) {
      long id = i;
      fixture.commit(t -> t.insert(table, Fixture.rows(table, id, id)));
      fixture.engine.flush(table.id());
    }
  }

  @Test
  void aRateOutOfRangeIsNamed() {
    assertThatThrownBy(() -> new UpkeepSettings(1 << 20, 1 << 20, 0, 1))
        .hasMessageContaining("compactionRate is 1, expected 0, or 64 KiB to 1 TiB");
  }
}
