package io.proxima.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.testing.FaultStorage;
import io.proxima.engine.testing.FaultStorage.Fault;
import io.proxima.engine.testing.FaultStorage.Variant;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// P9: what fails in the background loses nothing and leaves nothing behind; serving goes on, and
/// the work is done when the disk works again.
@Timeout(300)
class UpkeepFaultTest {
  private static final int MAX_CALLS = 1000;

  @Test
  void aFailedCallOfAFlushOrCompactionLosesNothing() {
    failEveryCall(Fault.IO_ERROR, false, 3);
    failEveryCall(Fault.DISK_FULL, true, 11);
    failEveryCall(Fault.SHORT_WRITE, false, 13);
  }

  @Test
  @Tag("crash")
  void everyFailedCallOfAFlushOrCompactionLosesNothing() {
    for (Fault fault : List.of(Fault.IO_ERROR, Fault.DISK_FULL, Fault.SHORT_WRITE)) {
      failEveryCall(fault, false, 1);
      failEveryCall(fault, true, 1);
    }
  }

  @Test
  void nothingIsWrittenForAManifestThatCannotBeReplaced() {
    long call = firstSyncOfAFlushedManifest();
    FaultStorage storage = new FaultStorage();
    try (Fixture fixture = Fixture.open(storage)) {
      TableDef table = fixture.table("a", true);
      write(fixture, table, new TreeMap<>(), 0);
      storage.failAt(call, Fault.IO_ERROR, false);
      assertThatThrownBy(() -> fixture.engine.flush(table.id())).hasMessageContaining("injected");
      List<String> files = storage.files();
      assertThat(files).anyMatch(file -> file.startsWith("schema/")); // perhaps it is named
      assertThat(worksAgain(fixture, table, "unknown")).isFalse();
      assertThat(storage.files()).isEqualTo(files);
    } catch (ProximaException e) {
      isUnknown(e, "closed");
    }
  }

  /// The number of the call that makes the first manifest durable which names a segment.
  private static long firstSyncOfAFlushedManifest() {
    FaultStorage storage = new FaultStorage();
    try (Fixture fixture = Fixture.open(storage)) {
      TableDef table = fixture.table("a", true);
      write(fixture, table, new TreeMap<>(), 0);
      long before = storage.calls();
      fixture.engine.flush(table.id());
      return 1
          + storage.trace().stream()
              .filter(call -> call.endsWith(" rename manifest.tmp manifest"))
              .mapToLong(call -> Long.parseLong(call.substring(0, call.indexOf(' '))))
              .filter(call -> call > before)
              .findFirst()
              .orElseThrow();
    }
  }

  private static void failEveryCall(Fault fault, boolean isPersistent, int step) {
    int failures = 0;
    for (int call = 1; call < MAX_CALLS; call += step) {
      String where = fault + (isPersistent ? " for ever" : " once") + " at call " + call;
      if (!fail(fault, isPersistent, call, where)) {
        assertThat(failures).as(where).isGreaterThan(60 / step);
        return;
      }
      failures++;
    }
    throw new AssertionError("more than " + MAX_CALLS + " calls");
  }

  /// Whether there was such a call.
  private static boolean fail(Fault fault, boolean isPersistent, int call, String where) {
    FaultStorage storage = new FaultStorage();
    TreeMap<Long, Long> model = new TreeMap<>();
    FaultStorage killed;
    boolean isMet;
    try (Fixture fixture = Fixture.open(storage, 4096)) {
      TableDef table = fixture.table("a", true);
      write(fixture, table, model, 0);
      fixture.engine.flush(table.id());
      write(fixture, table, model, 50);
      long before = storage.calls();
      storage.failAt(before + call, fault, isPersistent);
      try {
        fixture.engine.flush(table.id());
        fixture.engine.compact(table.id());
      } catch (ProximaException e) {
        assertThat(e.code()).as(where).isIn(ErrorCode.IO_FAILURE, ErrorCode.DISK_FULL);
      }
      isMet = storage.calls() >= before + call;
      killed = storage.afterCrash(Variant.ALL, new Random(call));
      storage.heal();
      assertThat(fixture.content(table)).as(where).isEqualTo(model);
      if (worksAgain(fixture, table, where)) {
        write(fixture, table, model, 100);
        assertThat(worksAgain(fixture, table, where)).as(where).isTrue();
        assertThat(fixture.content(table)).as(where).isEqualTo(model);
      }
    } catch (ProximaException e) {
      isUnknown(e, where); // closing writes the manifest, too
      isMet = true;
      killed = storage;
    }
    assertThat(storage.openHandles()).as(where).isZero();
    if (!isPersistent) { // not before the end: what failed may be tried again at any time
      assertThat(storage.files()).as(where).noneMatch(file -> file.startsWith("__"));
    }
    opens(storage, model, where);
    if (model.containsKey(100L)) {
      model.keySet().removeIf(id -> id >= 100);
      model.put(52L, 50L);
    }
    opens(killed, model, where);
    return isMet;
  }

  /// Does what failed, unless it is not known which manifest is on the disk.
  private static boolean worksAgain(Fixture fixture, TableDef table, String where) {
    try {
      fixture.engine.flush(table.id());
      fixture.engine.compact(table.id());
      return true;
    } catch (ProximaException e) {
      isUnknown(e, where);
      return false;
    }
  }

  private static void isUnknown(ProximaException e, String where) {
    assertThat(e).as(where).hasMessageContaining("manifest").hasMessageContaining("reopened");
  }

  /// Adds 40 rows and deletes one of them and one of those before.
  private static void write(Fixture fixture, TableDef table, TreeMap<Long, Long> model, long from) {
    fixture.commit(t -> t.insert(table, Fixture.rowsBetween(table, from, from + 40, from)));
    for (long id = from; id < from + 40; id++) {
      model.put(id, from);
    }
    for (long id : new long[] {from + 1, from - 48}) {
      fixture.commit(t -> t.delete(table, Fixture.keys(table, id)));
      model.remove(id);
    }
  }

  private static void opens(FaultStorage storage, TreeMap<Long, Long> model, String where) {
    try (Fixture fixture = Fixture.open(storage, 4096)) {
      assertThat(fixture.content(fixture.table("a"))).as("reopened: " + where).isEqualTo(model);
      assertThat(storage.files()).as(where).noneMatch(file -> file.startsWith("__"));
    }
  }
}
