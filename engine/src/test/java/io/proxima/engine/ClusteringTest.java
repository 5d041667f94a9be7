package io.proxima.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.proxima.engine.epoch.Epoch;
import io.proxima.engine.epoch.EpochFile;
import io.proxima.engine.epoch.EpochId;
import io.proxima.engine.epoch.Form;
import io.proxima.engine.epoch.ListFinder;
import io.proxima.engine.io.DirectoryLock;
import io.proxima.engine.lsm.Manifest;
import io.proxima.engine.lsm.ManifestFile;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.query.KnnRequest;
import io.proxima.engine.query.RangeRequest;
import io.proxima.engine.query.ScanRequest;
import io.proxima.engine.query.TableCursor;
import io.proxima.engine.row.AvroRows;
import io.proxima.engine.row.EncodedRows;
import io.proxima.engine.row.KeyCodec;
import io.proxima.engine.row.Predicate;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowBatchBuilder;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.schema.Alteration;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableName;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.schema.VectorIndexDef;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.testing.FaultStorage;
import io.proxima.engine.testing.Gate;
import io.proxima.engine.testing.Seeded;
import io.proxima.engine.testing.Vectors;
import io.proxima.engine.txn.Durability;
import io.proxima.engine.upkeep.UpkeepSettings;
import io.proxima.engine.vector.Distances;
import io.proxima.engine.vector.Metric;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/// In which order rows stand in segments, and what a search gets from it.
@Seeded
final class ClusteringTest {
  private static final int DIM = 6;
  private static final int EPOCH_ROWS = 500;
  private static final TableName NAME = new TableName("public", "t");
  private static final int FIRST = 1;
  private static final int SECOND = 2;

  private FaultStorage storage = new FaultStorage();

  /// What the table should hold: both vectors of each id.
  private final TreeMap<Long, @Nullable float[][]> content = new TreeMap<>();

  private Fixture open() {
    return open(Failpoints.NONE);
  }

  private Fixture open(Failpoints failpoints) {
    EngineSettings settings =
        new EngineSettings(
            Durability.OS,
            256 << 20,
            1 << 20,
            Duration.ofMillis(100),
            Duration.ofSeconds(20),
            new UpkeepSettings(64 << 20, 1L << 30, 1 << 20).withEpochRows(EPOCH_ROWS));
    return new Fixture(storage, settings, failpoints);
  }

  private static TableDef table(Fixture fixture, Map<String, String> options) {
    fixture.engine.define(
        new Definition.CreateTable(
            new TableDef(
                0,
                NAME,
                1,
                List.of(
                    new ColumnDef(1, "id", ColumnType.of(TypeKind.BIGINT), false),
                    new ColumnDef(2, "a", ColumnType.vector(DIM), true),
                    new ColumnDef(3, "b", ColumnType.vector(DIM), true)),
                List.of(0),
                options)));
    return now(fixture);
  }

  private static TableDef now(Fixture fixture) {
    TableDef table = fixture.engine.catalog().table(NAME);
    if (table == null) {
      throw new AssertionError("no table");
    }
    return table;
  }

  /// Inserts rows whose vectors are in clusters, each column in others; some are NULL.
  private void insert(RandomGenerator random, Fixture fixture, long firstId, int count) {
    insert(
        fixture,
        firstId,
        Vectors.clustered(random, count, DIM, 12),
        Vectors.clustered(random, count, DIM, 12));
  }

  private void insert(Fixture fixture, long firstId, float[][] a, float[][] b) {
    TableDef table = now(fixture);
    RowBatchBuilder rows = new RowBatchBuilder(table, a.length);
    for (int i = 0; i < a.length; i++) {
      long id = firstId + i;
      float @Nullable [] first = id % 50 == 7 ? null : a[i];
      rows.appendRow(id, first, b[i]);
      content.put(id, new float[][] {first, b[i]});
    }
    EncodedRows encoded = AvroRows.of(table).encode(rows.build());
    fixture.commit(writes -> writes.upsert(table, encoded));
  }

