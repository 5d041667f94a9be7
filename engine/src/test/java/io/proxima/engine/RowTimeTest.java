package io.proxima.engine;

import static io.proxima.engine.testing.Refusals.refuses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.Storage;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.query.GetRequest;
import io.proxima.engine.query.KnnRequest;
import io.proxima.engine.query.ScanRequest;
import io.proxima.engine.row.Predicate;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.row.RowTimes;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.ForeignKeyDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.testing.FaultStorage;
import io.proxima.engine.testing.Gate;
import io.proxima.engine.testing.Seeded;
import io.proxima.engine.testing.VirtualClock;
import io.proxima.engine.txn.EngineTime;
import io.proxima.engine.vector.Metric;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowTimeTest {
  private static final long START = 1_800_000_000_000_000L;
  private static final long SECOND = 1_000_000L;
  private static final Logger LOGGER = Logger.getLogger(EngineTime.class.getName());

  private final VirtualClock clock = new VirtualClock(START);
  private final FaultStorage storage = new FaultStorage();

  @BeforeAll
  static void silence() {
    LOGGER.setLevel(Level.OFF);
  }

  @AfterAll
  static void restore() {
    LOGGER.setLevel(null);
  }

  private Fixture open(Storage at, Duration retention) {
    EngineSettings settings =
        Fixture.settings(1 << 20).withTime(new TimeSettings(retention, Duration.ofHours(1)));
    return new Fixture(at, settings, Failpoints.NONE, clock);
  }

  private static TableDef table(Fixture fixture, String name, Map<String, String> options) {
    TableDef plain = Fixture.definition(name, true);
    fixture.engine.define(
        new Definition.CreateTable(
            new TableDef(0, plain.name(), 1, plain.columns(), plain.key(), options)));
    return fixture.table(name);
  }

  /// Where rows are.
  private enum Place {
    MEMTABLE,
    FLUSHED,
    COMPACTED,
    REOPENED,
    FLUSHED_AND_REOPENED,
    COMPACTED_AND_REOPENED
  }

  private Fixture move(Fixture fixture, TableDef table, Place place, Duration retention) {
    if (place == Place.FLUSHED || place == Place.FLUSHED_AND_REOPENED) {
      fixture.engine.flush(table.id());
    }
    if (place == Place.COMPACTED || place == Place.COMPACTED_AND_REOPENED) {
      fixture.engine.flush(table.id());
      fixture.engine.compact(table.id());
    }
    if (place.name().endsWith("REOPENED")) {
      fixture.close();
      return open(storage, retention);
    }
    return fixture;
  }

  /// What a snapshot gives in every way there is; all must agree.
  private static TreeSet<Long> ids(Snapshot snapshot, TableDef table, long... asked) {
    TreeSet<Long> found = new TreeSet<>(Fixture.content(snapshot, table).keySet());
    Cancellation unlimited = Cancellation.unlimited(Fixture.CLOCK);
    GetRequest get =
        new GetRequest(table.id(), List.of(0), Fixture.keys(table, asked), Predicate.TRUE);
    TreeSet<Long> got = read(snapshot.get(get, unlimited));
    for (long id : asked) {
      assertThat(got.contains(id)).as("row %s by its key", id).isEqualTo(found.contains(id));
    }
    KnnRequest knn =
        new KnnRequest(table.id(), 3, Metric.L2, new float[3], 1_000, List.of(0), Predicate.TRUE);
    assertThat(read(snapshot.search(knn, MemoryBudget.of(1 << 20), unlimited))).isEqualTo(found);
    return found;
  }

  private static TreeSet<Long> read(RowCursor cursor) {
    TreeSet<Long> ids = new TreeSet<>();
    try (cursor) {
      for (RowBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
        for (int row = 0; row < batch.rowCount(); row++) {
          ids.add((Long) batch.column(0).valueAt(row));
        }
      }
    }
    return ids;
  }

  private static TreeSet<Long> ids(Fixture fixture, TableDef table, long... asked) {
    try (Snapshot snapshot = fixture.engine.snapshot()) {
      return ids(snapshot, table, asked);
    }
  }

  /// Created, updated and expiry in seconds since the start, null for never, of each row.
  private static Map<Long, List<Long>> times(Fixture fixture, TableDef table) {
    List<Integer> columns =
        List.of(0, ScanRequest.CREATED_AT, ScanRequest.UPDATED_AT, ScanRequest.EXPIRES_AT);
    Map<Long, List<Long>> found = new TreeMap<>();
    ScanRequest all = new ScanRequest(table.id(), columns, Predicate.TRUE);
    try (Snapshot snapshot = fixture.engine.snapshot();
        RowCursor cursor = snapshot.scan(all, Cancellation.unlimited(Fixture.CLOCK))) {
      for (RowBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
        for (int row = 0; row < batch.rowCount(); row++) {
          List<Long> times = new ArrayList<>();
          for (int i = 1; i < 4; i++) {
            boolean isNever = batch.column(i).isNull(row);
            times.add(isNever ? null : ((Long) batch.column(i).valueAt(row) - START) / SECOND);
          }
          found.put((Long) batch.column(0).valueAt(row), times);
        }
      }
    }
    return found;
  }

  private static List<Long> seconds(Long... values) {
    List<Long> list = new ArrayList<>();
    for (Long value : values) {
      list.add(value);
    }
    return list;
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void expiredAndDeletedRowsAreNowhere(Place place) {
    Fixture fixture = open(storage, Duration.ZERO);
    try {
      TableDef table = table(fixture, "t", Map.of());
      long[] expiry = {START + 10 * SECOND, START + 20 * SECOND, RowTimes.NEVER};
      fixture.commit(each -> each.insert(table, Fixture.rows(table, 1, 1, 2, 2, 3, 3), expiry));
      fixture.commit(each -> each.insert(table, Fixture.rows(table, 4, 4)));
      fixture.commit(each -> each.delete(table, Fixture.keys(table, 4)));
      fixture = move(fixture, table, place, Duration.ZERO);
      assertThat(ids(fixture, table, 1, 2, 3, 4)).containsExactly(1L, 2L, 3L);
      clock.advance(Duration.ofSeconds(10));
      assertThat(ids(fixture, table, 1, 2, 3, 4)).containsExactly(2L, 3L);
      fixture = move(fixture, table, place, Duration.ZERO);
      clock.advance(Duration.ofSeconds(10));
      assertThat(ids(fixture, table, 1, 2, 3, 4)).containsExactly(3L);
      fixture = move(fixture, table, place, Duration.ZERO);
      assertThat(ids(fixture, table, 1, 2, 3, 4)).containsExactly(3L);
    } finally {
      fixture.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void timesOfRowsStay(Place place) {
    Fixture fixture = open(storage, Duration.ZERO);
    try {
      TableDef table = table(fixture, "t", Map.of("ttl", String.valueOf(100 * SECOND)));
      fixture.commit(each -> each.insert(table, Fixture.rows(table, 1, 1, 2, 2, 3, 3, 4, 4)));
      clock.advance(Duration.ofSeconds(7));
      fixture.commit(each -> {
        each.update(table, Fixture.keys(table, 2), Fixture.rows(table, 2, 20));
        each.upsert(table, Fixture.rows(table, 3, 30, 5, 50));
        long[] never = {RowTimes.NEVER};
        each.update(table, Fixture.keys(table, 4), Fixture.rows(table, 4, 40), never);
      });
      Map<Long, List<Long>> expected =
          Map.of(
              1L, seconds(0L, 0L, 100L),
              2L, seconds(0L, 7L, 100L),
              3L, seconds(0L, 7L, 107L),
              4L, seconds(0L, 7L, null),
              5L, seconds(7L, 7L, 107L));
      assertThat(times(fixture, table)).isEqualTo(expected);
      fixture = move(fixture, table, place, Duration.ZERO);
      assertThat(times(fixture, table)).isEqualTo(expected);
    } finally {
      fixture.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void anExpiredRowCountsAsAbsent(Place place) {
    Fixture fixture = open(storage, Duration.ZERO);
    try {
      TableDef table = table(fixture, "t", Map.of());
      long[] expiry = {START + 10 * SECOND};
      fixture.commit(each -> each.insert(table, Fixture.rows(table, 1, 1, 2, 2), expiry));
      fixture = move(fixture, table, place, Duration.ZERO);
      Fixture now = fixture;
      assertThatThrownBy(() -> now.commit(each -> each.insert(table, Fixture.rows(table, 1, 5))))
          .isInstanceOfSatisfying(
              ProximaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DUPLICATE_KEY));
      clock.advance(Duration.ofSeconds(10));
      now.commit(each -> {
        each.insert(table, Fixture.rows(table, 1, 5));
        each.upsert(table, Fixture.rows(table, 2, 6));
        assertThat(ids(each.snapshot(), table, 1, 2)).containsExactly(1L, 2L);
      });
      assertThat(now.content(table)).isEqualTo(Map.of(1L, 5L, 2L, 6L));
      assertThat(times(now, table).get(1L)).isEqualTo(seconds(10L, 10L, null));
      assertThat(times(now, table).get(2L)).isEqualTo(seconds(10L, 10L, null));
      fixture = move(now, table, place, Duration.ZERO);
      assertThat(fixture.content(table)).isEqualTo(Map.of(1L, 5L, 2L, 6L));
      fixture.engine.acceptClock();
      clock.jump(Duration.ofHours(-1));
      fixture.engine.acceptClock();
      assertThat(fixture.content(table)).isEqualTo(Map.of(1L, 5L, 2L, 6L));
    } finally {
      fixture.close();
    }
  }

  /// A row whose reference is set to NULL is updated: it keeps its creation and its expiry.
  @ParameterizedTest
  @EnumSource(Place.class)
  void aRowWhoseReferenceIsSetToNullIsUpdated(Place place) {
    Fixture fixture = open(storage, Duration.ZERO);
    try {
      TableDef parent = table(fixture, "parent", Map.of());
      TableDef plain = Fixture.definition("child", true);
      ForeignKeyDef key =
          new ForeignKeyDef(
              0, "child_v", List.of(2), parent.id(), List.of(1), ForeignKeyDef.Action.SET_NULL);
      fixture.engine.define(
          new Definition.CreateTable(
              new TableDef(
                      0,
                      plain.name(),
                      1,
                      plain.columns(),
                      plain.key(),
                      Map.of("ttl", String.valueOf(3_600 * SECOND)))
                  .with(List.of(), List.of(key))));
      TableDef child = fixture.table("child");
      fixture.commit(each -> each.insert(parent, Fixture.rows(parent, 1, 1)));
      fixture.commit(each -> each.insert(child, Fixture.rows(child, 7, 1)));
      fixture.commit(
          each -> each.insert(child, Fixture.rows(child, 8, 1), new long[] {START + 50 * SECOND}));
      fixture = move(fixture, child, place, Duration.ZERO);
      clock.advance(Duration.ofSeconds(10));
      fixture.commit(each -> each.delete(parent, Fixture.keys(parent, 1)));
      assertThat(times(fixture, child).get(7L)).isEqualTo(seconds(0L, 10L, 3_600L));
      assertThat(times(fixture, child).get(8L)).isEqualTo(seconds(0L, 10L, 50L));
      fixture = move(fixture, child, place, Duration.ZERO);
      assertThat(times(fixture, child).get(7L)).isEqualTo(seconds(0L, 10L, 3_600L));
      assertThat(times(fixture, child).get(8L)).isEqualTo(seconds(0L, 10L, 50L));
      clock.advance(Duration.ofSeconds(40));
      assertThat(times(fixture, child)).containsOnlyKeys(7L);
    } finally {
      fixture.close();
    }
  }

  @Test
  void aRowInsertedExpiredIsNeverSeen() {
    try (Fixture fixture = open(storage, Duration.ZERO)) {
      TableDef table = table(fixture, "t", Map.of());
      fixture.commit(each -> {
        each.insert(table, Fixture.rows(table, 1, 1), new long[] {START});
        assertThat(ids(each.snapshot(), table, 1)).isEmpty();
        each.insert(table, Fixture.rows(table, 1, 2));
        assertThat(ids(each.snapshot(), table, 1)).containsExactly(1L);
      });
      assertThat(fixture.content(table)).isEqualTo(Map.of(1L, 2L));
    }
  }

  @Test
  void aTransactionSeesTheTimeOfItsBegin() {
    try (Fixture fixture = open(storage, Duration.ZERO)) {
      TableDef table = table(fixture, "t", Map.of());
      fixture.commit(
          each -> each.insert(table, Fixture.rows(table, 1, 1), new long[] {START + 10 * SECOND}));
      try (Transaction transaction = fixture.engine.begin()) {
        clock.advance(Duration.ofSeconds(20));
        assertThat(ids(transaction.snapshot(), table, 1)).containsExactly(1L);
        assertThat(ids(fixture, table, 1)).isEmpty();
        transaction.refresh();
        assertThat(ids(transaction.snapshot(), table, 1)).isEmpty();
      }
    }
  }

  @Test
  void aWrongJumpHidesRowsAtMostAndGivesThemBack() {
    Fixture fixture = open(storage, Duration.ZERO);
    TableDef table = table(fixture, "t", Map.of("ttl", String.valueOf(3_600 * SECOND)));
    fixture.commit(each -> each.insert(table, Fixture.rows(table, 1, 1)));
    fixture.close();
    clock.jump(Duration.ofDays(400));
    fixture = open(storage, Duration.ZERO);
    assertThat(ids(fixture, table, 1)).isEmpty();
    fixture.commit(each -> each.insert(table, Fixture.rows(table, 2, 2)));
    clock.advance(Duration.ofMinutes(59));
    fixture.engine.compact(table.id());
    clock.jump(Duration.ofDays(-400));
    assertThat(ids(fixture, table, 1, 2)).containsExactly(2L);
    fixture.engine.acceptClock();
    assertThat(ids(fixture, table, 1, 2)).containsExactly(1L, 2L);
    fixture.close();
    fixture = open(storage, Duration.ZERO);
    assertThat(ids(fixture, table, 1, 2)).containsExactly(1L, 2L);
    fixture.close();
  }

  /// A wrong clock is put right while a commit is on its way.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatWasStampedBeforeTheClockWasAcceptedIsStampedAnew(boolean isDefinition) throws Exception {
    Gate gate = new Gate("commit.stamped");
    clock.jump(Duration.ofDays(400));
    try (Fixture fixture = new Fixture(storage, Fixture.settings(1 << 20), gate, clock);
        ExecutorService other = Executors.newSingleThreadExecutor()) {
      TableDef table = table(fixture, "t", Map.of());
      gate.arm();
      Future<Long> commit =
          other.submit(() ->
              isDefinition
                  ? fixture.engine.define(new Definition.CreateTable(Fixture.definition("u", true)))
                  : fixture.commit(each -> each.insert(table, Fixture.rows(table, 1, 1))));
      gate.awaitReached();
      clock.jump(Duration.ofDays(-400));
      fixture.engine.acceptClock();
      gate.open();
      commit.get();
    }
    try (Fixture fixture = open(storage, Duration.ZERO)) {
      TableDef table = fixture.table("t");
      fixture.commit(each -> each.upsert(table, Fixture.rows(table, 1, 1, 2, 2)));
      assertThat(times(fixture, table).get(1L)).isEqualTo(seconds(0L, 0L, null));
      assertThat(times(fixture, table).get(2L)).isEqualTo(seconds(0L, 0L, null));
    }
  }

  @Test
  void aClockWhoseRecordIsRefusedIsNotAccepted() {
    FaultStorage disk = new FaultStorage();
    disk.limitTo(96 << 10, true);
    try (Fixture fixture = new Fixture(disk, Fixture.settings(16 << 10), Failpoints.NONE, clock)) {
      TableDef table = table(fixture, "t", Map.of());
      assertThatThrownBy(
              () -> {
                for (long id = 0; id < 10_000; id++) {
                  long next = id;
                  fixture.commit(each -> each.insert(table, Fixture.rows(table, next, 1)));
                }
              })
          .isInstanceOf(ProximaException.class);
      clock.jump(Duration.ofDays(400));
      refuses(ErrorCode.DISK_FULL, fixture.engine::acceptClock);
      refuses(ErrorCode.INVALID_PARAMETER, () -> fixture.engine.asOfTime(clock.wallMicros()));
    }
  }

  @Test
  void afterTheGraceACompactionDropsExpiredRowsForGood() {
    try (Fixture fixture = open(storage, Duration.ZERO)) {
      TableDef table = table(fixture, "t", Map.of("ttl", String.valueOf(SECOND)));
      fixture.commit(each -> each.insert(table, Fixture.rowsBetween(table, 0, 500, 1)));
      fixture.engine.flush(table.id());
      clock.advance(Duration.ofSeconds(2));
      fixture.engine.compact(table.id());
      assertThat(ids(fixture, table, 1)).isEmpty();
      clock.jump(Duration.ofSeconds(-2));
      fixture.engine.acceptClock();
      assertThat(ids(fixture, table, 1)).hasSize(500);
      for (int minute = 0; minute < 63; minute++) {
        clock.advance(Duration.ofMinutes(1));
        fixture.engine.snapshot().close();
      }
      fixture.engine.compact(table.id());
      clock.jump(Duration.ofMinutes(-65));
      fixture.engine.acceptClock();
      assertThat(ids(fixture, table, 1)).isEmpty();
    }
  }

  /// Any commit and any time within the retention can be read, wherever its rows have gone since.
  @Seeded
  @RepeatedTest(20)
  void thePastCanBeRead(RandomGenerator random) {
    Duration retention = Duration.ofMinutes(10);
    Fixture fixture = open(storage, retention);
    TableDef table = table(fixture, "t", Map.of());
    TreeMap<Long, TreeMap<Long, Long>> byCommit = new TreeMap<>();
    TreeMap<Long, Long> commits = new TreeMap<>();
    TreeMap<Long, Long> state = new TreeMap<>();
    for (int i = 0; i < 120; i++) {
      clock.advance(Duration.ofSeconds(random.nextLong(1, 30)));
      long id = random.nextLong(0, 20);
      long v = i;
      long commit;
      if (random.nextInt(3) == 0) {
        commit =
            fixture.commit(each -> {
              each.delete(table, Fixture.keys(table, id));
              each.upsert(table, Fixture.rows(table, 100, v));
            });
        state.remove(id);
        state.put(100L, v);
      } else {
        commit = fixture.commit(each -> each.upsert(table, Fixture.rows(table, id, v)));
        state.put(id, v);
      }
      byCommit.put(commit, new TreeMap<>(state));
      commits.put(clock.wallMicros(), commit);
      switch (random.nextInt(12)) {
        case 0 -> fixture.engine.flush(table.id());
        case 1 -> fixture.engine.compact(table.id());
        case 2 -> {
          fixture.close();
          fixture = open(storage, retention);
        }
        default -> {
          // Rows stay where they are.
        }
      }
      long now = clock.wallMicros();
      long asked = now - random.nextLong(0, retention.toNanos() / 1_000);
      Map.Entry<Long, Long> found = commits.floorEntry(asked);
      if (found != null) {
        Map<Long, Long> expected = Objects.requireNonNull(byCommit.get(found.getValue()));
        try (Snapshot past = fixture.engine.asOfTime(asked)) {
          assertThat(Fixture.content(past, table)).isEqualTo(expected);
        }
        try (Snapshot past = fixture.engine.asOfSequence(found.getValue())) {
          assertThat(Fixture.content(past, table)).isEqualTo(expected);
        }
      }
    }
    Fixture last = fixture;
    assertThatThrownBy(() -> last.engine.asOfTime(START).close())
        .isInstanceOfSatisfying(
            ProximaException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PARAMETER));
    fixture.close();
  }

  @Test
  void whatTruncateTookCannotBeRead() {
    try (Fixture fixture = open(storage, Duration.ofHours(1))) {
      TableDef table = table(fixture, "t", Map.of());
      long commit = fixture.commit(each -> each.insert(table, Fixture.rows(table, 1, 1)));
      fixture.engine.asOfSequence(commit).close();
      fixture.engine.define(new Definition.TruncateTable(table.name()));
      assertThatThrownBy(() -> fixture.engine.asOfSequence(commit).close())
          .isInstanceOf(ProximaException.class);
    }
  }
}
