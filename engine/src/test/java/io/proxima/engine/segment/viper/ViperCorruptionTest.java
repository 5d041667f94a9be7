package io.proxima.engine.segment.viper;

import static io.proxima.engine.testing.Refusals.refuses;
import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.KeyCodec;
import io.proxima.engine.row.Predicate;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowBatchBuilder;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.segment.SegmentId;
import io.proxima.engine.segment.SegmentReader;
import io.proxima.engine.segment.SegmentWriter;
import io.proxima.engine.testing.FaultStorage;
import io.proxima.engine.testing.Seeded;
import io.proxima.engine.testing.Tables;
import io.proxima.engine.testing.Vectors;
import io.proxima.engine.vector.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// No damaged byte goes unnoticed, or changes an answer.
@Seeded
final class ViperCorruptionTest {
  private static final int ROWS = 20;
  private static final long GENERATION = 3;

  private static final TableDef TABLE =
      Tables.of(
          List.of(
              new ColumnDef(1, "id", ColumnType.of(TypeKind.BIGINT), false),
              new ColumnDef(2, "name", ColumnType.of(TypeKind.VARCHAR), true),
              new ColumnDef(3, "kind", ColumnType.of(TypeKind.INTEGER), false),
              new ColumnDef(4, "v", ColumnType.vector(3), true)),
          0);

  private final FaultStorage storage = new FaultStorage();
  private final SegmentFixture segments = new SegmentFixture(storage, SegmentFixture.SMALL);

  private void write(RandomGenerator random) {
    RowBatch rows = SegmentFixture.numbered(random, TABLE, ROWS);
    segments.write(TABLE, rows, SegmentFixture.origins(random, ROWS), 7);
    try (SegmentReader segment = segments.open(TABLE)) {
      segment.delete(5, 11);
      segment.delete(17, 12);
      segment.writeDeletes(12, GENERATION);
    }
  }

  @Test
  void aVersionOfARowIsDeletedWhereKeysCannotBeRead() {
    RowBatchBuilder rows = new RowBatchBuilder(TABLE, 3);
    for (long id : new long[] {7, 7, 9}) {
      rows.appendRow(id, "name", 1L, new float[3]);
    }
    segments.write(TABLE, rows.build(), SegmentFixture.origins(3), 3);
    try (SegmentReader segment = segments.open(TABLE)) {
      segment.delete(0, 11);
      assertThat(segment.delete(key(8), 12)).isFalse(); // the index of keys is verified now
      storage.failAt(storage.calls() + 1, FaultStorage.Fault.IO_ERROR, true);
      assertThat(segment.delete(key(7), 12)).isTrue();
      storage.heal();
      assertThat(segment.at(12, 0).find(key(9))).isEqualTo(2);
      assertThat(segment.at(12, 0).find(key(7))).isNegative();
      assertThat(segment.at(11, 0).find(key(7))).isEqualTo(1);
    }
  }

  private static Key key(long id) {
    return KeyCodec.of(TABLE).encode(List.of(id));
  }

  /// Everything that can be asked of the segment.
  private List<Object> answers() {
    List<Object> answers = new ArrayList<>();
    try (SegmentReader segment = segments.open(TABLE, GENERATION)) {
      for (long sequence : new long[] {4, 11, 12}) {
        RowSource source = segment.at(sequence, sequence / 2);
        answers.add(source.visibleCount());
        int[] visible = new int[RowSource.BLOCK_ROWS];
        answers.add(
            source.rowCount() == 0
                ? List.of()
                : Tables.values(
                    SegmentFixture.copy(
                        source, Arrays.copyOf(visible, source.visible(0, visible)))));
        for (int row = 0; row < ROWS; row++) {
          answers.add(source.find(source.keyAt(row)));
        }
      }
      RowSource source = segment.at(12, 0);
      int[] all = IntStream.range(0, ROWS).toArray();
      answers.add(Tables.values(SegmentFixture.copy(source, all)));
      answers.add(
          source.blocksWith(new Predicate.Compare(1, Predicate.Operator.EQUAL, "nobody")).test(0));
      double[] distances = new double[ROWS];
      var scorer = source.scorer(3, Metric.COSINE, new float[] {1, 2, 3});
      for (int row = 0; row < ROWS; row++) {
        distances[row] = source.block(0).validity(3).isNull(row) ? -1 : scorer.exact(row);
      }
      answers.add(Arrays.toString(distances));
      var clusters = Objects.requireNonNull(segment.columns().clusters(3));
      answers.add(Arrays.toString(clusters.firstOrds()));
      for (Metric metric : Vectors.METRICS) {
        answers.add(
            Arrays.toString(clusters.balls().lowerBounds(metric, new float[] {30, 20, -10})));
      }
    }
    return answers;
  }

