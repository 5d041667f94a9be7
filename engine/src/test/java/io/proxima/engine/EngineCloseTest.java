package io.proxima.engine;

import static io.proxima.engine.Fixture.content;
import static io.proxima.engine.Fixture.rows;
import static io.proxima.engine.Fixture.rowsBetween;
import static io.proxima.engine.testing.Refusals.refuses;
import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.Storage;
import io.proxima.engine.query.KnnRequest;
import io.proxima.engine.query.ScanRequest;
import io.proxima.engine.row.Predicate;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.testing.FaultStorage;
import io.proxima.engine.testing.Gate;
import io.proxima.engine.txn.Durability;
import io.proxima.engine.vector.Metric;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What closing does to those who still work: they get an error of the closed thing, or their rows.
@Timeout(60)
class EngineCloseTest {
  private static final Cancellation UNLIMITED = Cancellation.unlimited(Fixture.CLOCK);
  private final Storage storage = Storage.memory("test");

  private static void isClosed(ThrowingCallable call) {
    refuses(ErrorCode.CLOSED, call);
  }

  private static ScanRequest all(TableDef table) {
    return new ScanRequest(table.id(), List.of(0, 1, 2, 3), Predicate.TRUE);
  }

  private static KnnRequest nearest(TableDef table) {
    return new KnnRequest(
        table.id(), 3, Metric.L2, new float[] {1, 2, 3}, 5, List.of(0), Predicate.TRUE);
  }

  @Test
  void aCursorOfAClosedSnapshotSaysSo() {
    try (Fixture fixture = Fixture.open(storage)) {
      TableDef a = fixture.table("a", true);
      fixture.commit(t -> t.insert(a, rowsBetween(a, 0, 3000, 1)));
      Snapshot snapshot = fixture.engine.snapshot();
      RowCursor scan = snapshot.scan(all(a), UNLIMITED);
      RowCursor search = snapshot.search(nearest(a), fixture.engine.memory(), UNLIMITED);
      assertThat(scan.next()).isNotNull();
      fixture.engine.define(new Definition.DropTable(a.name()));
      snapshot.close();
      isClosed(scan::next);
      isClosed(search::next);
      isClosed(() -> snapshot.rowCount(a.id()));
      scan.close();
      search.close();
      assertThat(fixture.engine.memory().usedBytes()).isZero();
    }
  }

  @Test
  void aCursorOfAClosedTransactionSaysSo() {
    try (Fixture fixture = Fixture.open(storage)) {
      TableDef a = fixture.table("a", true);
      Transaction transaction = fixture.engine.begin();
      transaction.insert(a, rowsBetween(a, 0, 3000, 1));
      RowCursor scan = transaction.snapshot().scan(all(a), UNLIMITED);
      RowCursor search =
          transaction.snapshot().search(nearest(a), fixture.engine.memory(), UNLIMITED);
      assertThat(scan.next()).isNotNull();
      transaction.close();
      isClosed(scan::next);
      isClosed(search::next);
      assertThat(fixture.engine.snapshots().count()).isZero();
      assertThat(fixture.engine.memory().usedBytes()).isZero();
    }
  }

