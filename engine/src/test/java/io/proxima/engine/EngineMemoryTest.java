package io.proxima.engine;

import static io.proxima.engine.Fixture.content;
import static io.proxima.engine.Fixture.keys;
import static io.proxima.engine.Fixture.rows;
import static io.proxima.engine.Fixture.rowsBetween;
import static io.proxima.engine.testing.Refusals.refuses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.Storage;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.testing.FaultStorage;
import io.proxima.engine.testing.Gate;
import io.proxima.engine.txn.Durability;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// What is taken from the memory budget is given back, whichever way a write ends.
class EngineMemoryTest {
  private final Storage storage = Storage.memory("test");

  private static EngineSettings small() {
    return Fixture.settings(4 << 20, 64 << 20, Duration.ofSeconds(20));
  }

  @Test
  void whatIsRolledBackIsGivenBack() {
    try (Fixture fixture = Fixture.open(storage)) {
      TableDef a = fixture.table("a", false);
      TableDef b = fixture.table("b", true);
      try (Transaction t = fixture.engine.begin()) {
        t.insert(a, rows(a, 1, 10));
        long used = fixture.engine.memory().usedBytes();
        int mark = t.mark();
        t.insert(a, rowsBetween(a, 10, 1000, 1));
        t.upsert(b, rowsBetween(b, 10, 1000, 1));
        t.upsert(b, rowsBetween(b, 500, 2000, 2));
        assertThat(content(t.snapshot(), b)).hasSize(1990);
        assertThat(fixture.engine.memory().usedBytes()).isGreaterThan(used + 10_000);
        t.rollbackTo(mark);
        assertThat(fixture.engine.memory().usedBytes()).isEqualTo(used);
        assertThat(content(t.snapshot(), a)).hasSize(1);
        assertThat(content(t.snapshot(), b)).isEmpty();
        t.upsert(b, rows(b, 7, 70));
        assertThat(content(t.snapshot(), b)).containsOnlyKeys(7L);
      }
      assertThat(fixture.engine.memory().usedBytes()).isZero();
    }
  }

  @Test
  void aRefusedStatementOfATransactionKeepsNothing() {
    try (Fixture fixture = new Fixture(storage, small(), Failpoints.NONE)) {
      TableDef a = fixture.table("a", true);
      try (Transaction t = fixture.engine.begin()) {
        t.insert(a, rows(a, 1, 10));
        assertThat(content(t.snapshot(), a)).hasSize(1);
        long used = fixture.engine.memory().usedBytes();
        for (int i = 0; i < 10; i++) {
          refuses(ErrorCode.OUT_OF_MEMORY, () -> t.insert(a, rowsBetween(a, 10, 20_000, 1)));
          assertThat(fixture.engine.memory().usedBytes()).isEqualTo(used);
        }
        t.insert(a, rows(a, 2, 20));
        t.commit(Durability.SYNC);
      }
      assertThat(fixture.content(a)).hasSize(2);
    }
  }

  @Test
  void aRefusedCommitKeepsNothing() {
    AtomicBoolean fails = new AtomicBoolean();
    Failpoints failing =
        name -> {
          if (fails.get() && name.equals("commit.checked")) {
            throw new OutOfMemoryError("injected");
          }
        };
    try (Fixture fixture = new Fixture(storage, Fixture.settings(64 << 20), failing)) {
      TableDef a = fixture.table("a", true);
      fixture.commit(t -> t.insert(a, rowsBetween(a, 0, 10, 1)));
      long used = fixture.engine.memory().usedBytes();
      try (Transaction loser = fixture.engine.begin()) {
        loser.update(a, keys(a, 0), rows(a, 0, 5));
        fixture.commit(t -> t.delete(a, keys(a, 0)));
        refuses(ErrorCode.WRITE_CONFLICT, () -> loser.commit(Durability.SYNC));
      }
      assertThat(fixture.engine.memory().usedBytes()).isEqualTo(used);
      fails.set(true);
      assertThatThrownBy(() -> fixture.commit(t -> t.insert(a, rows(a, 11, 1))))
          .isInstanceOf(OutOfMemoryError.class);
      assertThatThrownBy(() -> fixture.engine.define(new Definition.TruncateTable(a.name())))
          .isInstanceOf(OutOfMemoryError.class);
      fails.set(false);
      assertThat(fixture.engine.memory().usedBytes()).isEqualTo(used);
      fixture.commit(t -> t.insert(a, rows(a, 11, 1)));
      assertThat(fixture.content(a)).hasSize(10).containsKey(11L).doesNotContainKey(0L);
    }
  }

