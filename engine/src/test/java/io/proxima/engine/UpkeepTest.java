package io.proxima.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableName;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.testing.FaultStorage;
import io.proxima.engine.txn.Durability;
import io.proxima.engine.upkeep.UpkeepSettings;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// When rows leave memory, what becomes of the log and the segments, and what a snapshot sees
/// meanwhile.
final class UpkeepTest {
  private final FaultStorage storage = new FaultStorage();

  private Fixture open(long memtableBytes, long logLimitBytes) {
    EngineSettings settings =
        new EngineSettings(
            Durability.SYNC,
            64 << 20,
            16 << 10,
            Duration.ofMillis(100),
            Duration.ofSeconds(20),
            new UpkeepSettings(memtableBytes, logLimitBytes, 1 << 20));
    return new Fixture(storage, settings, Failpoints.NONE);
  }

  private Fixture openQuiet() {
    return open(32 << 20, 1L << 30);
  }

  /// Waits for the background work that is asked for.
  private static void settle(Fixture fixture) {
    while (!fixture.engine.backgroundJobs().isEmpty()) {
      assertThat(fixture.engine.backgroundJobs())
          .allSatisfy(job -> assertThat(job.error()).isEmpty());
      Thread.onSpinWait();
    }
  }

  private List<String> logs() {
    return storage.files().stream().filter(name -> name.endsWith(".wal")).toList();
  }

  @Test
  void aTableIsFlushedWhenItsMemtableIsFull() {
    try (Fixture fixture = open(256 << 10, 1L << 30)) {
      TableDef table = fixture.table("t", true);
      for (int i = 0; i < 20; i++) {
        long from = i * 500L;
        fixture.commit(
            writes -> writes.insert(table, Fixture.rowsBetween(table, from, from + 500, 1)));
      }
      settle(fixture);
      assertThat(fixture.engine.segments()).isNotEmpty();
      assertThat(fixture.content(table)).hasSize(10_000);
    }
  }

  @Test
  void theLogIsShortenedByAFlushOfWhatHoldsIt() {
    try (Fixture fixture = open(32 << 20, 64 << 10)) {
      TableDef quiet = fixture.table("quiet", true);
      fixture.commit(writes -> writes.insert(quiet, Fixture.rows(quiet, 1, 1)));
      TableDef busy = fixture.table("busy", true);
      for (int i = 0; i < 60; i++) {
        long from = i * 100L;
        fixture.commit(
            writes -> writes.insert(busy, Fixture.rowsBetween(busy, from, from + 100, 1)));
      }
      settle(fixture);
      assertThat(fixture.engine.segments()).anyMatch(segment -> segment.tableId() == quiet.id());
      assertThat(fixture.engine.logFiles().stream().mapToLong(LogFileState::bytes).sum())
          .isLessThan(256 << 10);
      assertThat(logs()).hasSameSizeAs(fixture.engine.logFiles());
    }
    try (Fixture fixture = openQuiet()) {
      assertThat(fixture.content(fixture.table("quiet"))).hasSize(1);
      assertThat(fixture.content(fixture.table("busy"))).hasSize(6_000);
    }
  }

  @Test
  void nothingOfAFlushedTableIsReadFromTheLog() {
    try (Fixture fixture = openQuiet()) {
      TableDef table = fixture.table("t", true);
      fixture.commit(writes -> writes.insert(table, Fixture.rowsBetween(table, 0, 2_000, 1)));
      fixture.engine.flush(table.id());
    }
    try (Fixture fixture = openQuiet()) {
      TableDef table = fixture.table("t");
      assertThat(fixture.content(table)).hasSize(2_000);
      assertThat(fixture.engine.memory().usedByOwner().get("table public.t")).isZero();
    }
  }

  @Test
  void manySmallSegmentsBecomeFew() {
    try (Fixture fixture = openQuiet()) {
      TableDef table = fixture.table("t", true);
      for (int i = 0; i < 40; i++) {
        long from = i * 10L;
        fixture.commit(
            writes -> writes.insert(table, Fixture.rowsBetween(table, from, from + 10, 1)));
        fixture.engine.flush(table.id());
      }
      settle(fixture);
      assertThat(fixture.engine.segments()).hasSizeLessThan(8);
      assertThat(fixture.content(table)).hasSize(400);
      fixture.engine.compact(table.id());
      assertThat(fixture.engine.segments()).hasSize(1);
      assertThat(storage.files().stream().filter(name -> name.endsWith("/segment"))).hasSize(1);
    }
  }

  @Test
  void deletedRowsLeaveTheSegmentWhenNobodyCanSeeThem() {
    try (Fixture fixture = openQuiet()) {
      TableDef table = fixture.table("t", true);
      fixture.commit(writes -> writes.insert(table, Fixture.rowsBetween(table, 0, 100, 1)));
      fixture.engine.flush(table.id());
      try (Snapshot before = fixture.engine.snapshot()) {
        fixture.commit(writes -> writes.delete(table, Fixture.keys(table, 3, 4, 5)));
        fixture.commit(writes -> writes.upsert(table, Fixture.rowsBetween(table, 10, 20, 2)));
        fixture.engine.compact(table.id());
        assertThat(rows(fixture)).isEqualTo(110);
        assertThat(Fixture.content(before, table)).hasSize(100).containsEntry(10L, 1L);
        assertThat(fixture.content(table)).hasSize(97).containsEntry(10L, 2L);
      }
      fixture.engine.compact(table.id());
      assertThat(rows(fixture)).isEqualTo(97);
      assertThat(fixture.content(table)).hasSize(97);
    }
  }

