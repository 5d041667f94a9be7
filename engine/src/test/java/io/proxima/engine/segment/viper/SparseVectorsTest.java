package io.proxima.engine.segment.viper;

import static io.proxima.engine.testing.Refusals.refuses;
import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.segment.BlockCache;
import io.proxima.engine.segment.SegmentReader;
import io.proxima.engine.testing.FaultStorage;
import io.proxima.engine.testing.Seeded;
import io.proxima.engine.testing.Tables;
import io.proxima.engine.vector.Distances;
import io.proxima.engine.vector.MatrixScorer;
import io.proxima.engine.vector.Metric;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/// Row groups of vectors that are mostly zeros are packed, the others of the same file are not.
@Seeded
final class SparseVectorsTest {
  private static final List<Metric> METRICS =
      List.of(Metric.L2, Metric.INNER_PRODUCT, Metric.COSINE, Metric.L1);

  private final FaultStorage storage = new FaultStorage();

  private static TableDef table(int dim) {
    return Tables.of(
        List.of(
            new ColumnDef(1, "id", ColumnType.of(TypeKind.BIGINT), false),
            new ColumnDef(2, "a", ColumnType.vector(dim), false),
            new ColumnDef(3, "b", ColumnType.vector(dim), true),
            new ColumnDef(4, "half", ColumnType.of(TypeKind.HALFVEC, dim), true),
            new ColumnDef(5, "bytes", ColumnType.of(TypeKind.INT8VEC, dim), true)),
        0);
  }

  private long write(RandomGenerator random, TableDef table, RowBatch rows, boolean compressed) {
    ViperSettings settings = new ViperSettings(2048, 1L << 30, compressed);
    SegmentFixture segments = new SegmentFixture(storage, settings);
    segments.write(
        table, rows, SegmentFixture.origins(rows.rowCount()), 1 + random.nextInt(rows.rowCount()));
    return storage.read(SegmentFixture.DIRECTORY + "/data.parquet").length;
  }

  private SegmentReader open(TableDef table, MemoryBudget budget, long cacheBytes) {
    BlockCache cache = new BlockCache(budget, cacheBytes);
    return new Viper(storage, budget, cache, SegmentFixture.SMALL)
        .open(SegmentFixture.DIRECTORY, SegmentFixture.id(table), table, 0);
  }

  @RepeatedTest(6)
  void sparseAndDenseRowGroupsOfAFileGiveTheSameRowsAndDistances(RandomGenerator random) {
    int dim = 1 + random.nextInt(300);
    int count = 4097 + random.nextInt(2048);
    TableDef table = table(dim);
    RowBatch any = SegmentFixture.numbered(random, table, count);
    RowBatch rows = SegmentFixture.thinned(random, any, 0.95, 2048, count);
    write(random, table, rows, true);
    MemoryBudget budget = MemoryBudget.of(8 << 20);
    try (SegmentReader segment = open(table, budget, random.nextBoolean() ? 1 << 20 : 1)) {
      assertThat(segment.columns().sparseGroups()).isEqualTo(4 * 2);
      RowSource source = segment.at(1, 0);
      int[] all = IntStream.range(0, count).toArray();
      assertThat(Tables.values(SegmentFixture.copy(source, all))).isEqualTo(Tables.values(rows));
      int[] some = random.ints(100, 0, count).toArray();
      assertThat(Tables.values(SegmentFixture.copy(source, some)))
          .isEqualTo(Tables.values(rows.select(some, some.length)));
      float[] query = (float[]) Tables.value(random, ColumnType.vector(dim));
      for (int column = 1; column <= 4; column++) {
        for (Metric metric : METRICS) {
          assertDistances(rows, column, metric, query, source);
        }
      }
      assertThat(budget.usedBytes()).isLessThanOrEqualTo(1 << 20);
      segment.verify();
    }
    assertThat(budget.usedBytes()).isZero();
  }