  @Test
  void aDatabaseThatDoesNotFitOpensWithItsRowsInSegments() {
    FaultStorage disk = new FaultStorage();
    try (Fixture fixture = Fixture.open(disk)) {
      TableDef a = fixture.table("a", true);
      fixture.commit(t -> t.insert(a, rowsBetween(a, 0, 30_000, 1)));
    }
    for (int i = 0; i < 2; i++) {
      try (Fixture fixture = new Fixture(disk, small(), Failpoints.NONE)) {
        assertThat(fixture.content()).hasSize(30_001);
        assertThat(fixture.engine.segments()).isNotEmpty();
        assertThat(fixture.engine.memory().peakBytes())
            .isLessThanOrEqualTo(fixture.engine.memory().limitBytes());
      }
      assertThat(disk.openHandles()).isZero();
    }
    try (Fixture fixture = Fixture.open(disk)) {
      assertThat(fixture.content()).hasSize(30_001);
    }
  }

  @Test
  void aLogThatHasFailedLeavesReadingAndGivesAllBackAtClose() {
    AtomicBoolean fails = new AtomicBoolean();
    Failpoints failing =
        name -> {
          if (fails.get() && name.equals("wal.before-write")) {
            throw new ProximaException(ErrorCode.IO_FAILURE, "injected");
          }
        };
    Engine engine;
    try (Fixture fixture = new Fixture(storage, Fixture.settings(64 << 20), failing)) {
      engine = fixture.engine;
      TableDef a = fixture.table("a", true);
      fixture.commit(t -> t.insert(a, rows(a, 1, 10)));
      fails.set(true);
      refuses(ErrorCode.IO_FAILURE, () -> fixture.commit(t -> t.insert(a, rows(a, 2, 20))));
      fails.set(false);
      refuses(ErrorCode.IO_FAILURE, () -> fixture.commit(t -> t.insert(a, rows(a, 3, 30))));
      refuses(ErrorCode.IO_FAILURE, () -> engine.define(new Definition.DropTable(a.name())));
      assertThat(fixture.content(a)).containsOnlyKeys(1L);
      try (Transaction t = engine.begin()) {
        t.insert(a, rows(a, 4, 40));
        assertThat(content(t.snapshot(), a)).containsOnlyKeys(1L, 4L);
      }
    }
    assertThat(engine.memory().usedBytes()).isZero();
    try (Fixture again = Fixture.open(storage)) {
      TableDef a = again.table("a");
      assertThat(again.content(a)).containsOnlyKeys(1L);
      again.commit(t -> t.insert(a, rows(a, 5, 50)));
    }
  }

  /// A commit that finds memory full waits for a flush, unless whoever waits is told to stop.
  @Test
  void aCommitThatWaitsForMemoryCanBeCancelled() throws Exception {
    Gate gate = new Gate("segment.written");
    try (Fixture fixture = new Fixture(storage, small(), gate);
        ExecutorService other = Executors.newSingleThreadExecutor()) {
      TableDef a = fixture.table("a", true);
      gate.arm();
      long from = 0;
      while (fixture.engine.memory().usedBytes() <= (4 << 20) / 8 * 5 / 4 * 3) {
        long first = from;
        fixture.commit(t -> t.insert(a, rowsBetween(a, first, first + 100, 1)));
        from += 100;
      }
      gate.awaitReached();
      Cancellation cancelled = Cancellation.unlimited();
      Future<?> waiting = other.submit(() -> commitOne(fixture, a, cancelled));
      cancelled.cancel();
      assertThat(waiting)
          .failsWithin(Duration.ofSeconds(5))
          .withThrowableThat()
          .havingCause()
          .isInstanceOfSatisfying(
              ProximaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
      refuses(
          ErrorCode.TIMEOUT, () -> commitOne(fixture, a, Cancellation.after(Fixture.CLOCK, 20)));
      Thread.currentThread().interrupt();
      refuses(ErrorCode.CANCELLED, () -> commitOne(fixture, a, Cancellation.unlimited()));
      assertThat(Thread.interrupted()).isTrue();
      gate.open();
      commitOne(fixture, a, Cancellation.unlimited());
      assertThat(fixture.content(a)).hasSize((int) from + 1);
    }
  }

  private static void commitOne(Fixture fixture, TableDef table, Cancellation cancellation) {
    try (Transaction transaction = fixture.engine.begin()) {
      transaction.insert(table, rows(table, -1, 1));
      transaction.commit(Durability.SYNC, cancellation);
    }
  }
}
