package io.proxima.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.query.KnnRequest;
import io.proxima.engine.query.SearchMode;
import io.proxima.engine.query.TableCursor;
import io.proxima.engine.row.Predicate;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.VectorIndexDef;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.testing.FaultStorage;
import io.proxima.engine.testing.FaultStorage.Fault;
import io.proxima.engine.testing.FaultStorage.Variant;
import io.proxima.engine.vector.Distances;
import io.proxima.engine.vector.Metric;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// P4, P6, P9 for vector indexes: whatever call fails while an index is made for a segment, for
/// rows on their way from memory and for a merge, and wherever the power goes, all rows are there,
/// every search gives them with their exact distances, and the index is made in the end.
final class IndexFaultTest {
  private static final Logger LOG = Logger.getLogger("io.proxima.engine");
  private static final int MAX_CALLS = 2_000;

  /// Segments of fewer rows have no vector index.
  private static final int ROWS = 2_050;

  private static final Set<ErrorCode> OF_A_FAULT =
      EnumSet.of(ErrorCode.IO_FAILURE, ErrorCode.DISK_FULL, ErrorCode.CLOSED, ErrorCode.INTERNAL);

  private static final List<Variant> SOME_LEFT =
      List.of(Variant.SYNCED_ONLY, Variant.LAST_WRITE_TORN, Variant.DATA_WITHOUT_ENTRIES);

  private final TreeMap<Long, Long> model = new TreeMap<>();

  /// The log would name every fault.
  @BeforeAll
  static void silence() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void speak() {
    LOG.setLevel(null);
  }

  @ParameterizedTest
  @EnumSource(
      value = VectorIndexDef.Method.class,
      names = {"FLAT", "IVF"})
  void aFailedCallOfAnIndexLosesNothing(VectorIndexDef.Method method) {
    failEveryCall(method, Fault.IO_ERROR, false, 61);
    failEveryCall(method, Fault.DISK_FULL, true, 83);
    failEveryCall(method, Fault.SHORT_WRITE, false, 97);
  }

  @ParameterizedTest
  @EnumSource(
      value = VectorIndexDef.Method.class,
      names = {"FLAT", "IVF"})
  void anIndexSurvivesAPowerCut(VectorIndexDef.Method method) {
    failEveryCall(method, Fault.POWER_CUT, true, 101);
  }

  @Test
  @Tag("crash")
  void manyFailedCallsOfAnIndexLoseNothing() {
    for (VectorIndexDef.Method method : VectorIndexDef.Method.values()) {
      // Files of graphs are written in many more calls, which differ little.
      int sparser = method == VectorIndexDef.Method.HNSW ? 8 : 1;
      for (Fault fault : List.of(Fault.IO_ERROR, Fault.DISK_FULL, Fault.SHORT_WRITE)) {
        failEveryCall(method, fault, false, 11 * sparser);
        failEveryCall(method, fault, true, 13 * sparser);
      }
      failEveryCall(method, Fault.POWER_CUT, true, 7 * sparser);
    }
  }

  private void failEveryCall(
      VectorIndexDef.Method method, Fault fault, boolean isPersistent, int step) {
    FaultStorage prepared = prepared();
    int failures = 0;
    for (int call = 1; call < MAX_CALLS; call += step) {
      String where =
          method + ": " + fault + (isPersistent ? " for ever" : " once") + " at call " + call;
      if (!fail(
          prepared.afterCrash(Variant.ALL, new Random(1)),
          method,
          fault,
          isPersistent,
          call,
          where)) {
        System.out.println("IndexFaultTest: " + failures + " faults, " + where);
        assertThat(failures).as(where).isGreaterThan(150 / step);
        return;
      }
      failures++;
    }
    throw new AssertionError("more than " + MAX_CALLS + " calls");
  }

  /// A segment that has no index yet, and as many rows in memory.
  private FaultStorage prepared() {
    FaultStorage storage = new FaultStorage();
    model.clear();
    try (Fixture fixture = Fixture.open(storage)) {
      TableDef table = fixture.table("a", true);
      for (long from : new long[] {0, 10_000}) {
        fixture.commit(t -> t.insert(table, Fixture.rowsBetween(table, from, from + ROWS, from)));
        for (long id = from; id < from + ROWS; id++) {
          model.put(id, from);
        }
        if (from == 0) {
          fixture.engine.flush(table.id());
          fixture.commit(t -> t.delete(table, Fixture.keys(table, 17)));
          model.remove(17L);
        }
      }
    }
    return storage;
  }

