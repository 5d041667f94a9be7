package io.proxima.engine.segment.viper;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.io.Storage;
import io.proxima.engine.row.Column;
import io.proxima.engine.row.ColumnBlock;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.KeyCodec;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.segment.RowOrigins;
import io.proxima.engine.segment.SegmentReader;
import io.proxima.engine.testing.Seeded;
import io.proxima.engine.testing.Tables;
import io.proxima.engine.testing.Vectors;
import io.proxima.engine.vector.Distances;
import io.proxima.engine.vector.MatrixScorer;
import io.proxima.engine.vector.Metric;
import io.proxima.engine.vector.Scorer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Seeded
final class ViperPropertyTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 1023, 1024, 1025, 2047, 2048, 2049, 5000})
  void everyTypeComesBackAsItWasWritten(int count, RandomGenerator random) {
    TableDef table = Tables.everyType();
    RowBatch rows = SegmentFixture.numbered(random, table, count);
    boolean compressed = random.nextBoolean();
    ViperSettings settings = new ViperSettings(1024 << random.nextInt(3), 1 << 20, compressed);
    try (SegmentFixture segments = new SegmentFixture(Storage.memory("test"), settings)) {
      segments.write(table, rows, SegmentFixture.origins(count), 1 + random.nextInt(3000));
      try (SegmentReader segment = segments.open(table)) {
        RowSource source = segment.at(1, 0);
        assertThat(source.rowCount()).isEqualTo(count);
        assertThat(source.visibleCount()).isEqualTo(count);
        int[] all = IntStream.range(0, count).toArray();
        assertThat(Tables.values(SegmentFixture.copy(source, all))).isEqualTo(Tables.values(rows));
        assertBlocksAre(rows, source);
        segment.verify();
      }
    }
  }

  private static void assertBlocksAre(RowBatch rows, RowSource source) {
    int[] visible = new int[RowSource.BLOCK_ROWS];
    for (int first = 0; first < rows.rowCount(); first += RowSource.BLOCK_ROWS) {
      int block = first / RowSource.BLOCK_ROWS;
      int expected = Math.min(RowSource.BLOCK_ROWS, rows.rowCount() - first);
      assertThat(source.visible(block, visible)).isEqualTo(expected);
      ColumnBlock columns = source.block(block);
      for (int position = 0; position < rows.columns().size(); position++) {
        Column wanted = rows.column(position);
        boolean isVector = wanted.type().kind().layout() == TypeKind.Layout.VECTOR;
        for (int row = 0; row < expected; row++) {
          boolean isNull = columns.validity(position).isNull(row);
          assertThat(isNull).isEqualTo(wanted.isNull(first + row));
          if (!isNull && !isVector) {
            assertThat(columns.column(position).valueAt(row))
                .isEqualTo(wanted.valueAt(first + row));
          }
        }
      }
    }
  }

  @RepeatedTest(8)
  void distancesAreThoseOfTheVectors(RandomGenerator random) {
    int dim = 1 + random.nextInt(40);
    ColumnType type = ColumnType.vector(dim);
    TableDef table =
        Tables.of(
            List.of(
                new ColumnDef(1, "id", ColumnType.of(TypeKind.BIGINT), false),
                new ColumnDef(2, "a", type, false),
                new ColumnDef(3, "b", type, true),
                new ColumnDef(4, "half", ColumnType.of(TypeKind.HALFVEC, dim), true),
                new ColumnDef(5, "bytes", ColumnType.of(TypeKind.INT8VEC, dim), true)),
            0);
    int count = 1 + random.nextInt(3000);
    RowBatch rows = SegmentFixture.numbered(random, table, count);
    float[] query = Vectors.any(random, 1, dim)[0];
    try (SegmentFixture segments =
        new SegmentFixture(Storage.memory("test"), SegmentFixture.SMALL)) {
      segments.write(table, rows, SegmentFixture.origins(count), count);
      try (SegmentReader segment = segments.open(table)) {
        for (Metric metric : List.of(Metric.L2, Metric.INNER_PRODUCT, Metric.COSINE, Metric.L1)) {
          for (int column = 1; column <= 4; column++) {
            check(rows, column, metric, query, segment.at(1, 0));
          }
        }
      }
    }
  }

  private static void check(
      RowBatch rows, int column, Metric metric, float[] query, RowSource source) {
    MatrixScorer scorer = (MatrixScorer) source.scorer(column, metric, query);
    float[] estimates = new float[rows.rowCount()];
    scorer.estimate(0, rows.rowCount(), estimates);
    for (int row = 0; row < rows.rowCount(); row++) {
      if (!rows.column(column).isNull(row)) {
        float[] vector = (float[]) rows.column(column).valueAt(row);
        double expected = Distances.exact(metric, query, vector);
        assertThat((Object) scorer.exact(row)).isEqualTo(expected);
        assertThat(scorer.mayBeWithin(row, estimates[row], expected)).isTrue();
      }
    }
  }

  @RepeatedTest(4)
  void distancesOfBitsAndSparseVectorsAreThoseOfTheValues(RandomGenerator random) {
    ColumnType bits = ColumnType.of(TypeKind.BIT, 1 + random.nextInt(70));
    ColumnType sparse = ColumnType.of(TypeKind.SPARSEVEC, 1 + random.nextInt(70));
    TableDef table =
        Tables.of(
            List.of(
                new ColumnDef(1, "id", ColumnType.of(TypeKind.BIGINT), false),
                new ColumnDef(2, "bits", bits, true),
                new ColumnDef(3, "sparse", sparse, true)),
            0);
    int count = 1 + random.nextInt(3000);
    RowBatch rows = SegmentFixture.numbered(random, table, count);
    try (SegmentFixture segments =
        new SegmentFixture(Storage.memory("test"), SegmentFixture.SMALL)) {
      segments.write(table, rows, SegmentFixture.origins(count), count);
      try (SegmentReader segment = segments.open(table)) {
        RowSource source = segment.at(1, 0);
        assertDistances(rows, 1, Metric.HAMMING, Tables.value(random, bits), source);
        assertDistances(rows, 2, Metric.L2, Tables.value(random, sparse), source);
      }
    }
  }

  private static void assertDistances(
      RowBatch rows, int column, Metric metric, Object query, RowSource source) {
    Scorer scorer = source.scorer(column, metric, query);
    for (int row = 0; row < rows.rowCount(); row++) {
      if (!rows.column(column).isNull(row)) {
        assertThat((Object) scorer.exact(row))
            .isEqualTo(Distances.between(metric, query, rows.column(column).valueAt(row)));
      }
    }
  }

  @RepeatedTest(8)
  void keysAreFoundAndOthersAreNot(RandomGenerator random) {
    TableDef table =
        random.nextBoolean()
            ? Tables.of(List.of(new ColumnDef(4, "n", ColumnType.of(TypeKind.INTEGER), true)))
            : Tables.of(
                List.of(
                    new ColumnDef(1, "t", ColumnType.of(TypeKind.VARCHAR, 4), false),
                    new ColumnDef(2, "x", ColumnType.of(TypeKind.DOUBLE), false),
                    new ColumnDef(3, "d", new ColumnType(TypeKind.DECIMAL, 30, 2), false)),
                2,
                0,
                1);
    int count = random.nextInt(3000);
    RowBatch rows = Tables.rows(random, table, count);
    RowOrigins origins = SegmentFixture.origins(random, count);
    KeyCodec codec = KeyCodec.of(table);
    try (SegmentFixture segments =
        new SegmentFixture(Storage.memory("test"), SegmentFixture.SMALL)) {
      segments.write(table, rows, origins, count + 1);
      try (SegmentReader segment = segments.open(table)) {
        RowSource source = segment.at(9, 0);
        Map<Key, Integer> first = new HashMap<>();
        for (int row = 0; row < count; row++) {
          Key key = codec.encode(rows, row, origins.rowIds()[row]);
          first.putIfAbsent(key, row);
          assertThat(source.keyAt(row)).isEqualTo(key);
        }
        first.forEach((key, row) -> assertThat(source.find(key)).isEqualTo(row));
        for (int i = 0; i < 200; i++) {
          RowBatch other = Tables.rows(random, table, 1);
          Key key = codec.encode(other, 0, random.nextLong());
          assertThat(source.find(key)).isEqualTo(first.getOrDefault(key, -1));
        }
      }
    }
  }

  @RepeatedTest(10)
  void rowsAreVisibleByCommitDeletionAndExpiry(RandomGenerator random) {
    TableDef table =
        Tables.of(List.of(new ColumnDef(1, "id", ColumnType.of(TypeKind.BIGINT), false)), 0);
    int count = random.nextInt(4000);
    RowBatch rows = SegmentFixture.numbered(random, table, count);
    RowOrigins origins = SegmentFixture.origins(random, count);
    long[] deletedAt = new long[count];
    java.util.Arrays.fill(deletedAt, Long.MAX_VALUE);
    KeyCodec codec = KeyCodec.of(table);
    try (SegmentFixture segments =
        new SegmentFixture(Storage.memory("test"), SegmentFixture.SMALL)) {
      segments.write(table, rows, origins, count + 1);
      SegmentReader segment = segments.open(table);
      for (long sequence = 10; sequence < 30 && count > 0; sequence++) {
        for (int i = random.nextInt(40); i > 0; i--) {
          int row = random.nextInt(count);
          boolean first = deletedAt[row] == Long.MAX_VALUE;
          boolean deleted =
              random.nextBoolean()
                  ? segment.delete(row, sequence)
                  : segment.delete(codec.encode(rows, row, 0), sequence);
          assertThat(deleted).isEqualTo(first);
          deletedAt[row] = first ? sequence : deletedAt[row];
        }
        assertVisible(segment, codec, rows, origins, deletedAt, sequence, random);
        assertVisible(
            segment, codec, rows, origins, deletedAt, 1 + random.nextLong(sequence), random);
      }
      segment.writeDeletes(30, 7);
      segment.close();
      try (SegmentReader again = segments.open(table, 7)) {
        assertVisible(again, codec, rows, origins, deletedAt, 1 + random.nextLong(30), random);
      }
    }
  }

  private static void assertVisible(
      SegmentReader segment,
      KeyCodec codec,
      RowBatch rows,
      RowOrigins origins,
      long[] deletedAt,
      long sequence,
      RandomGenerator random) {
    long time = random.nextInt(11);
    List<Integer> expected = new ArrayList<>();
    for (int row = 0; row < rows.rowCount(); row++) {
      if (origins.sequences()[row] <= sequence
          && deletedAt[row] > sequence
          && origins.expiresAt()[row] > time) {
        expected.add(row);
      }
    }
    RowSource source = segment.at(sequence, time);
    List<Integer> found = new ArrayList<>();
    int[] visible = new int[RowSource.BLOCK_ROWS];
    for (int block = 0; block * RowSource.BLOCK_ROWS < source.rowCount(); block++) {
      int visibleCount = source.visible(block, visible);
      for (int i = 0; i < visibleCount; i++) {
        found.add(block * RowSource.BLOCK_ROWS + visible[i]);
      }
    }
    assertThat(found).isEqualTo(expected);
    assertThat(source.visibleCount()).isEqualTo(expected.size());
    for (int i = 0; i < 20 && rows.rowCount() > 0; i++) {
      int row = random.nextInt(rows.rowCount());
      Key key = codec.encode(rows, row, 0);
      assertThat(source.find(key)).isEqualTo(expected.contains(row) ? row : -1);
      assertThat(segment.changedAfter(key, sequence))
          .isEqualTo(
              origins.sequences()[row] > sequence
                  || (deletedAt[row] > sequence && deletedAt[row] < Long.MAX_VALUE));
    }
  }
}
