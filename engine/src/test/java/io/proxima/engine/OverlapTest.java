package io.proxima.engine;

import static io.proxima.engine.testing.Refusals.refuses;
import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.Storage;
import io.proxima.engine.row.Fill;
import io.proxima.engine.schema.Alteration;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.OrderedIndexDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.testing.FaultStorage;
import io.proxima.engine.testing.Gate;
import io.proxima.engine.txn.Basis;
import io.proxima.engine.txn.Durability;
import io.proxima.engine.upkeep.UpkeepSettings;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What becomes of a change when another one comes between its steps.
@Timeout(60)
final class OverlapTest {
  private final ExecutorService others = Executors.newVirtualThreadPerTaskExecutor();

  private static void refusesLate(ErrorCode code, Future<?> late) {
    refuses(
        code,
        () -> {
          try {
            late.get();
          } catch (ExecutionException e) {
            throw e.getCause();
          }
        });
  }

  /// Runs a call on a thread of its own, and returns when that waits for its turn.
  private static Future<?> startUntilItWaits(Callable<?> call) {
    FutureTask<?> task = new FutureTask<>(call);
    Thread thread = Thread.ofPlatform().daemon().start(task);
    while (thread.isAlive() && thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    return task;
  }

  private static Path keys(Path directory, int segment) {
    return directory.resolve("schema/0/table/1/0000000" + segment + "/keys");
  }

  private static void cut(Path file) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.setLength(0);
    }
  }

  /// Table `a` with 2,000 rows in each of two segments.
  private static TableDef twoSegments(Fixture fixture) {
    TableDef a = fixture.table("a", true);
    for (int from = 0; from < 4000; from += 2000) {
      int first = from;
      fixture.commit(t -> t.insert(a, Fixture.rowsBetween(a, first, first + 2000, 1)));
      fixture.engine.flush(a.id());
    }
    return a;
  }

  @Test
  void aMergeIsGivenUpIfAnInputWasTakenOutMeanwhile(@TempDir Path directory) throws IOException {
    Gate merged = new Gate("compaction.written");
    try (Storage files = Storage.files(directory, Fixture.CLOCK)) {
      try (Fixture fixture = new Fixture(files, Fixture.settings(64 << 20), merged)) {
        TableDef a = twoSegments(fixture);
        merged.arm();
        Future<?> merge = others.submit(() -> fixture.engine.compact(a.id()));
        merged.awaitReached();
        cut(keys(directory, 1));
        refuses(
            ErrorCode.CORRUPT_FILE,
            () -> fixture.commit(t -> t.delete(a, Fixture.keys(a, 5, 1995))));
        assertThat(fixture.engine.quarantine(a.id())).containsExactly("quarantine/00000001");
        merged.open();
        assertThat(merge).succeedsWithin(Duration.ofSeconds(20));
        assertThat(fixture.content(a)).hasSize(2000).doesNotContainKey(5L);
      }
      try (Fixture fixture = Fixture.open(files)) {
        assertThat(fixture.content(fixture.table("a"))).hasSize(2000).doesNotContainKey(5L);
        assertThat(fixture.engine.segments()).hasSize(1);
      }
    }
  }

  /// A deletion that could not be found in an input is not in what takes its place.
  @Test
  void whatComesOfADamagedInputIsDamagedToo(@TempDir Path directory) throws IOException {
    Gate merged = new Gate("compaction.written");
    Gate named = new Gate("manifest.durable");
    Failpoints both =
        name -> {
          merged.hit(name);
          named.hit(name);
        };
    try (Storage files = Storage.files(directory, Fixture.CLOCK)) {
      try (Fixture fixture = new Fixture(files, Fixture.settings(64 << 20), both)) {
        TableDef a = twoSegments(fixture);
        merged.arm();
        Future<?> merge = others.submit(() -> fixture.engine.compact(a.id()));
        merged.awaitReached();
        named.arm();
        merged.open();
        named.awaitReached();
        byte[] sound = Files.readAllBytes(keys(directory, 1));
        try (Transaction delete = fixture.engine.begin()) {
          delete.delete(a, Fixture.keys(a, 5));
          cut(keys(directory, 1));
          delete.commit(Durability.SYNC);
        }
        Files.write(keys(directory, 1), sound);
        named.open();
        assertThat(merge).succeedsWithin(Duration.ofSeconds(20));
        refuses(ErrorCode.IO_FAILURE, () -> fixture.content(a)).hasMessageContaining("not whole");
      }
      try (Fixture fixture = Fixture.open(files)) {
        assertThat(fixture.content(fixture.table("a"))).hasSize(3999).doesNotContainKey(5L);
      }
    }
  }

  @Test
  void aDefinitionThatWaitedIsCheckedAgainstWhatItWaitedFor() {
    Gate written = new Gate("wal.after-write");
    Storage storage = Storage.memory("overlap");
    try (Fixture fixture = new Fixture(storage, Fixture.settings(64 << 20), written)) {
      TableDef a = fixture.table("a", true);
      TableDef other = fixture.table("other", true);
      Basis basis = Basis.of(fixture.engine.catalog());
      written.arm();
      Future<?> commit =
          others.submit(() -> fixture.commit(t -> t.insert(other, Fixture.rows(other, 1, 1))));
      written.awaitReached();
      OrderedIndexDef index =
          new OrderedIndexDef(
              0,
              "a_v",
              OrderedIndexDef.Origin.UNIQUE_INDEX,
              List.of(new OrderedIndexDef.Part(2, false)));
      Future<?> unique =
          startUntilItWaits(
              () -> fixture.engine.define(new Definition.CreateIndex(a.name(), uniqueV())));
      Definition create = new Definition.CreateTable(Fixture.definition("b", true));
      Future<?> late =
          startUntilItWaits(() -> fixture.engine.define(create, basis, Cancellation.unlimited()));
      written.open();
      assertThat(commit).succeedsWithin(Duration.ofSeconds(20));
      assertThat(unique).succeedsWithin(Duration.ofSeconds(20));
      refusesLate(ErrorCode.WRITE_CONFLICT, late);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 1})
  void commitsGoOnWhileAUniqueIndexIsMade(long value) {
    Gate looked = new Gate("unique.looked");
    Storage storage = Storage.memory("overlap");
    try (Fixture fixture = new Fixture(storage, Fixture.settings(64 << 20), looked)) {
      TableDef a = fixture.table("a", true);
      TableDef b = fixture.table("b", true);
      fixture.commit(t -> t.insert(a, Fixture.rows(a, 1, 1)));
      looked.arm();
      Definition create = new Definition.CreateIndex(a.name(), uniqueV());
      Future<?> define = others.submit(() -> fixture.engine.define(create));
      looked.awaitReached();
      fixture.commit(t -> t.insert(b, Fixture.rows(b, 1, 1)));
      fixture.commit(t -> t.insert(a, Fixture.rows(a, 2, value)));
      looked.open();
      if (value == 1) {
        refusesLate(ErrorCode.DUPLICATE_KEY, define);
        assertThat(fixture.table("a").indexes()).isEmpty();
      } else {
        assertThat(define).succeedsWithin(Duration.ofSeconds(20));
        TableDef indexed = fixture.table("a");
        refuses(
            ErrorCode.DUPLICATE_KEY,
            () -> fixture.commit(t -> t.insert(indexed, Fixture.rows(indexed, 3, value))));
      }
    }
  }

  /// Rows have changed after each look but the last.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void commitsThatWaitForAUniqueIndexCanBeCancelledAndSoCanIt(boolean isCancelled) {
    Gate last = new Gate("unique.looked");
    AtomicInteger looks = new AtomicInteger();
    AtomicReference<Runnable> change = new AtomicReference<>(() -> {});
    Failpoints places =
        name -> {
          if (name.equals("unique.looked") && looks.incrementAndGet() < 3) {
            change.get().run();
          } else {
            last.hit(name);
          }
        };
    Storage storage = Storage.memory("overlap");
    try (Fixture fixture = new Fixture(storage, Fixture.settings(64 << 20), places)) {
      TableDef a = fixture.table("a", true);
      TableDef b = fixture.table("b", true);
      fixture.commit(t -> t.insert(b, Fixture.rows(b, 1, 1)));
      change.set(() -> {
        int id = looks.get();
        fixture.commit(t -> t.insert(a, Fixture.rows(a, id, id)));
      });
      last.arm();
      Cancellation statement = Cancellation.unlimited();
      Definition create = new Definition.CreateIndex(a.name(), uniqueV());
      Future<?> define = others.submit(() -> fixture.engine.define(create, null, statement));
      last.awaitReached();
      Cancellation other = Cancellation.unlimited();
      Future<?> commit = startUntilItWaits(() -> commit(fixture, b, 2, other));
      fixture.engine.flush(b.id());
      other.cancel();
      refusesLate(ErrorCode.CANCELLED, commit);
      Future<?> late = startUntilItWaits(() -> commit(fixture, b, 3, Cancellation.unlimited()));
      if (isCancelled) {
        statement.cancel();
      }
      last.open();
      if (isCancelled) {
        refusesLate(ErrorCode.CANCELLED, define);
      } else {
        assertThat(define).succeedsWithin(Duration.ofSeconds(20));
      }
      assertThat(late).succeedsWithin(Duration.ofSeconds(20));
      assertThat(fixture.table("a").indexes()).hasSize(isCancelled ? 0 : 1);
      assertThat(fixture.content(a)).hasSize(2);
      assertThat(fixture.content(b)).hasSize(2);
    }
  }

  private static long commit(Fixture fixture, TableDef table, long id, Cancellation statement) {
    try (Transaction transaction = fixture.engine.begin()) {
      transaction.insert(table, Fixture.rows(table, id, id));
      return transaction.commit(Durability.SYNC, statement);
    }
  }

  @Test
  void aLookAtRowsForAUniqueIndexCanBeCancelled() {
    try (Fixture fixture = Fixture.open(Storage.memory("overlap"))) {
      TableDef a = fixture.table("a", true);
      fixture.commit(t -> t.insert(a, Fixture.rows(a, 1, 1, 2, 1)));
      Cancellation statement = Cancellation.unlimited();
      statement.cancel();
      Definition create = new Definition.CreateIndex(a.name(), uniqueV());
      refuses(ErrorCode.CANCELLED, () -> fixture.engine.define(create, null, statement));
      refuses(ErrorCode.DUPLICATE_KEY, () -> fixture.engine.define(create));
    }
  }

  private static OrderedIndexDef uniqueV() {
    return new OrderedIndexDef(
        0, "a_v", OrderedIndexDef.Origin.UNIQUE_INDEX, List.of(new OrderedIndexDef.Part(2, false)));
  }

  @Test
  void aTableThatIsBeingMadeCannotBeAlteredYet() {
    Gate written = new Gate("wal.after-write");
    Storage storage = Storage.memory("overlap");
    ColumnDef column = new ColumnDef(0, "w", ColumnType.of(TypeKind.BIGINT), true);
    TableDef made;
    try (Fixture fixture = Fixture.open(Storage.memory("elsewhere"))) {
      made = fixture.table("a", true);
    }
    TableDef altered = Alteration.of(made).addColumn(column, Fill.unseen(made.name(), column));
    Definition alter = new Definition.AlterTable(made.name(), altered);
    try (Fixture fixture = new Fixture(storage, Fixture.settings(64 << 20), written)) {
      written.arm();
      Future<?> create =
          others.submit(() ->
              fixture.engine.define(new Definition.CreateTable(Fixture.definition("a", true))));
      written.awaitReached();
      refuses(ErrorCode.WRITE_CONFLICT, () -> fixture.engine.define(alter))
          .hasMessageContaining("being made");
      written.open();
      assertThat(create).succeedsWithin(Duration.ofSeconds(20));
      fixture.engine.define(alter);
      assertThat(fixture.table("a").columns()).hasSize(5);
    }
  }

  /// The commit fills the log beyond its limit, so that somebody has to look what holds it.
  @Test
  void aCommitThatEndsTheLogFileIsAppliedWhileTheDatabaseIsClosed() throws Exception {
    FaultStorage storage = new FaultStorage();
    Gate before = new Gate("wal.before-apply");
    EngineSettings settings =
        new EngineSettings(
            Durability.SYNC,
            64 << 20,
            16 << 10,
            Duration.ofMillis(100),
            Duration.ofSeconds(20),
            new UpkeepSettings(32 << 20, 16 << 10, 1 << 20));
    try (Fixture fixture = new Fixture(storage, settings, before)) {
      TableDef a = fixture.table("a", true);
      fixture.commit(t -> t.insert(a, Fixture.rowsBetween(a, 0, 2000, 1)));
      before.arm();
      Future<?> commit =
          others.submit(
              () -> fixture.commit(t -> t.insert(a, Fixture.rowsBetween(a, 2000, 4000, 1))));
      before.awaitReached();
      Future<?> close = others.submit(fixture.engine::close);
      while (!isClosed(fixture.engine::snapshot)) {
        Thread.onSpinWait();
      }
      before.open();
      commit.get();
      close.get();
    }
    try (Fixture fixture = Fixture.open(storage)) {
      assertThat(fixture.content(fixture.table("a"))).hasSize(4000);
    }
  }

  private static boolean isClosed(Callable<Snapshot> open) throws Exception {
    try (Snapshot _ = open.call()) {
      return false;
    } catch (ProximaException e) {
      return e.code() == ErrorCode.CLOSED;
    }
  }
}