  private void delete(Fixture fixture, long... ids) {
    TableDef table = now(fixture);
    List<io.proxima.engine.row.Key> keys = new ArrayList<>();
    for (long id : ids) {
      keys.add(KeyCodec.of(table).encode(List.of(id)));
      content.remove(id);
    }
    fixture.commit(writes -> writes.delete(table, keys));
  }

  /// The ids in the order in which the rows are stored; what they hold is checked.
  private List<Long> ids(Fixture fixture) {
    List<Long> ids = new ArrayList<>();
    ScanRequest all = new ScanRequest(now(fixture).id(), List.of(0, 1, 2), Predicate.TRUE);
    try (Snapshot snapshot = fixture.engine.snapshot();
        RowCursor cursor = snapshot.scan(all, Cancellation.unlimited(Fixture.CLOCK))) {
      for (RowBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
        for (int row = 0; row < batch.rowCount(); row++) {
          long id = (Long) batch.column(0).valueAt(row);
          @Nullable float[][] expected = content.get(id);
          assertThat(expected).as("row %d", id).isNotNull();
          for (int column = FIRST; column <= SECOND; column++) {
            float @Nullable [] vector =
                batch.column(column).isNull(row)
                    ? null
                    : (float[]) batch.column(column).valueAt(row);
            assertThat(vector).isEqualTo(expected[column - 1]);
          }
          ids.add(id);
        }
      }
    }
    assertThat(ids).hasSameSizeAs(content.keySet()).doesNotHaveDuplicates();
    return ids;
  }

  private Manifest manifest() {
    return new ManifestFile(storage, new NoLock(), Failpoints.NONE).read();
  }

  private record NoLock() implements DirectoryLock {
    @Override
    public void check() {}

    @Override
    public void close() {}
  }

  private Epoch epoch(EpochId id) {
    return EpochFile.read(
        storage, String.format("epoch/%08d", id.number()), manifest().databaseId(), id);
  }

