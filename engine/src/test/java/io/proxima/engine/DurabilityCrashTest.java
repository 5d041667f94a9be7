package io.proxima.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.schema.TableDef;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.testing.FaultStorage;
import io.proxima.engine.testing.FaultStorage.Variant;
import io.proxima.engine.testing.Gate;
import io.proxima.engine.testing.VirtualClock;
import io.proxima.engine.time.Clock;
import io.proxima.engine.txn.Durability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a crash may take of commits of mixed durability: a suffix, and never more than each was
/// promised.
final class DurabilityCrashTest {
  private static final int COMMITS = 40;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aCrashTakesASuffixAndNoMoreThanWasPromised(long seed) {
    Random random = new Random(seed);
    FaultStorage storage = new FaultStorage();
    try (Fixture fixture = Fixture.open(storage)) {
      TableDef table = fixture.table("a", true);
      int synced = 0;
      int written = 0;
      for (int i = 1; i <= COMMITS; i++) {
        Durability durability = Durability.values()[random.nextInt(Durability.values().length)];
        try (Transaction transaction = fixture.engine.begin()) {
          transaction.insert(table, Fixture.rows(table, i, 10L * i));
          transaction.commit(durability);
        }
        synced = durability == Durability.SYNC ? i : synced;
        written = durability == Durability.MEMORY ? written : i;
        for (Variant variant : Variant.values()) {
          int left = survivors(storage.afterCrash(variant, random));
          assertThat(left)
              .as("seed %s, commit %s as %s, crash %s", seed, i, durability, variant)
              .isBetween(variant == Variant.ALL ? written : synced, i);
        }
      }
    }
  }

  @Test
  void aTimeIsNotThatOfACommitThatWasLost() {
    VirtualClock clock = new VirtualClock(1_800_000_000_000_000L);
    FaultStorage storage = new FaultStorage();
    Gate gate = new Gate("segment.written");
    FaultStorage left;
    long between;
    try (Fixture fixture = open(storage, gate, clock);
        ExecutorService other = Executors.newSingleThreadExecutor()) {
      TableDef table = fixture.table("a", true);
      fixture.commit(t -> t.insert(table, Fixture.rows(table, 1, 1)));
      gate.arm();
      Future<?> flush = other.submit(() -> fixture.engine.flush(table.id()));
      gate.awaitReached();
      clock.advance(Duration.ofSeconds(10));
      try (Transaction lost = fixture.engine.begin()) {
        lost.insert(table, Fixture.rows(table, 2, 2));
        lost.commit(Durability.MEMORY);
      }
      gate.open();
      assertThat(flush).succeedsWithin(Duration.ofSeconds(20));
      clock.advance(Duration.ofSeconds(10));
      between = clock.wallMicros();
      left = storage.afterCrash(Variant.SYNCED_ONLY, new Random(1));
    }
    clock.advance(Duration.ofSeconds(10));
    try (Fixture fixture = open(left, Failpoints.NONE, clock)) {
      TableDef table = fixture.table("a");
      fixture.commit(t -> t.insert(table, Fixture.rows(table, 3, 3)));
      assertThat(fixture.content(table)).containsOnlyKeys(1L, 3L);
      try (Snapshot then = fixture.engine.asOfTime(between)) {
        assertThat(Fixture.content(then, table)).containsOnlyKeys(1L);
      }
    }
  }

  private static Fixture open(FaultStorage storage, Failpoints failpoints, Clock clock) {
    EngineSettings settings =
        Fixture.settings(64 << 20)
            .withTime(new TimeSettings(Duration.ofHours(1), Duration.ofHours(1)));
    return new Fixture(storage, settings, failpoints, clock);
  }

  /// How many commits a new process finds, all of them the first ones.
  private static int survivors(FaultStorage found) {
    try (Fixture fixture = Fixture.open(found)) {
      TableDef table = fixture.table("a");
      List<Long> ids = new ArrayList<>(fixture.content(table).keySet());
      for (int i = 0; i < ids.size(); i++) {
        assertThat(ids.get(i)).as("no hole").isEqualTo(i + 1);
      }
      return ids.size();
    }
  }
}
