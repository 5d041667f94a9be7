package io.proxima.engine;

import static io.proxima.engine.Fixture.content;
import static io.proxima.engine.Fixture.keys;
import static io.proxima.engine.Fixture.rows;
import static io.proxima.engine.testing.Refusals.refuses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.io.Storage;
import io.proxima.engine.row.Key;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.testing.Gate;
import io.proxima.engine.txn.Durability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineTest {
  private final Storage storage = Storage.memory("test");

  @Test
  void rowsAreThereAfterACleanCloseOnDisk(@TempDir Path directory) {
    for (int round = 0; round < 3; round++) {
      try (Storage files = Storage.files(directory, Fixture.CLOCK);
          Fixture fixture = Fixture.open(files)) {
        TableDef table = round == 0 ? fixture.table("a", true) : fixture.table("a");
        assertThat(fixture.content(table)).hasSize(round);
        long id = round;
        fixture.commit(t -> t.insert(table, rows(table, id, 10 * id)));
        assertThat(fixture.content(table)).hasSize(round + 1).containsEntry(id, 10 * id);
      }
    }
  }

  @Test
  void insertUpdateUpsertAndDeleteDoWhatTheySay() {
    try (Fixture fixture = Fixture.open(storage)) {
      TableDef a = fixture.table("a", true);
      fixture.commit(t -> t.insert(a, rows(a, 1, 10, 2, 20, 3, 30)));
      fixture.commit(t -> t.update(a, keys(a, 1, 2), rows(a, 1, 11, 7, 22)));
      assertThat(fixture.content(a)).isEqualTo(Map.of(1L, 11L, 7L, 22L, 3L, 30L));
      fixture.commit(t -> t.upsert(a, rows(a, 3, 33, 4, 1, 4, 44)));
      assertThat(fixture.content(a)).isEqualTo(Map.of(1L, 11L, 7L, 22L, 3L, 33L, 4L, 44L));
      fixture.commit(t -> t.delete(a, keys(a, 1, 99)));
      assertThat(fixture.content(a)).isEqualTo(Map.of(7L, 22L, 3L, 33L, 4L, 44L));
    }
  }

  @Test
  void anUpdateMaySwapKeys() {
    try (Fixture fixture = Fixture.open(storage)) {
      TableDef a = fixture.table("a", true);
      fixture.commit(t -> t.insert(a, rows(a, 1, 10, 2, 20)));
      fixture.commit(t -> t.update(a, keys(a, 1, 2), rows(a, 2, 10, 1, 20)));
      assertThat(fixture.content(a)).isEqualTo(Map.of(2L, 10L, 1L, 20L));
    }
    try (Fixture fixture = Fixture.open(storage)) {
      assertThat(fixture.content(fixture.table("a"))).isEqualTo(Map.of(2L, 10L, 1L, 20L));
    }
  }

  @Test
  void duplicateKeysAreRefusedAndNothingIsAdded() {
    try (Fixture fixture = Fixture.open(storage)) {
      TableDef a = fixture.table("a", true);
      fixture.commit(t -> t.insert(a, rows(a, 1, 10)));
      try (Transaction t = fixture.engine.begin()) {
        assertThatThrownBy(() -> t.insert(a, rows(a, 2, 20, 1, 11)))
            .hasMessageContaining("public.a")
            .hasMessageContaining("1");
        refuses(ErrorCode.DUPLICATE_KEY, () -> t.insert(a, rows(a, 5, 1, 5, 2)));
        assertThat(t.isEmpty()).isTrue();
        t.insert(a, rows(a, 2, 20));
        refuses(ErrorCode.DUPLICATE_KEY, () -> t.insert(a, rows(a, 2, 21)));
        refuses(ErrorCode.DUPLICATE_KEY, () -> t.update(a, keys(a, 1), rows(a, 2, 0)));
        t.delete(a, keys(a, 1));
        t.insert(a, rows(a, 1, 12));
        t.commit(Durability.SYNC);
      }
      assertThat(fixture.content(a)).isEqualTo(Map.of(1L, 12L, 2L, 20L));
    }
  }

  @Test
  void aTransactionSeesItsOwnWritesAndNobodyElseDoes() {
    try (Fixture fixture = Fixture.open(storage)) {
      TableDef a = fixture.table("a", true);
      fixture.commit(t -> t.insert(a, rows(a, 1, 10, 2, 20, 3, 30)));
      try (Transaction t = fixture.engine.begin()) {
        t.delete(a, keys(a, 2));
        t.upsert(a, rows(a, 3, 33, 4, 40));
        t.update(a, keys(a, 4), rows(a, 5, 50));
        assertThat(content(t.snapshot(), a)).isEqualTo(Map.of(1L, 10L, 3L, 33L, 5L, 50L));
        assertThat(fixture.content(a)).isEqualTo(Map.of(1L, 10L, 2L, 20L, 3L, 30L));
        t.commit(Durability.SYNC);
      }
      assertThat(fixture.content(a)).isEqualTo(Map.of(1L, 10L, 3L, 33L, 5L, 50L));
    }
    try (Fixture fixture = Fixture.open(storage)) {
      assertThat(fixture.content(fixture.table("a"))).isEqualTo(Map.of(1L, 10L, 3L, 33L, 5L, 50L));
    }
  }

  @Test
  void rollbackToAMarkForgetsWhatCameAfterIt() {
    try (Fixture fixture = Fixture.open(storage)) {
      TableDef a = fixture.table("a", true);
      fixture.commit(t -> t.insert(a, rows(a, 1, 10, 2, 20)));
      try (Transaction t = fixture.engine.begin()) {
        t.insert(a, rows(a, 3, 30));
        t.delete(a, keys(a, 1));
        int mark = t.mark();
        t.upsert(a, rows(a, 2, 0, 3, 0, 1, 0));
        assertThat(content(t.snapshot(), a)).isEqualTo(Map.of(1L, 0L, 2L, 0L, 3L, 0L));
        t.rollbackTo(mark);
        assertThat(content(t.snapshot(), a)).isEqualTo(Map.of(2L, 20L, 3L, 30L));
        t.insert(a, rows(a, 9, 90));
        t.commit(Durability.SYNC);
      }
      assertThat(fixture.content(a)).isEqualTo(Map.of(2L, 20L, 3L, 30L, 9L, 90L));
      try (Transaction t = fixture.engine.begin()) {
        t.delete(a, keys(a, 2));
        t.rollbackTo(0);
        assertThat(t.isEmpty()).isTrue();
        long before = fixture.engine.snapshots().count();
        assertThat(t.commit(Durability.SYNC)).isEqualTo(t.snapshot().sequence());
        assertThat(fixture.engine.snapshots().count()).isEqualTo(before);
      }
    }
  }

  @Test
  void theSecondWriterOfAKeyIsTurnedAway() {
    try (Fixture fixture = Fixture.open(storage)) {
      TableDef a = fixture.table("a", true);
      fixture.commit(t -> t.insert(a, rows(a, 1, 10, 2, 20)));
      try (Transaction first = fixture.engine.begin();
          Transaction second = fixture.engine.begin();
          Transaction third = fixture.engine.begin()) {
        first.upsert(a, rows(a, 1, 11));
        second.delete(a, keys(a, 1));
        third.insert(a, rows(a, 3, 30));
        first.commit(Durability.SYNC);
        refuses(ErrorCode.WRITE_CONFLICT, () -> second.commit(Durability.SYNC));
        third.commit(Durability.SYNC);
      }
      try (Transaction first = fixture.engine.begin();
          Transaction second = fixture.engine.begin()) {
        first.insert(a, rows(a, 4, 40));
        second.insert(a, rows(a, 4, 41));
        first.commit(Durability.SYNC);
        refuses(ErrorCode.WRITE_CONFLICT, () -> second.commit(Durability.SYNC));
      }
      assertThat(fixture.content(a)).isEqualTo(Map.of(1L, 11L, 2L, 20L, 3L, 30L, 4L, 40L));
    }
  }

  @Test
  void aKeyThatIsOnItsWayToTheLogCannotBeWrittenByAnother() throws Exception {
    Gate gate = new Gate("wal.before-write");
    try (Fixture fixture = new Fixture(storage, Fixture.settings(1 << 20), gate);
        ExecutorService other = Executors.newSingleThreadExecutor()) {
      TableDef a = fixture.table("a", true);
      try (Transaction late = fixture.engine.begin();
          Transaction free = fixture.engine.begin()) {
        late.upsert(a, rows(a, 1, 12));
        free.upsert(a, rows(a, 2, 20));
        gate.arm();
        Future<Long> first = other.submit(() -> fixture.commit(t -> t.insert(a, rows(a, 1, 11))));
        gate.awaitReached();
        refuses(ErrorCode.WRITE_CONFLICT, () -> late.commit(Durability.SYNC));
        assertThat(fixture.content(a)).as("not visible before it is durable").isEmpty();
        gate.open();
        assertThat(free.commit(Durability.SYNC)).isGreaterThan(first.get());
      }
      assertThat(fixture.content(a)).isEqualTo(Map.of(1L, 11L, 2L, 20L));
    }
  }

  @Test
  void aTableWithoutPrimaryKeyHoldsEqualRowsAndCanBeChanged() {
    try (Fixture fixture = Fixture.open(storage)) {
      TableDef a = fixture.table("a", false);
      fixture.commit(t -> t.insert(a, rows(a, 1, 10, 2, 20)));
      fixture.commit(t -> t.upsert(a, rows(a, 3, 30)));
      try (Transaction t = fixture.engine.begin()) {
        Map<Long, Key> keys = Fixture.rowKeys(t.snapshot(), a);
        t.update(a, List.of(keys.get(1L)), rows(a, 1, 11));
        t.delete(a, List.of(keys.get(2L)));
        t.insert(a, rows(a, 4, 40));
        keys = Fixture.rowKeys(t.snapshot(), a);
        t.update(a, List.of(keys.get(4L)), rows(a, 4, 44));
        t.commit(Durability.SYNC);
      }
      assertThat(fixture.content(a)).isEqualTo(Map.of(1L, 11L, 3L, 30L, 4L, 44L));
    }
    try (Fixture fixture = Fixture.open(storage)) {
      TableDef a = fixture.table("a");
      fixture.commit(t -> t.insert(a, rows(a, 5, 50)));
      assertThat(fixture.content(a)).isEqualTo(Map.of(1L, 11L, 3L, 30L, 4L, 44L, 5L, 50L));
      try (Transaction t = fixture.engine.begin()) {
        assertThat(Fixture.rowKeys(t.snapshot(), a).values()).doesNotHaveDuplicates();
      }
    }
  }

  @Test
  void snapshotsKeepWhatTheySaw() {
    try (Fixture fixture = Fixture.open(storage)) {
      TableDef a = fixture.table("a", true);
      fixture.commit(t -> t.insert(a, rows(a, 1, 10)));
      try (Snapshot before = fixture.engine.snapshot()) {
        fixture.commit(t -> t.upsert(a, rows(a, 1, 11, 2, 20)));
        fixture.engine.define(new Definition.DropTable(a.name()));
        assertThat(content(before, a)).isEqualTo(Map.of(1L, 10L));
        assertThat(before.catalog().table(a.name())).isEqualTo(a);
      }
      assertThat(fixture.engine.catalog().table(a.name())).isNull();
    }
  }

  @Test
  void aDroppedTableGivesItsMemoryBackWithTheLastSnapshot() {
    try (Fixture fixture = Fixture.open(storage)) {
      long empty = fixture.engine.memory().usedBytes();
      TableDef a = fixture.table("a", true);
      fixture.commit(t -> t.insert(a, rows(a, 1, 10)));
      try (Snapshot pin = fixture.engine.snapshot()) {
        fixture.engine.define(new Definition.DropTable(a.name()));
        assertThat(fixture.engine.memory().usedBytes()).isGreaterThan(empty);
        assertThat(content(pin, a)).hasSize(1);
      }
      assertThat(fixture.engine.memory().usedBytes()).isEqualTo(empty);
    }
  }

  @Test
  void everythingIsGivenBackAtClose() {
    Engine engine;
    try (Fixture fixture = Fixture.open(storage)) {
      engine = fixture.engine;
      TableDef a = fixture.table("a", true);
      fixture.commit(t -> t.insert(a, rows(a, 1, 10)));
      try (Transaction t = engine.begin()) {
        t.insert(a, rows(a, 2, 20));
        assertThat(content(t.snapshot(), a)).hasSize(2);
      }
    }
    assertThat(engine.memory().usedBytes()).isZero();
    assertThat(engine.snapshots().count()).isZero();
    refuses(ErrorCode.CLOSED, engine::snapshot);
    refuses(ErrorCode.CLOSED, engine::begin);
    refuses(ErrorCode.CLOSED, engine::catalog);
  }

  @Test
  void truncateAndRecreateNeverShowOldRows() {
    try (Fixture fixture = Fixture.open(storage)) {
      TableDef a = fixture.table("a", true);
      fixture.commit(t -> t.insert(a, rows(a, 1, 10)));
      fixture.engine.define(new Definition.TruncateTable(a.name()));
      TableDef emptied = fixture.table("a");
      assertThat(emptied.id()).isNotEqualTo(a.id());
      assertThat(fixture.content(emptied)).isEmpty();
      fixture.commit(t -> t.insert(emptied, rows(emptied, 1, 11)));
      fixture.engine.define(new Definition.DropTable(a.name()));
      TableDef again = fixture.table("a", true);
      assertThat(fixture.content(again)).isEmpty();
      fixture.commit(t -> t.insert(again, rows(again, 1, 12)));
    }
    for (int i = 0; i < 2; i++) {
      try (Fixture fixture = Fixture.open(storage)) {
        assertThat(fixture.content(fixture.table("a"))).isEqualTo(Map.of(1L, 12L));
      }
    }
  }

  @Test
  void aWriterOfATableThatWentIsTurnedAway() {
    try (Fixture fixture = Fixture.open(storage)) {
      TableDef a = fixture.table("a", true);
      TableDef b = fixture.table("b", true);
      try (Transaction dropped = fixture.engine.begin();
          Transaction emptied = fixture.engine.begin()) {
        dropped.insert(a, rows(a, 1, 10));
        emptied.insert(b, rows(b, 1, 10));
        fixture.engine.define(new Definition.DropTable(a.name()));
        fixture.engine.define(new Definition.TruncateTable(b.name()));
        refuses(ErrorCode.UNDEFINED_TABLE, () -> dropped.commit(Durability.SYNC));
        refuses(ErrorCode.WRITE_CONFLICT, () -> emptied.commit(Durability.SYNC));
      }
      try (Transaction t = fixture.engine.begin()) {
        refuses(ErrorCode.UNDEFINED_TABLE, () -> t.insert(a, rows(a, 1, 10)));
      }
    }
  }

  @Test
  void wrongDefinitionsAreRefusedAndNothingIsLogged() {
    try (Fixture fixture = Fixture.open(storage)) {
      TableDef a = fixture.table("a", true);
      long generation = fixture.engine.catalog().generation();
      refuses(
          ErrorCode.DUPLICATE_OBJECT, () -> fixture.engine.define(new Definition.CreateTable(a)));
      refuses(
          ErrorCode.UNDEFINED_OBJECT,
          () -> fixture.engine.define(new Definition.DropSchema("none")));
      assertThat(fixture.engine.catalog().generation()).isEqualTo(generation);
      fixture.commit(t -> t.insert(a, rows(a, 1, 10)));
    }
  }

  @Test
  void namesThatCouldNotBeReadAgainAreRefused() {
    try (Fixture fixture = Fixture.open(storage)) {
      for (String name : List.of("a\uD800", "\uDC00\uD800", "x".repeat((1 << 20) + 1))) {
        refuses(ErrorCode.INVALID_DEFINITION, () -> fixture.table(name, true));
        refuses(
            ErrorCode.INVALID_DEFINITION,
            () -> fixture.engine.define(new Definition.CreateSchema(name)));
      }
      TableDef odd = fixture.table("\uD83D\uDE00 é", true);
      fixture.commit(t -> t.insert(odd, rows(odd, 1, 10)));
    }
    try (Fixture fixture = Fixture.open(storage)) {
      assertThat(fixture.content()).containsOnlyKeys("\uD83D\uDE00 é", "\uD83D\uDE00 é/1");
    }
  }

  @Test
  void aTransactionThatNeedsTooMuchMemoryFailsAlone() {
    EngineSettings small = Fixture.settings(4 << 20, 64 << 20, Duration.ofSeconds(20));
    try (Fixture fixture = new Fixture(storage, small, Failpoints.NONE)) {
      TableDef a = fixture.table("a", true);
      fixture.commit(t -> t.insert(a, rows(a, 1, 10)));
      long used = fixture.engine.memory().usedBytes();
      long[] many = new long[200_000];
      for (int i = 0; i < many.length / 2; i++) {
        many[2 * i] = 100 + i;
      }
      refuses(ErrorCode.OUT_OF_MEMORY, () -> fixture.commit(t -> t.insert(a, rows(a, many))));
      assertThat(fixture.engine.memory().usedBytes()).isLessThanOrEqualTo(used + (1 << 20));
      fixture.commit(t -> t.insert(a, rows(a, 2, 20)));
      assertThat(fixture.content(a)).isEqualTo(Map.of(1L, 10L, 2L, 20L));
    }
    try (Fixture fixture = new Fixture(storage, small, Failpoints.NONE)) {
      assertThat(fixture.content(fixture.table("a"))).isEqualTo(Map.of(1L, 10L, 2L, 20L));
    }
  }

  @Test
  void anErrorWhileApplyingEndsTheEngineAndTheNextOpenHasTheCommit() {
    AtomicBoolean fails = new AtomicBoolean();
    Failpoints failpoints =
        name -> {
          if (fails.get() && name.equals("commit.applied")) {
            throw new OutOfMemoryError("injected");
          }
        };
    try (Fixture fixture = new Fixture(storage, Fixture.settings(1 << 20), failpoints)) {
      TableDef a = fixture.table("a", true);
      fails.set(true);
      refuses(ErrorCode.INTERNAL, () -> fixture.commit(t -> t.insert(a, rows(a, 1, 10))));
      refuses(ErrorCode.INTERNAL, fixture.engine::snapshot);
      refuses(ErrorCode.INTERNAL, fixture.engine::begin);
    }
    try (Fixture fixture = Fixture.open(storage)) {
      assertThat(fixture.content(fixture.table("a"))).isEqualTo(Map.of(1L, 10L));
    }
  }

  @Test
  void anEndedTransactionTakesNoMoreWrites() {
    try (Fixture fixture = Fixture.open(storage)) {
      TableDef a = fixture.table("a", true);
      try (Transaction t = fixture.engine.begin()) {
        t.insert(a, rows(a, 1, 10));
        t.commit(Durability.OS);
        refuses(ErrorCode.INVALID_TRANSACTION_STATE, () -> t.insert(a, rows(a, 2, 10)));
        refuses(ErrorCode.INVALID_TRANSACTION_STATE, () -> t.commit(Durability.OS));
      }
    }
  }

  @Test
  void aSecondEngineIsRefusedAndAnEmptyOpenChangesNothing() {
    try (Fixture fixture = Fixture.open(storage)) {
      refuses(ErrorCode.CANNOT_CONNECT, () -> Fixture.open(storage));
      fixture.table("a", true);
    }
    for (int i = 0; i < 5; i++) {
      Fixture.open(storage).close();
    }
    assertThat(storage.list("log")).as("files without frames go").hasSizeLessThanOrEqualTo(2);
    assertThat(storage.list("")).containsExactly("log", "manifest");
  }
}