  /// Checks that the rows of the only segment are in the order of their lists, those without a
  /// vector last, and returns the number of its epoch.
  private long requireListOrder(Fixture fixture, int column, int deletedRows) {
    List<Long> ids = ids(fixture);
    assertThat(fixture.engine.segments()).hasSize(1);
    SegmentState segment = fixture.engine.segments().getFirst();
    ByteBuffer lists =
        ByteBuffer.wrap(
                storage.read(
                    storage.files().stream()
                        .filter(name -> name.endsWith("/lists"))
                        .findFirst()
                        .orElseThrow()))
            .order(ByteOrder.LITTLE_ENDIAN);
    long number = lists.getLong();
    EpochId id = new EpochId(now(fixture).id(), lists.getInt(), number);
    assertThat(segment.epoch()).isEqualTo(OptionalLong.of(number));
    assertThat(manifest().epochs()).contains(id);
    int count = lists.getInt();
    assertThat(segment.lists()).isEqualTo(count);
    lists.getDouble();
    Epoch epoch = epoch(id);
    List<Integer> expected = new ArrayList<>();
    Map<Integer, Double> radii = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      int list = lists.getInt();
      int rows = lists.getInt();
      radii.put(list, lists.getDouble());
      for (int row = 0; row < rows; row++) {
        expected.add(list);
      }
    }
    if (deletedRows == 0) {
      List<Integer> found = new ArrayList<>();
      ListFinder finder = new ListFinder(epoch);
      int[] list = new int[1];
      int nulls = 0;
      for (long row : ids) {
        float @Nullable [] vector = content.get(row)[column - 1];
        if (vector == null) {
          nulls++;
          continue;
        }
        assertThat(nulls).as("rows without a vector before others").isZero();
        finder.find(vector.clone(), 1, list, 0);
        found.add(list[0]);
        float[] placed = vector.clone();
        epoch.form().apply(placed, 1, DIM);
        double distance = Distances.exact(Metric.L2, placed, 0, epoch.lists(), list[0] * DIM, DIM);
        assertThat(distance).isLessThanOrEqualTo(radii.get(list[0]));
      }
      assertThat(found).isEqualTo(expected).isSorted();
    }
    return number;
  }

  @Test
  void aFlushPutsRowsInTheOrderOfTheirLists(RandomGenerator random) {
    try (Fixture fixture = open()) {
      TableDef table = table(fixture, Map.of());
      insert(random, fixture, 0, 3000);
      fixture.engine.flush(table.id());
      requireListOrder(fixture, FIRST, 0);
      assertThat(fixture.engine.segments().getFirst().lists()).isGreaterThan(10);
    }
    try (Fixture fixture = open()) {
      requireListOrder(fixture, FIRST, 0);
    }
  }

  @Test
  void fewRowsStayAsTheyCame(RandomGenerator random) {
    try (Fixture fixture = open()) {
      TableDef table = table(fixture, Map.of());
      insert(random, fixture, 0, EPOCH_ROWS - 1);
      fixture.engine.flush(table.id());
      assertThat(ids(fixture)).isSorted();
      assertThat(fixture.engine.segments().getFirst().epoch()).isEmpty();
      assertThat(manifest().epochs()).isEmpty();
    }
  }

  @Test
  void theOptionNamesTheColumnThatRowsAreOrderedBy(RandomGenerator random) {
    try (Fixture fixture = open()) {
      TableDef table = table(fixture, Map.of("cluster_by", "b"));
      insert(random, fixture, 0, 2000);
      fixture.engine.flush(table.id());
      requireListOrder(fixture, SECOND, 0);
      List<Long> bySecond = ids(fixture);

      fixture.engine.define(
          new Definition.AlterTable(
              NAME, Alteration.of(now(fixture)).withOptions(Map.of("cluster_by", "a"))));
      fixture.engine.compact(table.id());
      requireListOrder(fixture, FIRST, 0);
      assertThat(ids(fixture)).isNotEqualTo(bySecond);
    }
  }

  @Test
  void whereAllIndexesGoByAngleRowsAreOrderedByAngle(RandomGenerator random) {
    try (Fixture fixture = open()) {
      TableDef table = table(fixture, Map.of());
      insert(random, fixture, 0, 2000);
      fixture.engine.flush(table.id());
      assertThat(form()).isEqualTo(Form.RAW);

      createIndex(fixture, "by_angle", Metric.COSINE);
      fixture.engine.compact(table.id());
      assertThat(form()).isEqualTo(Form.UNIT);
      requireListOrder(fixture, FIRST, 0);

      createIndex(fixture, "by_distance", Metric.L2);
      fixture.engine.compact(table.id());
      assertThat(form()).isEqualTo(Form.RAW);
      requireListOrder(fixture, FIRST, 0);
    }
  }

  private static void createIndex(Fixture fixture, String name, Metric metric) {
    fixture.engine.define(
        new Definition.CreateIndex(
            NAME, new VectorIndexDef(0, name, 2, VectorIndexDef.Method.FLAT, metric, Map.of())));
  }

  /// The form of the only epoch.
  private Form form() {
    return epoch(manifest().epochs().getFirst()).form();
  }

  @Test
  void laterFlushesAndMergesKeepTheEpoch(RandomGenerator random) {
    try (Fixture fixture = open()) {
      TableDef table = table(fixture, Map.of());
      float[][] same = Vectors.clustered(random, 3000, DIM, 12);
      for (int i = 0; i < 3; i++) {
        float[][] part = java.util.Arrays.copyOfRange(same, 1000 * i, 1000 * i + 1000);
        insert(fixture, 1000L * i, part, part);
        fixture.engine.flush(table.id());
      }
      delete(fixture, 5, 17, 2500);
      assertThat(fixture.engine.segments().stream().map(SegmentState::epoch).distinct()).hasSize(1);
      OptionalLong first = fixture.engine.segments().getFirst().epoch();
      fixture.engine.compact(table.id());
      assertThat(requireListOrder(fixture, FIRST, 3)).isEqualTo(first.orElseThrow());
      assertThat(manifest().epochs()).hasSize(1);
    }
  }

  @Test
  void segmentsWithoutAnOrderGetOneWhenTheyAreMerged(RandomGenerator random) {
    try (Fixture fixture = open()) {
      TableDef table = table(fixture, Map.of());
      for (int i = 0; i < 3; i++) {
        insert(random, fixture, 300L * i, 300);
        fixture.engine.flush(table.id());
      }
      delete(fixture, 3, 4, 5, 650);
      fixture.engine.compact(table.id());
      requireListOrder(fixture, FIRST, 4);
      insert(random, fixture, 900, 20);
      fixture.engine.flush(table.id());
      assertThat(fixture.engine.segments()).allMatch(segment -> segment.epoch().isPresent());
      ids(fixture);
    }
  }

  @Test
  void rowsOfAnotherKindMakeANewEpoch(RandomGenerator random) {
    try (Fixture fixture = open()) {
      TableDef table = table(fixture, Map.of());
      insert(random, fixture, 0, 1000);
      fixture.engine.flush(table.id());
      long first = requireListOrder(fixture, FIRST, 0);
      float[][] far = Vectors.gaussian(random, 3000, DIM);
      for (float[] vector : far) {
        vector[0] += 100;
      }
      insert(fixture, 1000, far, far);
      fixture.engine.compact(table.id());
      assertThat(requireListOrder(fixture, FIRST, 0)).isGreaterThan(first);
      assertThat(manifest().epochs()).hasSize(1);
      assertThat(storage.files().stream().filter(name -> name.startsWith("epoch/"))).hasSize(1);
    }
  }

  @Test
  void manyMoreRowsMakeANewEpoch(RandomGenerator random) {
    try (Fixture fixture = open()) {
      TableDef table = table(fixture, Map.of());
      float[][] all = Vectors.gaussian(random, 6000, DIM);
      insert(fixture, 0, java.util.Arrays.copyOf(all, 600), java.util.Arrays.copyOf(all, 600));
      fixture.engine.flush(table.id());
      long first = requireListOrder(fixture, FIRST, 0);
      int lists = fixture.engine.segments().getFirst().lists();
      insert(fixture, 0, all, all);
      fixture.engine.compact(table.id());
      assertThat(requireListOrder(fixture, FIRST, 0)).isGreaterThan(first);
      assertThat(fixture.engine.segments().getFirst().lists()).isGreaterThan(4 * lists);
    }
  }

  @Test
  void anEpochStaysWhileRowsAreBeingOrderedByIt(RandomGenerator random) {
    Gate merged = new Gate("compaction.written");
    Gate flushed = new Gate("segment.durable");
    Failpoints places =
        name -> {
          merged.hit(name);
          flushed.hit(name);
        };
    try (Fixture fixture = open(places);
        ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
      TableDef table = table(fixture, Map.of());
      insert(random, fixture, 0, 600);
      fixture.engine.flush(table.id());
      long first = requireListOrder(fixture, FIRST, 0);
      insert(random, fixture, 600, 6000);
      fixture.engine.flush(table.id());
      merged.arm();
      Future<?> merge = others.submit(() -> fixture.engine.compact(table.id()));
      merged.awaitReached();
      insert(random, fixture, 6600, 300);
      flushed.arm();
      Future<?> flush = others.submit(() -> fixture.engine.flush(table.id()));
      flushed.awaitReached();
      merged.open();
      assertThat(merge).succeedsWithin(Duration.ofSeconds(30));
      assertThat(fixture.engine.segments().getFirst().epoch().orElseThrow()).isGreaterThan(first);
      flushed.open();
      assertThat(flush).succeedsWithin(Duration.ofSeconds(30));
      assertThat(fixture.engine.segments())
          .anyMatch(segment -> segment.epoch().equals(OptionalLong.of(first)));
      assertThat(manifest().epochs()).anyMatch(id -> id.number() == first);
      search(random, fixture, 20);
    }
    assertThat(DatabaseCheck.run(storage, true).damages()).isEmpty();
    try (Fixture fixture = open()) {
      fixture.engine.compact(now(fixture).id());
      assertThat(manifest().epochs()).hasSize(1);
    }
  }

  @Test
  void aDamagedEpochLosesNoRowAndIsReplaced(RandomGenerator random) {
    for (boolean isMissing : new boolean[] {false, true}) {
      storage = new FaultStorage();
      content.clear();
      try (Fixture fixture = open()) {
        TableDef table = table(fixture, Map.of());
        insert(random, fixture, 0, 1000);
        fixture.engine.flush(table.id());
      }
      EpochId old = manifest().epochs().getFirst();
      String file = String.format("epoch/%08d", old.number());
      byte[] bytes = storage.read(file);
      bytes[100] ^= 4;
      if (isMissing) {
        storage.remove(file);
      } else {
        storage.overwrite(file, bytes);
      }
      assertThat(DatabaseCheck.run(storage, false).damages())
          .hasSize(1)
          .allMatch(line -> line.contains(file));
      try (Fixture fixture = open()) {
        TableDef table = now(fixture);
        assertThat(ids(fixture)).hasSize(1000);
        search(random, fixture, 20);
        insert(random, fixture, 1000, 700);
        fixture.engine.flush(table.id());
        fixture.engine.compact(table.id());
        assertThat(requireListOrder(fixture, FIRST, 0)).isGreaterThan(old.number());
        search(random, fixture, 20);
      }
      assertThat(DatabaseCheck.run(storage, true).damages()).isEmpty();
    }
  }

  @Test
  void filesOfEpochsThatNothingNamesAreRemovedWhenTheDatabaseIsOpened(RandomGenerator random) {
    try (Fixture fixture = open()) {
      TableDef table = table(fixture, Map.of());
      insert(random, fixture, 0, 600);
      fixture.engine.flush(table.id());
    }
    List<String> files = storage.files();
    storage.overwrite("epoch/00000077", new byte[] {1});
    try (Fixture fixture = open()) {
      assertThat(storage.files().stream().filter(name -> name.startsWith("epoch/")))
          .isEqualTo(files.stream().filter(name -> name.startsWith("epoch/")).toList());
      fixture.engine.define(new Definition.DropTable(NAME));
    }
    try (Fixture fixture = open()) {
      assertThat(fixture.engine.segments()).isEmpty();
      assertThat(storage.files()).noneMatch(name -> name.startsWith("epoch/"));
    }
  }

  private record Found(long id, double distance) {}

  @RepeatedTest(6)
  void searchesAreExactWhateverIsLeftOut(RandomGenerator random) {
    try (Fixture fixture = open()) {
      TableDef table = table(fixture, Map.of());
      for (int i = 0; i < 3; i++) {
        int count = 400 + random.nextInt(800);
        long first = random.nextInt(1500);
        float[][] rows =
            i == 0 ? Vectors.clustered(random, count, DIM, 20) : Vectors.any(random, count, DIM);
        insert(fixture, first, rows, Vectors.any(random, count, DIM));
        fixture.engine.flush(table.id());
        if (random.nextBoolean()) {
          fixture.engine.compact(table.id());
        }
      }
      insert(random, fixture, random.nextInt(1500), 50);
      delete(fixture, content.keySet().stream().limit(30).mapToLong(id -> id).toArray());
      search(random, fixture, 60);
    }
  }

  /// Compares nearest rows and rows within a distance with what all rows of the table give.
  private void search(RandomGenerator random, Fixture fixture, int times) {
    for (int i = 0; i < times; i++) {
      Metric metric = Vectors.METRICS.get(random.nextInt(Vectors.METRICS.size()));
      int column = random.nextInt(3) == 0 ? SECOND : FIRST;
      float[] query = query(random, column);
      List<Found> all = new ArrayList<>();
      List<Long> others = new ArrayList<>();
      content.forEach((id, vectors) -> {
        float @Nullable [] vector = vectors[column - 1];
        double distance = vector == null ? Double.NaN : Distances.exact(metric, query, vector);
        if (Double.isNaN(distance)) {
          others.add(id);
        } else {
          all.add(new Found(id, distance));
        }
      });
      all.sort(Comparator.comparingDouble(Found::distance).thenComparingLong(Found::id));
      int k = 1 + random.nextInt(random.nextInt(4) == 0 ? 4000 : 20);
      List<Long> expected = new ArrayList<>(all.stream().limit(k).map(Found::id).toList());
      others.stream().limit(k - expected.size()).forEach(expected::add);
      assertThat(nearest(fixture, metric, column, query, k))
          .as("%s, %d of column %d", metric, k, column)
          .isEqualTo(expected);
      if (!all.isEmpty()) {
        double bound = all.get(Math.min(all.size() - 1, random.nextInt(40))).distance();
        assertThat(within(fixture, metric, column, query, bound))
            .as("%s within %s", metric, bound)
            .isEqualTo(all.stream().filter(f -> f.distance() <= bound).map(Found::id).toList());
      }
    }
  }

  private float[] query(RandomGenerator random, int column) {
    Long[] ids = content.keySet().toArray(Long[]::new);
    float @Nullable [] some = content.get(ids[random.nextInt(ids.length)])[column - 1];
    return some == null || random.nextInt(3) == 0 ? Vectors.any(random, 1, DIM)[0] : some.clone();
  }

  private List<Long> nearest(Fixture fixture, Metric metric, int column, float[] query, int k) {
    KnnRequest request =
        new KnnRequest(now(fixture).id(), column, metric, query, k, List.of(0), Predicate.TRUE);
    try (Snapshot snapshot = fixture.engine.snapshot();
        TableCursor cursor =
            snapshot.search(
                request, MemoryBudget.of(8 << 20), Cancellation.unlimited(Fixture.CLOCK))) {
      return ids(cursor);
    }
  }

  private List<Long> within(
      Fixture fixture, Metric metric, int column, float[] query, double bound) {
    RangeRequest request =
        new RangeRequest(
            now(fixture).id(),
            column,
            metric,
            query,
            bound,
            true,
            Integer.MAX_VALUE,
            List.of(0),
            Predicate.TRUE);
    try (Snapshot snapshot = fixture.engine.snapshot();
        TableCursor cursor =
            snapshot.range(
                request, MemoryBudget.of(8 << 20), Cancellation.unlimited(Fixture.CLOCK))) {
      return ids(cursor);
    }
  }

  private static List<Long> ids(RowCursor cursor) {
    List<Long> ids = new ArrayList<>();
    for (RowBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
      for (int row = 0; row < batch.rowCount(); row++) {
        ids.add((Long) batch.column(0).valueAt(row));
      }
    }
    return ids;
  }

  @Test
  void aSearchLooksAtFewOfTheRowsWhenTheyAreInClusters(RandomGenerator random) {
    try (Fixture fixture = open()) {
      TableDef table = table(fixture, Map.of());
      insert(random, fixture, 0, 5000);
      fixture.engine.flush(table.id());
      for (Metric metric : Vectors.METRICS) {
        float[] query = content.get(11L)[FIRST - 1];
        KnnRequest request =
            new KnnRequest(table.id(), FIRST, metric, query, 10, List.of(0), Predicate.TRUE);
        try (Snapshot snapshot = fixture.engine.snapshot();
            TableCursor cursor =
                snapshot.search(
                    request, MemoryBudget.of(8 << 20), Cancellation.unlimited(Fixture.CLOCK))) {
          ids(cursor);
          assertThat(cursor.work().distancesEstimated()).as("%s", metric).isLessThan(2000);
        }
      }
    }
  }

  @Test
  void rowsWithoutAnyVectorAreNoReasonToFail(RandomGenerator random) {
    try (Fixture fixture = open()) {
      TableDef table = table(fixture, Map.of());
      RowBatchBuilder rows = new RowBatchBuilder(table, 900);
      for (long id = 0; id < 900; id++) {
        float[][] both = {null, Vectors.gaussian(random, 1, DIM)[0]};
        rows.appendRow(id, both[0], both[1]);
        content.put(id, both);
      }
      EncodedRows encoded = AvroRows.of(table).encode(rows.build());
      fixture.commit(writes -> writes.insert(table, encoded));
      fixture.engine.flush(table.id());
      assertThatCode(() -> fixture.engine.compact(table.id())).doesNotThrowAnyException();
      assertThat(ids(fixture)).isSorted();
      search(random, fixture, 10);
    }
  }
}
