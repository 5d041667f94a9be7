package io.proxima.engine;

import static io.proxima.engine.testing.Refusals.refuses;
import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.DiskReserve;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.testing.FaultStorage;
import io.proxima.engine.testing.FaultStorage.Fault;
import io.proxima.engine.testing.FaultStorage.Variant;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// P7: on a full disk a write is refused before anything of it is in the log; rows are read,
/// deleted and dropped; with room again writing goes on, in the same process.
@Timeout(600)
class EngineFullDiskTest {
  private static final long LOG_FILE_BYTES = 16 << 10;
  private static final long MAX_BYTES = 300 << 10;

  private static Fixture open(FaultStorage storage) {
    return Fixture.open(storage, LOG_FILE_BYTES);
  }

  /// Inserts rows until there is no room even for one.
  private static int fill(Fixture fixture, TableDef table, TreeMap<Long, Long> model) {
    int refused = 0;
    long next = model.isEmpty() ? 0 : model.lastKey() + 1;
    for (int rows = 40; rows > 0; ) {
      long from = next;
      long to = next + rows;
      try {
        fixture.commit(t -> t.insert(table, Fixture.rowsBetween(table, from, to, rowsOf(from))));
        for (long id = from; id < to; id++) {
          model.put(id, rowsOf(from));
        }
        next = to;
      } catch (ProximaException e) {
        assertThat(e.code()).as("%s", e).isEqualTo(ErrorCode.DISK_FULL);
        refused++;
        rows /= 2;
      }
    }
    return refused;
  }

  private static long rowsOf(long from) {
    return 1000 + from;
  }

  private static void insertIsRefused(Fixture fixture, TableDef table) {
    refuses(
        ErrorCode.DISK_FULL,
        () ->
            fixture.commit(t -> {
              t.delete(table, Fixture.keys(table, 3));
              t.insert(table, Fixture.rowsBetween(table, -9, -1, 5)); // more than one row needs
            }));
  }

  private static void delete(Fixture fixture, TableDef table, TreeMap<Long, Long> model, long id) {
    fixture.commit(t -> t.delete(table, Fixture.keys(table, id)));
    model.remove(id);
  }

  @Test
  void writingStopsAndGoesOnWithTheRoomAtEveryAllocation() {
    assertThat(fillAndGoOn(20_011)).isGreaterThan(100);
  }

  @Test
  @Tag("crash")
  void writingStopsAndGoesOnAtFinerSteps() {
    assertThat(fillAndGoOn(1013)).isGreaterThan(2_000);
  }

  private static int fillAndGoOn(int step) {
    int refused = 0;
    for (boolean isUsableKnown : List.of(true, false)) {
      for (long capacity = 96 << 10; capacity < MAX_BYTES; capacity += step) {
        refused += fillAndGoOn(capacity, isUsableKnown);
      }
    }
    return refused;
  }

  private static int fillAndGoOn(long capacity, boolean isUsableKnown) {
    FaultStorage storage = new FaultStorage();
    TreeMap<Long, Long> model = new TreeMap<>();
    storage.limitTo(capacity, isUsableKnown);
    int refused;
    try (Fixture fixture = open(storage)) {
      TableDef table = fixture.table("a", true);
      refused = fill(fixture, table, model);
      insertIsRefused(fixture, table);
      assertThat(fixture.content(table)).isEqualTo(model);
      delete(fixture, table, model, 3);
      delete(fixture, table, model, 0);
      boolean isReserveSpent =
          !storage.exists(DiskReserve.FILE)
              && storage.usedBytes() + Fixture.RESERVE_BYTES > capacity;
      if (isReserveSpent) {
        insertIsRefused(fixture, table);
        Definition create = new Definition.CreateTable(Fixture.definition("b", true));
        refuses(ErrorCode.DISK_FULL, () -> fixture.engine.define(create));
      }
      assertThat(fixture.content(table)).isEqualTo(model);
    }
    // closed, and opened again on a disk that is still full
    try (Fixture fixture = open(storage)) {
      TableDef table = fixture.table("a");
      assertThat(fixture.content(table)).isEqualTo(model);
      delete(fixture, table, model, 1);
      storage.limitTo(capacity + MAX_BYTES, isUsableKnown);
      fixture.commit(t -> t.insert(table, Fixture.rows(table, 0, 7)));
      model.put(0L, 7L);
      fill(fixture, table, model);
      fixture.engine.define(new Definition.TruncateTable(table.name()));
      storage.limitTo(2 * (capacity + MAX_BYTES), isUsableKnown);
      TableDef empty = fixture.table("a");
      fixture.commit(t -> t.insert(empty, Fixture.rows(empty, 1, 2)));
    }
    assertThat(storage.openHandles()).isZero();
    try (Fixture fixture = open(storage)) {
      assertThat(fixture.content()).containsOnly(java.util.Map.entry("a", -1L), row("a/1", 2));
      assertThat(storage.read(DiskReserve.FILE)).hasSize((int) Fixture.RESERVE_BYTES);
    }
    return refused;
  }