  @Test
  void whatIsBeingReadIsGivenBackAfterTheCallThatReadsIt() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (Fixture fixture = Fixture.open(storage);
        ExecutorService other = Executors.newSingleThreadExecutor()) {
      TableDef a = fixture.table("a", true);
      Transaction transaction = fixture.engine.begin();
      transaction.insert(a, rowsBetween(a, 0, 10, 1));
      Future<Long> held =
          other.submit(() ->
              transaction
                  .snapshot()
                  .using(() -> {
                    reading.countDown();
                    Gate.await(goOn);
                    return fixture.engine.memory().usedBytes();
                  }));
      reading.await();
      transaction.close();
      isClosed(() -> content(transaction.snapshot(), a));
      refuses(ErrorCode.INVALID_TRANSACTION_STATE, () -> transaction.commit(Durability.SYNC));
      assertThat(fixture.engine.snapshots().count()).isEqualTo(1);
      goOn.countDown();
      assertThat(held.get()).isPositive();
      assertThat(fixture.engine.snapshots().count()).isZero();
      assertThat(fixture.engine.memory().usedBytes()).isZero();
    }
  }

  @Test
  void closingUnderLoadGivesEveryCallAnAnswerOrSaysThatTheDatabaseIsClosed() throws Exception {
    for (int round = 0; round < 3; round++) {
      Storage own = Storage.memory("round " + round);
      CountDownLatch warm = new CountDownLatch(6);
      Map<Long, Long> acknowledged = new ConcurrentHashMap<>();
      Fixture fixture = Fixture.open(own);
      TableDef a = fixture.table("a", true);
      TableDef b = fixture.table("b", true);
      List<Callable<Void>> threads = new ArrayList<>();
      for (int w = 0; w < 3; w++) {
        long firstId = 1_000_000L * w;
        threads.add(
            untilClosed(
                warm,
                i -> {
                  fixture.commit(t -> t.insert(a, rows(a, firstId + i, i)));
                  acknowledged.put(firstId + i, i);
                }));
      }
      Definition truncate = new Definition.TruncateTable(b.name());
      threads.add(untilClosed(warm, _ -> fixture.engine.define(truncate)));
      for (int r = 0; r < 2; r++) {
        threads.add(
            untilClosed(
                warm,
                _ -> {
                  try (Transaction t = fixture.engine.begin()) {
                    t.upsert(a, rows(a, -1, 5));
                    try (RowCursor scan = t.snapshot().scan(all(a), UNLIMITED);
                        RowCursor nearest =
                            t.snapshot().search(nearest(a), fixture.engine.memory(), UNLIMITED)) {
                      assertThat(scan.next()).isNotNull();
                      assertThat(nearest.next()).isNotNull();
                    }
                  }
                }));
      }
      try (ExecutorService pool =
          Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
        List<Future<Void>> running = threads.stream().map(pool::submit).toList();
        warm.await();
        fixture.close();
        for (Future<Void> thread : running) {
          thread.get();
        }
      }
      assertThat(fixture.engine.memory().usedBytes()).isZero();
      assertThat(fixture.engine.snapshots().count()).isZero();
      try (Fixture again = Fixture.open(own)) {
        assertThat(again.content(again.table("a"))).isEqualTo(acknowledged);
      }
    }
  }

  /// Runs `body` with 0, 1, 2, … until it says that the database is closed.
  private static Callable<Void> untilClosed(CountDownLatch warm, LongConsumer body) {
    return () -> {
      for (long i = 0; ; i++) {
        try {
          body.accept(i);
        } catch (ProximaException e) {
          assertThat(e.code()).as("%s", e).isEqualTo(ErrorCode.CLOSED);
          return null;
        } finally {
          if (i == 5) {
            warm.countDown();
          }
        }
      }
    };
  }

  @Test
  void anInterruptedThreadOpensWritesReadsAndCloses(@TempDir Path directory) {
    for (int round = 0; round < 2; round++) {
      Thread.currentThread().interrupt();
      try (Storage files = Storage.files(directory, Fixture.CLOCK);
          Fixture fixture = Fixture.open(files, 1 << 12)) {
        TableDef a = round == 0 ? fixture.table("a", true) : fixture.table("a");
        fixture.commit(t -> t.upsert(a, rowsBetween(a, 0, 1000, 7)));
        fixture.commit(t -> t.upsert(a, rowsBetween(a, 0, 1000, 8)));
        assertThat(fixture.content(a)).hasSize(1000).containsEntry(5L, 8L);
      }
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void aLogThatEndsLateStillGivesTheLockBack() throws Exception {
    FaultStorage disk = new FaultStorage();
    Gate gate = new Gate("wal.after-write");
    EngineSettings impatient = Fixture.settings(64 << 20, 64 << 20, Duration.ofMillis(1));
    Fixture fixture = new Fixture(disk, impatient, gate);
    try (ExecutorService other = Executors.newSingleThreadExecutor()) {
      TableDef a = fixture.table("a", true);
      gate.arm();
      Future<Long> commit = other.submit(() -> fixture.commit(t -> t.insert(a, rows(a, 1, 10))));
      gate.awaitReached();
      refuses(ErrorCode.IO_FAILURE, fixture.engine::close);
      refuses(ErrorCode.CANNOT_CONNECT, () -> Fixture.open(disk));
      gate.open();
      assertThat(commit.get()).isPositive();
      fixture.close(); // waits for the thread of the log
    }
    assertThat(disk.openHandles()).isZero();
    assertThat(fixture.engine.memory().usedBytes()).isZero();
    try (Fixture again = Fixture.open(disk)) {
      assertThat(again.content()).containsEntry("a/1", 10L);
    }
  }

  @Test
  void workThatEndsLateStillGivesTheLockBack() {
    FaultStorage disk = new FaultStorage();
    Gate gate = new Gate("segment.written");
    EngineSettings impatient = Fixture.settings(64 << 20, 64 << 20, Duration.ofMillis(1));
    Fixture fixture = new Fixture(disk, impatient, gate);
    try (ExecutorService other = Executors.newSingleThreadExecutor()) {
      TableDef a = fixture.table("a", true);
      fixture.commit(t -> t.insert(a, rows(a, 1, 10)));
      gate.arm();
      other.execute(() -> {
        try {
          fixture.engine.flush(a.id());
        } catch (ProximaException e) {
          assertThat(e.code()).isEqualTo(ErrorCode.CLOSED);
        }
      });
      gate.awaitReached();
      refuses(ErrorCode.IO_FAILURE, fixture.engine::close).hasMessageContaining("background");
      refuses(ErrorCode.CANNOT_CONNECT, () -> Fixture.open(disk));
      fixture.engine.close(); // there is nothing left to do
      gate.open();
      fixture.close(); // waits for the threads
    }
    assertThat(disk.openHandles()).isZero();
    assertThat(fixture.engine.memory().usedBytes()).isZero();
    try (Fixture again = Fixture.open(disk)) {
      assertThat(again.content()).containsEntry("a/1", 10L);
    }
  }

  @Test
  void closingEndsAFlushBetweenTwoBlocks() throws Exception {
    FaultStorage disk = new FaultStorage();
    Gate gate = new Gate("flush.frozen");
    Fixture fixture = new Fixture(disk, Fixture.settings(64 << 20), gate);
    TableDef a = fixture.table("a", true);
    fixture.commit(t -> t.insert(a, rowsBetween(a, 0, 3000, 1)));
    try (ExecutorService other = Executors.newFixedThreadPool(2)) {
      gate.arm();
      Future<?> flush = other.submit(() -> fixture.engine.flush(a.id()));
      gate.awaitReached();
      Future<?> close = other.submit(fixture.engine::close);
      while (!isEnding(fixture)) {
        Thread.onSpinWait();
      }
      gate.open();
      close.get();
      assertThat(flush).failsWithin(Duration.ofSeconds(20)).withThrowableThat().havingRootCause();
    }
    fixture.close();
    assertThat(disk.files()).noneMatch(file -> file.startsWith("schema/"));
    try (Fixture again = Fixture.open(disk)) {
      assertThat(again.content(a)).hasSize(3000);
    }
  }

  private static boolean isEnding(Fixture fixture) {
    try {
      fixture.engine.flush(1_000);
      return false;
    } catch (ProximaException e) {
      return e.code() == ErrorCode.CLOSED;
    }
  }
}