  private static int rows(Fixture fixture) {
    return fixture.engine.segments().stream().mapToInt(SegmentState::rows).sum();
  }

  @Test
  void aSnapshotReadsOnWhileItsSourcesAreReplaced() {
    try (Fixture fixture = openQuiet()) {
      TableDef table = fixture.table("t", true);
      fixture.commit(writes -> writes.insert(table, Fixture.rowsBetween(table, 0, 50, 1)));
      try (Snapshot snapshot = fixture.engine.snapshot()) {
        TreeMap<Long, Long> before = Fixture.content(snapshot, table);
        fixture.engine.flush(table.id());
        fixture.commit(writes -> writes.delete(table, Fixture.keys(table, 7)));
        fixture.engine.compact(table.id());
        fixture.commit(writes -> writes.upsert(table, Fixture.rowsBetween(table, 0, 5, 9)));
        fixture.engine.compact(table.id());
        assertThat(Fixture.content(snapshot, table)).isEqualTo(before);
      }
      assertThat(fixture.content(table)).hasSize(49).containsEntry(0L, 9L);
    }
    assertThat(storage.openHandles()).isZero();
  }

  @Test
  void aTransactionOverAFlushConflictsAsWithout() {
    try (Fixture fixture = openQuiet()) {
      TableDef table = fixture.table("t", true);
      fixture.commit(writes -> writes.insert(table, Fixture.rowsBetween(table, 0, 5, 1)));
      try (Transaction late = fixture.engine.begin()) {
        late.upsert(table, Fixture.rows(table, 2, 5));
        fixture.commit(writes -> writes.delete(table, Fixture.keys(table, 2)));
        fixture.engine.compact(table.id());
        assertThatThrownBy(() -> late.commit(Durability.SYNC)).hasMessageContaining("was changed");
      }
      assertThat(fixture.content(table)).hasSize(4);
    }
  }

  @Test
  void directoriesOfTablesAndSchemasGoWithTheirLastReader() {
    try (Fixture fixture = openQuiet()) {
      fixture.engine.define(new Definition.CreateSchema("tenant"));
      TableName name = new TableName("tenant", "t");
      fixture.engine.define(new Definition.CreateTable(Fixture.definition(name, true)));
      TableDef table = fixture.table("t");
      TableDef other = fixture.table("other", true);
      for (TableDef each : List.of(table, other)) {
        fixture.commit(writes -> writes.insert(each, Fixture.rows(each, 1, 1)));
        fixture.engine.flush(each.id());
      }
      String directory = "schema/" + table.schemaId() + "/table/" + table.id();
      assertThat(fixture.engine.segments())
          .anyMatch(segment -> segment.directory().equals(directory + "/00000001"));
      assertThat(storage.directories()).contains(directory, "schema/0/table/" + other.id());
      try (Snapshot snapshot = fixture.engine.snapshot()) {
        fixture.engine.define(new Definition.DropTable(name));
        fixture.engine.define(new Definition.DropSchema("tenant"));
        settle(fixture);
        assertThat(Fixture.content(snapshot, table)).hasSize(1);
        assertThat(storage.directories()).contains(directory);
      }
      fixture.engine.compact(other.id());
      assertThat(storage.directories()).noneMatch(d -> d.contains("/" + table.schemaId() + "/"));
      fixture.engine.define(new Definition.CreateSchema("tenant"));
      fixture.engine.define(new Definition.CreateTable(Fixture.definition(name, true)));
      assertThat(fixture.table("t").schemaId()).isGreaterThan(table.schemaId());
      assertThat(fixture.content(fixture.table("t"))).isEmpty();
    }
  }

  @Test
  void theFilesOfADroppedTableGo() {
    try (Fixture fixture = openQuiet()) {
      TableDef table = fixture.table("t", true);
      fixture.commit(writes -> writes.insert(table, Fixture.rowsBetween(table, 0, 5, 1)));
      fixture.engine.flush(table.id());
      fixture.engine.define(new Definition.DropTable(table.name()));
      settle(fixture);
      TableDef other = fixture.table("other", true);
      fixture.commit(writes -> writes.insert(other, Fixture.rows(other, 1, 1)));
      fixture.engine.flush(other.id());
      assertThat(fixture.engine.segments()).hasSize(1);
      assertThat(storage.files().stream().filter(name -> name.endsWith("/segment"))).hasSize(1);
    }
  }

  @Test
  void settingsOutOfRangeAreNamed() {
    assertThatThrownBy(() -> new UpkeepSettings(1, 1 << 20, 0))
        .hasMessageContaining("memtableBytes is 1, expected at least 16 KiB");
    assertThatThrownBy(() -> new UpkeepSettings(1 << 20, 1, 0))
        .hasMessageContaining("logLimitBytes is 1, expected at least 16 KiB");
  }
}