  private static void assertDistances(
      RowBatch rows, int column, Metric metric, float[] query, RowSource source) {
    MatrixScorer scorer = (MatrixScorer) source.scorer(column, metric, query);
    float[] estimates = new float[rows.rowCount()];
    scorer.estimate(0, rows.rowCount(), estimates);
    double[] exact = new double[rows.rowCount()];
    Arrays.fill(exact, Double.NaN);
    for (int row = 0; row < rows.rowCount(); row++) {
      if (!rows.column(column).isNull(row)) {
        float[] vector = (float[]) rows.column(column).valueAt(row);
        exact[row] = Distances.exact(metric, query, vector);
        assertThat((Object) scorer.exact(row)).isEqualTo(exact[row]);
        assertThat(scorer.mayBeWithin(row, estimates[row], exact[row])).isTrue();
      }
    }
    double limit = exact[1000];
    int[] found = new int[rows.rowCount()];
    int count = scorer.candidates(0, rows.rowCount(), limit, found);
    assertThat(Arrays.stream(found, 0, count).boxed())
        .containsAll(
            IntStream.range(0, exact.length).filter(row -> exact[row] <= limit).boxed().toList());
  }

  @Test
  void onlyVectorsThatAreMostlyZerosArePackedAndOnlyWhereTheTableIsCompressed(
      RandomGenerator random) {
    TableDef table = table(200);
    RowBatch any = SegmentFixture.numbered(random, table, 3000);
    RowBatch rows = SegmentFixture.thinned(random, any, 0.99, 0, 3000);
    long packed = write(random, table, rows, true);
    try (SegmentReader segment = open(table, MemoryBudget.of(8 << 20), 1 << 20)) {
      assertThat(segment.columns().sparseGroups()).isEqualTo(8);
    }
    storage
        .list(SegmentFixture.DIRECTORY)
        .forEach(name -> storage.remove(SegmentFixture.DIRECTORY + "/" + name));
    long plain = write(random, table, rows, false);
    try (SegmentReader segment = open(table, MemoryBudget.of(8 << 20), 1 << 20)) {
      assertThat(segment.columns().sparseGroups()).isZero();
    }
    assertThat(plain).isGreaterThan(8 * packed);
    storage
        .list(SegmentFixture.DIRECTORY)
        .forEach(name -> storage.remove(SegmentFixture.DIRECTORY + "/" + name));
    write(random, table, SegmentFixture.thinned(random, any, 0.7, 0, 3000), true);
    try (SegmentReader segment = open(table, MemoryBudget.of(8 << 20), 1 << 20)) {
      assertThat(segment.columns().sparseGroups()).isZero();
    }
  }

  @Test
  void everyDamagedByteIsFoundOrHarmless(RandomGenerator random) {
    TableDef table =
        Tables.of(
            List.of(
                new ColumnDef(1, "id", ColumnType.of(TypeKind.BIGINT), false),
                new ColumnDef(2, "v", ColumnType.vector(100), true)),
            0);
    RowBatch any = SegmentFixture.numbered(random, table, 30);
    RowBatch rows = SegmentFixture.thinned(random, any, 0.95, 0, 30);
    write(random, table, rows, true);
    int[] all = IntStream.range(0, 30).toArray();
    String file = SegmentFixture.DIRECTORY + "/data.parquet";
    byte[] sound = storage.read(file);
    for (int at = 0; at < sound.length; at++) {
      byte[] damaged = sound.clone();
      damaged[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
      storage.overwrite(file, damaged);
      refuses(
              ErrorCode.CORRUPT_FILE,
              () -> {
                try (SegmentReader segment = open(table, MemoryBudget.of(8 << 20), 1 << 20)) {
                  SegmentFixture.copy(segment.at(1, 0), all);
                  segment.verify();
                }
              })
          .hasMessageContaining(file)
          .hasMessageContaining("offset");
    }
  }
}