  private static java.util.Map.Entry<String, Long> row(String name, long v) {
    return java.util.Map.entry(name, v);
  }

  @Test
  void aFlushThatFindsNoRoomLeavesEverythingAsItIs() {
    FaultStorage storage = new FaultStorage();
    TreeMap<Long, Long> model = new TreeMap<>();
    storage.limitTo(MAX_BYTES, true);
    try (Fixture fixture = open(storage)) {
      TableDef table = fixture.table("a", true);
      fill(fixture, table, model);
      refuses(ErrorCode.DISK_FULL, () -> fixture.engine.flush(table.id()));
      assertThat(fixture.content(table)).isEqualTo(model);
      awaitNoSegments(storage); // it may be trying again
      delete(fixture, table, model, 5);
      storage.limitTo(10 * MAX_BYTES, true);
      fixture.engine.flush(table.id());
      assertThat(storage.files()).anyMatch(file -> file.startsWith("schema/"));
      delete(fixture, table, model, 6);
      fill(fixture, table, model);
      assertThat(fixture.content(table)).isEqualTo(model);
    }
    try (Fixture fixture = open(storage)) {
      assertThat(fixture.content(fixture.table("a"))).isEqualTo(model);
    }
  }

  @Test
  void droppedTablesMakeRoomOnAFullDisk() {
    FaultStorage storage = new FaultStorage();
    TreeMap<Long, Long> model = new TreeMap<>();
    storage.limitTo(4 * MAX_BYTES, true);
    try (Fixture fixture = open(storage)) {
      TableDef a = fixture.table("a", true);
      TableDef b = fixture.table("b", true);
      fixture.commit(t -> t.insert(b, Fixture.rowsBetween(b, 0, 3000, 1)));
      fixture.engine.flush(b.id());
      fill(fixture, a, model);
      insertIsRefused(fixture, a);
      fixture.engine.define(new Definition.DropTable(b.name()));
      awaitNoSegments(storage);
      assertThat(fill(fixture, a, model)).isPositive();
      assertThat(fixture.content(a)).isEqualTo(model);
    }
  }

  /// Waits for a moment without files of segments, finished or not: those of dropped tables go in
  /// the background, and flushes that failed are tried again there.
  private static void awaitNoSegments(FaultStorage storage) {
    long end = Fixture.CLOCK.monotonicNanos() + Duration.ofSeconds(20).toNanos();
    while (storage.files().stream()
        .anyMatch(file -> file.startsWith("schema/") || file.startsWith("__"))) {
      assertThat(Fixture.CLOCK.monotonicNanos()).as("segments are still there").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void aCutAtEveryCallOnAFullDiskLosesNothing() {
    FaultStorage full = new FaultStorage();
    TreeMap<Long, Long> before = new TreeMap<>();
    long capacity = 130 << 10;
    full.limitTo(capacity, true);
    try (Fixture fixture = open(full)) {
      fill(fixture, fixture.table("a", true), before);
    }
    for (int call = 1; ; call++) {
      FaultStorage storage = full.afterCrash(Variant.ALL, new Random(call));
      storage.limitTo(capacity, true);
      storage.failAt(call, Fault.POWER_CUT, true);
      TreeMap<Long, Long> model = new TreeMap<>(before);
      try (Fixture fixture = open(storage)) {
        for (long id = 0; id < 20; id++) {
          delete(fixture, fixture.table("a"), model, id);
        }
      } catch (ProximaException e) {
        assertThat(e.code()).isNotNull();
      }
      for (Variant variant : Variant.values()) {
        FaultStorage left = storage.afterCrash(variant, new Random(call));
        left.limitTo(2 * capacity, true);
        try (Fixture fixture = open(left)) {
          TreeMap<Long, Long> oneLess = new TreeMap<>(model);
          oneLess.pollFirstEntry();
          assertThat(fixture.content(fixture.table("a")))
              .as("cut at " + call + ", " + variant)
              .isIn(model, oneLess);
        }
      }
      if (storage.calls() < call) {
        assertThat(call).isGreaterThan(60);
        return;
      }
    }
  }
}