  /// Whether there was such a call.
  private boolean fail(
      FaultStorage storage,
      VectorIndexDef.Method method,
      Fault fault,
      boolean isPersistent,
      int call,
      String where) {
    boolean isMet;
    FaultStorage killed = storage;
    try (Fixture fixture = Fixture.open(storage)) {
      TableDef table = fixture.table("a");
      long before = storage.calls();
      storage.failAt(before + call, fault, isPersistent);
      List<Runnable> work =
          List.of(
              () -> fixture.engine.define(new Definition.CreateIndex(table.name(), index(method))),
              () -> fixture.engine.buildIndexes(table.id(), Cancellation.unlimited(Fixture.CLOCK)),
              () -> fixture.engine.flush(table.id()),
              () -> fixture.engine.compact(table.id()));
      for (Runnable step : work) {
        tolerate(step, where);
      }
      isMet = storage.calls() >= before + call;
      killed = storage.afterCrash(Variant.ALL, new Random(call));
      if (fault != Fault.POWER_CUT) {
        storage.heal();
        check(fixture, where);
        work.forEach(step -> tolerate(step, where));
        check(fixture, where + ", done again");
      }
    } catch (ProximaException e) {
      assertThat(e.code()).as(where).isIn(OF_A_FAULT); // closing writes, too
      isMet = true;
    }
    assertThat(storage.openHandles()).as(where).isZero();
    if (fault == Fault.POWER_CUT) {
      List<Variant> left = call % 101 == 1 ? SOME_LEFT : List.of(Variant.values());
      for (Variant variant : left) {
        opens(storage.afterCrash(variant, new Random(call)), method, where + ", left " + variant);
      }
    } else {
      opens(storage, method, where);
      opens(killed, method, where + ", killed");
    }
    return isMet;
  }

  private static VectorIndexDef index(VectorIndexDef.Method method) {
    return new VectorIndexDef(0, "near", 4, method, Metric.L2, Map.of());
  }

  private static void tolerate(Runnable step, String where) {
    try {
      step.run();
    } catch (ProximaException e) {
      if (e.code() != ErrorCode.DUPLICATE_OBJECT) { // the index is there already
        assertThat(e.code()).as("%s: %s", where, e.getMessage()).isIn(OF_A_FAULT);
      }
    }
  }

  /// The next process has all rows, and makes the index that is missing.
  private void opens(FaultStorage storage, VectorIndexDef.Method method, String where) {
    try (Fixture fixture = Fixture.open(storage)) {
      TableDef table = fixture.table("a");
      check(fixture, "reopened: " + where);
      if (table.vectorIndexes().isEmpty()) {
        fixture.engine.define(new Definition.CreateIndex(table.name(), index(method)));
      }
      fixture.engine.buildIndexes(table.id(), Cancellation.unlimited(Fixture.CLOCK));
      assertThat(check(fixture, "indexed: " + where)).as(where).containsExactly("near");
      fixture.engine.compact(table.id());
      assertThat(check(fixture, "merged: " + where)).as(where).containsExactly("near");
      assertThat(fixture.engine.verify(table.id(), Cancellation.unlimited(Fixture.CLOCK)))
          .isEmpty();
      assertThat(storage.files()).as(where).noneMatch(file -> file.startsWith("__"));
    }
  }

  /// Compares all rows, and searches.
  ///
  /// @return the indexes that a search used
  private List<String> check(Fixture fixture, String where) {
    TableDef table = fixture.table("a");
    assertThat(fixture.content(table)).as(where).isEqualTo(model);
    List<String> used = new ArrayList<>();
    try (Snapshot snapshot = fixture.engine.snapshot()) {
      for (int i = 0; i < 3; i++) {
        used = search(fixture, snapshot, table, 123 + 7 * i, where);
      }
    }
    return used;
  }

  private List<String> search(
      Fixture fixture, Snapshot snapshot, TableDef table, long nearId, String where) {
    float[] query = {0, (float) Math.sin(nearId), (float) Math.cos(nearId)};
    int k = 20;
    KnnRequest request =
        new KnnRequest(
            table.id(), 3, Metric.L2, query, k, List.of(0, 3), Predicate.TRUE, SearchMode.UNSAID);
    Set<Long> found = new HashSet<>();
    double last = 0;
    try (TableCursor cursor =
        snapshot.search(request, fixture.engine.memory(), Cancellation.unlimited(Fixture.CLOCK))) {
      for (RowBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
        for (int row = 0; row < batch.rowCount(); row++) {
          long id = (Long) batch.column(0).valueAt(row);
          double distance = (Double) batch.column(2).valueAt(row);
          float[] vector = (float[]) batch.column(1).valueAt(row);
          assertThat(model).as(where).containsKey(id);
          assertThat(found.add(id)).as(where).isTrue();
          assertThat(distance).as(where).isEqualTo(Distances.exact(Metric.L2, query, vector));
          assertThat(distance).as(where).isGreaterThanOrEqualTo(last);
          last = distance;
        }
      }
      assertThat(found).as(where).hasSize(k).contains(nearId);
      return cursor.work().indexes();
    }
  }
}
