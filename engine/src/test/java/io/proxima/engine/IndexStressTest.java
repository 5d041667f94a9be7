package io.proxima.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.Storage;
import io.proxima.engine.query.KnnRequest;
import io.proxima.engine.query.ScanRequest;
import io.proxima.engine.query.SearchMode;
import io.proxima.engine.query.TableCursor;
import io.proxima.engine.row.AvroRows;
import io.proxima.engine.row.EncodedRows;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.KeyCodec;
import io.proxima.engine.row.Predicate;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowBatchBuilder;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableName;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.schema.VectorIndexDef;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.txn.Durability;
import io.proxima.engine.upkeep.UpkeepSettings;
import io.proxima.engine.vector.Distances;
import io.proxima.engine.vector.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Eight writers and four readers of a table with a FLAT and an IVF index, with memtables so small
/// that rows go through flushes and merges all the time: every search finds rows of its snapshot,
/// each once, at their exact distances, in their order, as many as there can be.
@Timeout(300)
final class IndexStressTest {
  private static final int WRITERS = 8;
  private static final int READERS = 4;
  private static final int DIM = 16;
  private static final int ROWS_OF_A_COMMIT = 60;
  private static final int ROWS_AT_FIRST = 6_000;
  private static final int IDS = 20_000;
  private static final int K = 10;

  /// Indexes aim at 0.95 on average.
  private static final double FLOOR = 0.93;

  private final long seed = Long.getLong("seed", 20_30);
  private final AtomicBoolean isDone = new AtomicBoolean();
  private final AtomicInteger searches = new AtomicInteger();
  private final AtomicInteger byIndex = new AtomicInteger();
  private final LongAdder found = new LongAdder();
  private final LongAdder nearest = new LongAdder();

  @Test
  void everyAnswerIsOneOfItsSnapshot() throws InterruptedException {
    run(40);
  }

  @Test
  @Tag("crash")
  void everyAnswerIsOneOfItsSnapshotForLong() throws InterruptedException {
    run(4_000);
  }

  private void run(int commits) throws InterruptedException {
    System.out.println("IndexStressTest: seed " + seed);
    EngineSettings settings =
        Fixture.settings(64L << 20)
            .withUpkeep(new UpkeepSettings(256 << 10, 16 << 20, 16 << 20, 0, 1_000));
    try (Fixture fixture = new Fixture(Storage.memory("index stress"), settings, Failpoints.NONE)) {
      TableDef table = define(fixture);
      fill(fixture, table);
      List<Callable<Void>> threads = new ArrayList<>();
      AtomicInteger writing = new AtomicInteger(WRITERS);
      for (int writer = 0; writer < WRITERS; writer++) {
        SplittableRandom random = new SplittableRandom(seed + writer);
        threads.add(() -> {
          try {
            for (int i = 0; i < commits; i++) {
              write(fixture, table, random);
            }
          } finally {
            isDone.set(writing.decrementAndGet() == 0);
          }
          return null;
        });
      }
      for (int reader = 0; reader < READERS; reader++) {
        SplittableRandom random = new SplittableRandom(seed - 1 - reader);
        threads.add(() -> {
          while (!isDone.get()) {
            read(fixture, table, random);
          }
          return null;
        });
      }
      all(threads);
      read(fixture, table, new SplittableRandom(seed));
      fixture.engine.compact(table.id());
      read(fixture, table, new SplittableRandom(seed));
    }
    double recall = nearest.sum() / (double) found.sum();
    System.out.println(
        "IndexStressTest: %d searches, %d by an index, recall %.4f"
            .formatted(searches.get(), byIndex.get(), recall));
    assertThat(byIndex.get()).isGreaterThan(searches.get() / 4);
    assertThat(recall).isGreaterThanOrEqualTo(FLOOR);
  }

  private static void all(List<Callable<Void>> bodies) throws InterruptedException {
    try (ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      for (Future<Void> body : bodies.stream().map(threads::submit).toList()) {
        try {
          body.get();
        } catch (ExecutionException e) {
          throw new AssertionError(e.getCause());
        }
      }
    }
  }

  private static TableDef define(Fixture fixture) {
    TableName name = new TableName("public", "docs");
    List<ColumnDef> columns =
        List.of(
            new ColumnDef(1, "id", ColumnType.of(TypeKind.BIGINT), false),
            new ColumnDef(2, "e", ColumnType.vector(DIM), true));
    fixture.engine.define(
        new Definition.CreateTable(new TableDef(0, name, 1, columns, List.of(0), Map.of())));
    for (VectorIndexDef index :
        List.of(
            new VectorIndexDef(0, "flat", 2, VectorIndexDef.Method.FLAT, Metric.L2, Map.of()),
            new VectorIndexDef(
                0, "lists", 2, VectorIndexDef.Method.IVF, Metric.INNER_PRODUCT, Map.of()))) {
      fixture.engine.define(new Definition.CreateIndex(name, index));
    }
    return fixture.table("docs");
  }

