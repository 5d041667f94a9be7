package io.proxima.engine.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memtable.Memtable;
import io.proxima.engine.row.DoubleColumn;
import io.proxima.engine.row.LongColumn;
import io.proxima.engine.row.Predicate;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowBatchBuilder;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.testing.Seeded;
import io.proxima.engine.testing.Tables;
import io.proxima.engine.testing.Vectors;
import io.proxima.engine.time.Clock;
import io.proxima.engine.vector.Distances;
import io.proxima.engine.vector.Metric;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Seeded
class TableReaderTest {
  private static final int DIM = 16;
  private static final TableDef TABLE =
      Tables.of(
          List.of(
              new ColumnDef(1, "id", ColumnType.of(TypeKind.BIGINT), false),
              new ColumnDef(2, "part", ColumnType.of(TypeKind.INTEGER), false),
              new ColumnDef(3, "v", ColumnType.vector(DIM), true)),
          0);

  private static final MemoryBudget BUDGET = MemoryBudget.of(1L << 30);

  private final Cancellation cancellation = Cancellation.unlimited(Clock.system());
  private final Memtable memtable = new Memtable(TABLE, BUDGET);
  private final TableReader reader = new TableReader(TABLE, List.of(memtable.at(1)));

  @AfterEach
  void close() {
    memtable.close();
  }

  private TableReader load(float[][] vectors) {
    RowBatchBuilder rows = new RowBatchBuilder(TABLE, vectors.length);
    for (int i = 0; i < vectors.length; i++) {
      rows.appendRow((long) i, part(i), vectors[i]);
    }
    RowBatch batch = rows.build();
    BitSet all = new BitSet();
    all.set(0, vectors.length);
    memtable.reserve(batch);
    memtable.apply(1, List.of(), batch, all, 0);
    return new TableReader(TABLE, List.of(memtable.at(1)));
  }

  /// Spreads the rows over 0..9,999.
  private static long part(int row) {
    return (row * 2_654_435_761L >>> 8) % 10_000;
  }

  private static KnnRequest knn(Metric metric, float[] query, int k, Predicate filter) {
    return new KnnRequest(1, 2, metric, query, k, List.of(0), filter);
  }

  /// One row's id and distance.
  private record Near(long id, double distance) {}

  private static List<Near> read(RowCursor cursor) {
    List<Near> all = new ArrayList<>();
    try (cursor) {
      for (RowBatch rows = cursor.next(); rows != null; rows = cursor.next()) {
        LongColumn ids = (LongColumn) rows.column(0);
        DoubleColumn distances = (DoubleColumn) rows.column(1);
        for (int i = 0; i < rows.rowCount(); i++) {
          double distance = distances.isNull(i) ? Double.NaN : distances.values()[i];
          all.add(new Near(ids.values()[i], distance));
        }
      }
    }
    return all;
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"HAMMING", "JACCARD"})
  void filtersOfEverySelectivityGiveExactlyTheNearestThatPass(
      Metric metric, RandomGenerator random) {
    int count = 20_000;
    float[][] vectors = Vectors.clustered(random, count, DIM, 20);
    float[][] close = Vectors.nearTies(random, 3_000, DIM);
    System.arraycopy(close, 0, vectors, 5_000, close.length);
    System.arraycopy(vectors, 5_000, vectors, 12_000, close.length);
    TableReader loaded = load(vectors);
    for (int limit : new int[] {10_000, 9_000, 3_000, 100, 10, 1, 0}) {
      Predicate filter = new Predicate.Compare(1, Predicate.Operator.LESS, (long) limit);
      float[] query = limit == 3_000 ? Vectors.gaussian(random, 1, DIM)[0] : close[limit % 3_000];
      List<Near> expected =
          IntStream.range(0, count)
              .filter(i -> part(i) < limit)
              .mapToObj(i -> new Near(i, Distances.exact(metric, query, vectors[i])))
              .sorted(Comparator.comparingDouble(Near::distance).thenComparingLong(Near::id))
              .toList();
      for (int k : new int[] {1, 10, 2_000}) {
        assertThat(read(loaded.search(knn(metric, query, k, filter), BUDGET, cancellation)))
            .isEqualTo(expected.subList(0, Math.min(k, expected.size())));
      }
    }
  }

  @Test
  void hugeComponentsAreNearestByTheirExactDistance() {
    float[][] vectors = new float[5][DIM];
    for (int i = 0; i < 5; i++) {
      vectors[i][0] = (i + 1) * 6e37f;
    }
    float[] query = new float[DIM];
    query[0] = 3e38f;
    TableReader loaded = load(vectors);
    for (Metric metric : List.of(Metric.L2, Metric.L1, Metric.INNER_PRODUCT)) {
      assertThat(read(loaded.search(knn(metric, query, 5, Predicate.TRUE), BUDGET, cancellation)))
          .extracting(Near::id)
          .containsExactly(4L, 3L, 2L, 1L, 0L);
    }
  }

  @Test
  void badQueriesAreRefusedEvenByAnEmptyTable() {
    float[] query = new float[DIM];
    refuses(knn(Metric.L2, new float[3], 1, Predicate.TRUE), ErrorCode.DIMENSION_MISMATCH);
    refuses(knn(Metric.L2, query, -1, Predicate.TRUE), ErrorCode.INVALID_PARAMETER);
    float[] bad = query.clone();
    bad[2] = Float.NaN;
    refuses(knn(Metric.L2, bad, 1, Predicate.TRUE), ErrorCode.NON_FINITE_VECTOR);
    assertThat(read(reader.search(knn(Metric.L2, query, 3, Predicate.TRUE), BUDGET, cancellation)))
        .isEmpty();
  }

  private void refuses(KnnRequest request, ErrorCode code) {
    assertThatThrownBy(() -> reader.search(request, BUDGET, cancellation))
        .isInstanceOfSatisfying(ProximaException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void cancelledStatementsStop(RandomGenerator random) {
    TableReader loaded = load(Vectors.gaussian(random, 3_000, DIM));
    RowCursor scan = loaded.scan(new ScanRequest(1, List.of(0), Predicate.TRUE), cancellation);
    assertThat(scan.next()).isNotNull();
    cancellation.cancel();
    assertThatThrownBy(scan::next)
        .isInstanceOfSatisfying(
            ProximaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
    KnnRequest search = knn(Metric.L2, new float[DIM], 3, Predicate.TRUE);
    assertThatThrownBy(() -> loaded.search(search, BUDGET, cancellation))
        .isInstanceOf(ProximaException.class);
  }

  @Test
  void aScanWithoutColumnsCounts(RandomGenerator random) {
    TableReader loaded = load(Vectors.gaussian(random, 3_000, DIM));
    int count = 0;
    try (RowCursor scan =
        loaded.scan(new ScanRequest(1, List.of(), Predicate.TRUE), cancellation)) {
      for (RowBatch rows = scan.next(); rows != null; rows = scan.next()) {
        count += rows.rowCount();
      }
    }
    assertThat(count).isEqualTo(3_000);
  }
}
