package io.proxima.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.query.GetRequest;
import io.proxima.engine.query.KnnRequest;
import io.proxima.engine.query.RangeRequest;
import io.proxima.engine.query.ScanRequest;
import io.proxima.engine.row.Predicate;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.row.RowTimes;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.testing.FaultStorage;
import io.proxima.engine.testing.FaultStorage.Variant;
import io.proxima.engine.testing.VirtualClock;
import io.proxima.engine.vector.Metric;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// P12: rows that were deleted or replaced or have expired never come back, whatever order of
/// flushes, compactions, closes and kills follows, and whoever asks.
///
/// - **Time:** each kind of going takes every sequence of three steps, 2 s.
final class GoneRowsTest {
  private static final int ROWS = 24;

  /// How rows go.
  enum Going {
    DELETED,
    UPDATED,
    DELETED_AND_INSERTED,
    EXPIRED
  }

  /// What happens to the database.
  private enum Step {
    FLUSH,
    COMPACTION,
    REOPEN,
    KILL
  }

  private final VirtualClock clock = new VirtualClock(1_800_000_000_000_000L);
  private FaultStorage storage = new FaultStorage();

  private Fixture open() {
    return new Fixture(storage, Fixture.settings(1 << 16), Failpoints.NONE, clock);
  }

  @ParameterizedTest
  @EnumSource
  void rowsThatAreGoneNeverComeBack(Going going) {
    for (Step first : Step.values()) {
      for (Step second : Step.values()) {
        for (Step third : Step.values()) {
          run(going, List.of(first, second, third), true);
          run(going, List.of(first, second, third), false);
        }
      }
    }
  }

  /// Half of the rows go, then the steps follow; `isFlushed`: they were in a segment before.
  private void run(Going going, List<Step> steps, boolean isFlushed) {
    storage = new FaultStorage();
    Fixture fixture = open();
    try {
      TableDef table = fixture.table("a", true);
      fixture.commit(t -> insert(t, table, going));
      if (isFlushed) {
        fixture.engine.flush(table.id());
      }
      go(fixture, table, going);
      Map<Long, Long> expected = expected(going);
      check(fixture, table, expected, "%s, at once".formatted(going));
      for (int i = 0; i < steps.size(); i++) {
        fixture = after(steps.get(i), fixture, table);
        String where = "%s, flushed before: %s, %s of %s";
        check(fixture, table, expected, where.formatted(going, isFlushed, i, steps));
      }
    } finally {
      fixture.close();
    }
  }

  private void insert(Transaction transaction, TableDef table, Going going) {
    long[] expiry = new long[ROWS];
    for (int id = 0; id < ROWS; id++) {
      boolean expires = going == Going.EXPIRED && id % 2 == 0;
      expiry[id] = expires ? clock.wallMicros() + 1_000_000L : RowTimes.NEVER;
    }
    transaction.insert(table, Fixture.rowsBetween(table, 0, ROWS, 1), expiry);
  }

  private void go(Fixture fixture, TableDef table, Going going) {
    clock.advance(Duration.ofSeconds(1));
    if (going == Going.EXPIRED) {
      return;
    }
    fixture.commit(t -> {
      for (long id = 0; id < ROWS; id += 2) {
        if (going != Going.UPDATED) {
          t.delete(table, Fixture.keys(table, id));
        } else {
          t.update(table, Fixture.keys(table, id), Fixture.rows(table, id, 2));
        }
      }
    });
    if (going == Going.DELETED_AND_INSERTED) {
      fixture.commit(t -> {
        for (long id = 0; id < ROWS; id += 4) {
          t.insert(table, Fixture.rows(table, id, 3));
        }
      });
    }
  }

  private static Map<Long, Long> expected(Going going) {
    Map<Long, Long> expected = new TreeMap<>();
    for (long id = 0; id < ROWS; id++) {
      if (id % 2 == 1) {
        expected.put(id, 1L);
      } else if (going == Going.UPDATED) {
        expected.put(id, 2L);
      } else if (going == Going.DELETED_AND_INSERTED && id % 4 == 0) {
        expected.put(id, 3L);
      }
    }
    return expected;
  }

  private Fixture after(Step step, Fixture fixture, TableDef table) {
    switch (step) {
      case FLUSH -> fixture.engine.flush(table.id());
      case COMPACTION -> fixture.engine.compact(table.id());
      case REOPEN -> {
        fixture.close();
        return open();
      }
      case KILL -> {
        FaultStorage left = storage.afterCrash(Variant.SYNCED_ONLY, new Random(1));
        fixture.close();
        storage = left;
        return open();
      }
    }
    return fixture;
  }

  private static void check(
      Fixture fixture, TableDef table, Map<Long, Long> expected, String where) {
    try (Snapshot snapshot = fixture.engine.snapshot()) {
      assertThat(Fixture.content(snapshot, table)).as("scan: %s", where).isEqualTo(expected);
      assertThat(snapshot.rowCount(table.id())).as("count: %s", where).isEqualTo(expected.size());
      Cancellation unlimited = Cancellation.unlimited(Fixture.CLOCK);
      List<Integer> columns = List.of(0, 1);
      long[] all = java.util.stream.LongStream.range(0, ROWS).toArray();
      assertThat(
              read(
                  snapshot.get(
                      new GetRequest(table.id(), columns, Fixture.keys(table, all), Predicate.TRUE),
                      unlimited)))
          .as("get: %s", where)
          .isEqualTo(expected);
      float[] query = {0, 0, 0};
      assertThat(
              read(
                  snapshot.search(
                      new KnnRequest(
                          table.id(), 3, Metric.L2, query, 10 * ROWS, columns, Predicate.TRUE),
                      fixture.engine.memory(),
                      unlimited)))
          .as("nearest: %s", where)
          .isEqualTo(expected);
      assertThat(
              read(
                  snapshot.range(
                      new RangeRequest(
                          table.id(),
                          3,
                          Metric.L2,
                          query,
                          1e9,
                          true,
                          10 * ROWS,
                          columns,
                          Predicate.TRUE),
                      fixture.engine.memory(),
                      unlimited)))
          .as("range: %s", where)
          .isEqualTo(expected);
      Predicate old = new Predicate.Compare(1, Predicate.Operator.EQUAL, 1L);
      assertThat(read(snapshot.scan(new ScanRequest(table.id(), columns, old), unlimited)).keySet())
          .as("scan with a condition: %s", where)
          .allMatch(id -> id % 2 == 1);
    }
  }

  private static Map<Long, Long> read(RowCursor cursor) {
    Map<Long, Long> found = new TreeMap<>();
    List<Long> ids = new ArrayList<>();
    try (cursor) {
      for (RowBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
        for (int row = 0; row < batch.rowCount(); row++) {
          ids.add((Long) batch.column(0).valueAt(row));
          found.put((Long) batch.column(0).valueAt(row), (Long) batch.column(1).valueAt(row));
        }
      }
    }
    assertThat(ids).doesNotHaveDuplicates();
    return found;
  }
}