  private void fill(Fixture fixture, TableDef table) {
    SplittableRandom random = new SplittableRandom(seed * 31);
    fixture.commit(t -> {
      RowBatchBuilder rows = new RowBatchBuilder(table, ROWS_AT_FIRST);
      for (long id = 0; id < ROWS_AT_FIRST; id++) {
        rows.appendRow(id, vector(random));
      }
      t.insert(table, AvroRows.of(table).encode(rows.build()));
    });
    fixture.engine.flush(table.id());
  }

  private static float[] vector(SplittableRandom random) {
    float[] vector = new float[DIM];
    int cluster = random.nextInt(30);
    SplittableRandom of = new SplittableRandom(cluster);
    for (int i = 0; i < DIM; i++) {
      vector[i] = (float) (2 * of.nextGaussian() + 0.6 * random.nextGaussian());
    }
    return vector;
  }

  /// Writes rows that may be there already, and deletes others.
  private static void write(Fixture fixture, TableDef table, SplittableRandom random) {
    Set<Long> ids = new HashSet<>();
    while (ids.size() < ROWS_OF_A_COMMIT) {
      ids.add((long) random.nextInt(IDS));
    }
    RowBatchBuilder rows = new RowBatchBuilder(table, ids.size());
    for (long id : ids) {
      rows.appendRow(id, random.nextInt(40) == 0 ? null : vector(random));
    }
    EncodedRows encoded = AvroRows.of(table).encode(rows.build());
    List<Key> gone = new ArrayList<>();
    for (int i = 0; i < ROWS_OF_A_COMMIT / 2; i++) {
      long id = random.nextInt(IDS);
      if (!ids.contains(id)) {
        gone.add(KeyCodec.of(table).encode(List.of(id)));
      }
    }
    try (Transaction transaction = fixture.engine.begin()) {
      transaction.upsert(table, encoded);
      transaction.delete(table, gone.stream().distinct().toList());
      transaction.commit(Durability.MEMORY);
    } catch (ProximaException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.WRITE_CONFLICT);
    }
  }

  /// Reads all rows of a snapshot, then searches it.
  private void read(Fixture fixture, TableDef table, SplittableRandom random) {
    try (Snapshot snapshot = fixture.engine.snapshot()) {
      Map<Long, float[]> rows = content(snapshot, table);
      for (int i = 0; i < 20; i++) {
        Metric metric = i % 2 == 0 ? Metric.L2 : Metric.INNER_PRODUCT;
        search(fixture, snapshot, table, rows, metric, vector(random));
      }
    }
  }

  private static Map<Long, float[]> content(Snapshot snapshot, TableDef table) {
    Map<Long, float[]> rows = new HashMap<>();
    ScanRequest all = new ScanRequest(table.id(), List.of(0, 1), Predicate.TRUE);
    try (RowCursor cursor = snapshot.scan(all, Cancellation.unlimited(Fixture.CLOCK))) {
      for (RowBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
        for (int row = 0; row < batch.rowCount(); row++) {
          if (!batch.column(1).isNull(row)) {
            float[] vector = (float[]) batch.column(1).valueAt(row);
            assertThat(rows.put((Long) batch.column(0).valueAt(row), vector)).isNull();
          }
        }
      }
    }
    return rows;
  }

  private void search(
      Fixture fixture,
      Snapshot snapshot,
      TableDef table,
      Map<Long, float[]> rows,
      Metric metric,
      float[] query) {
    double[] distances =
        rows.values().stream().mapToDouble(row -> Distances.exact(metric, query, row)).toArray();
    Arrays.sort(distances);
    double worst = distances[K - 1];
    KnnRequest request =
        new KnnRequest(
            table.id(), 1, metric, query, K, List.of(0), Predicate.TRUE, SearchMode.UNSAID);
    Set<Long> seen = new HashSet<>();
    double last = Double.NEGATIVE_INFINITY;
    try (TableCursor cursor =
        snapshot.search(request, fixture.engine.memory(), Cancellation.unlimited(Fixture.CLOCK))) {
      for (RowBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
        for (int row = 0; row < batch.rowCount(); row++) {
          long id = (Long) batch.column(0).valueAt(row);
          double distance = (Double) batch.column(1).valueAt(row);
          assertThat(seen.add(id)).as("row %d is found once", id).isTrue();
          assertThat(rows).containsKey(id);
          assertThat(distance).isEqualTo(Distances.exact(metric, query, rows.get(id)));
          assertThat(distance).isGreaterThanOrEqualTo(last);
          last = distance;
          nearest.add(distance <= worst ? 1 : 0);
        }
      }
      byIndex.addAndGet(cursor.work().indexes().isEmpty() ? 0 : 1);
    }
    assertThat(seen).hasSize(K);
    found.add(K);
    searches.incrementAndGet();
  }
}