  private void verify() {
    try (SegmentReader segment = segments.open(TABLE, GENERATION)) {
      segment.verify();
    }
  }

  @Test
  void everySingleFlippedBitIsFoundOrHarmless(RandomGenerator random) {
    write(random);
    List<Object> expected = answers();
    int refused = 0;
    int harmless = 0;
    for (String file : storage.files()) {
      byte[] sound = storage.read(file);
      for (int bit = 0; bit < sound.length * Byte.SIZE; bit++) {
        byte[] damaged = sound.clone();
        damaged[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
        storage.overwrite(file, damaged);
        try {
          assertThat(answers()).as("bit %d of %s", bit, file).isEqualTo(expected);
          harmless++;
        } catch (ProximaException e) {
          assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_FILE);
          assertThat(e).hasMessageContaining(file).hasMessageContaining("offset");
          refused++;
        }
        if (bit % Byte.SIZE == 0) {
          refuses(ErrorCode.CORRUPT_FILE, this::verify).hasMessageContaining(file);
        }
      }
      storage.overwrite(file, sound);
    }
    assertThat(answers()).isEqualTo(expected);
    assertThat(refused).isGreaterThan(100 * harmless);
  }

  @Test
  void everyTruncatedExtendedOrMissingFileIsFound(RandomGenerator random) {
    write(random);
    for (String file : storage.files()) {
      byte[] sound = storage.read(file);
      for (int length = 0; length < sound.length; length++) {
        storage.overwrite(file, Arrays.copyOf(sound, length));
        refuses(ErrorCode.CORRUPT_FILE, this::answers).hasMessageContaining(file);
      }
      storage.overwrite(file, Arrays.copyOf(sound, sound.length + 1));
      refuses(ErrorCode.CORRUPT_FILE, this::answers).hasMessageContaining(file);
      storage.remove(file);
      refuses(ErrorCode.CORRUPT_FILE, this::answers);
      storage.overwrite(file, sound);
    }
    answers();
  }

  @Test
  void filesOfAnotherSegmentAreFound(RandomGenerator random) {
    write(random);
    SegmentId id = SegmentFixture.id(TABLE);
    for (SegmentId other :
        List.of(
            new SegmentId(new java.util.UUID(1, 3), id.tableId(), id.segmentId()),
            new SegmentId(id.databaseId(), id.tableId() + 1, id.segmentId()),
            new SegmentId(id.databaseId(), id.tableId(), id.segmentId() + 1))) {
      String directory = "segment/other" + other.hashCode();
      storage.createDirectory(directory);
      RowBatch rows = SegmentFixture.numbered(random, TABLE, ROWS);
      try (SegmentWriter writer = segments.viper.create(directory, other, TABLE, 3, null)) {
        writer.append(rows, SegmentFixture.origins(ROWS));
        writer.finish();
      }
      for (String name : storage.list(directory)) {
        String file = SegmentFixture.DIRECTORY + "/" + name;
        byte[] sound = storage.read(file);
        byte[] foreign = storage.read(directory + "/" + name);
        if (!Arrays.equals(sound, foreign)) { // the same keys make the same index of them
          storage.overwrite(file, foreign);
          refuses(ErrorCode.CORRUPT_FILE, this::answers).hasMessageContaining(file);
          storage.overwrite(file, sound);
        }
      }
    }
  }

  @Test
  void blocksThatChangedPlacesAreFound() {
    TableDef table =
        Tables.of(
            List.of(
                new ColumnDef(1, "id", ColumnType.of(TypeKind.BIGINT), false),
                new ColumnDef(4, "v", ColumnType.vector(64), false)),
            0);
    int count = 1000;
    RowBatch rows = SegmentFixture.numbered(new java.util.SplittableRandom(1), table, count);
    segments.write(table, rows, SegmentFixture.origins(count), count);
    String file = SegmentFixture.DIRECTORY + "/data.parquet";
    byte[] swapped = storage.read(file);
    int block = 16 << 10;
    byte[] second = Arrays.copyOfRange(swapped, 3 * block, 4 * block);
    System.arraycopy(swapped, 2 * block, swapped, 3 * block, block);
    System.arraycopy(second, 0, swapped, 2 * block, block);
    storage.overwrite(file, swapped);
    try (SegmentReader segment = segments.open(table)) {
      refuses(
              ErrorCode.CORRUPT_FILE,
              () -> segment.at(1, 0).scorer(1, Metric.L2, new float[64]).exact(0))
          .hasMessageContaining("offset " + 2 * block);
    }
  }
}
