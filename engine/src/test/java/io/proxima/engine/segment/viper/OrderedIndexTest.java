package io.proxima.engine.segment.viper;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.row.IndexCodec;
import io.proxima.engine.row.IndexRange;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.schema.OrderedIndexDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.segment.BlockCache;
import io.proxima.engine.segment.SegmentReader;
import io.proxima.engine.testing.FaultStorage;
import io.proxima.engine.testing.Seeded;
import io.proxima.engine.testing.Tables;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@Seeded
final class OrderedIndexTest {
  private static final int ROWS = 3000;
  private static final TableDef TABLE = Tables.everyType();
  private static final OrderedIndexDef NUMBERS = index(21, 1);
  private static final OrderedIndexDef TEXTS =
      index(22, TABLE.position("c_varchar or null") + 1, 1);
  private static final TableDef INDEXED = TABLE.with(List.of(NUMBERS, TEXTS), List.of());
  private static final String FILE = SegmentFixture.DIRECTORY + "/index-22";

  private final FaultStorage storage = new FaultStorage();
  private final SegmentFixture segments = new SegmentFixture(storage, SegmentFixture.SMALL);

  private static OrderedIndexDef index(int id, int... columns) {
    return new OrderedIndexDef(
        id,
        "i" + id,
        OrderedIndexDef.Origin.INDEX,
        IntStream.of(columns).mapToObj(column -> new OrderedIndexDef.Part(column, false)).toList());
  }

  private RowBatch write(RandomGenerator random, TableDef table) {
    RowBatch rows = SegmentFixture.numbered(random, table, ROWS);
    segments.write(table, rows, SegmentFixture.origins(ROWS), 1000);
    return rows;
  }

  /// Asks for each of some rows by all its values.
  private static void check(RowBatch rows, SegmentReader segment, OrderedIndexDef index) {
    IndexCodec codec = IndexCodec.of(INDEXED, index);
    for (int row = 0; row < ROWS; row += 97) {
      IndexRange range = IndexCodec.equal(codec.encode(rows::column, row));
      int[] expected =
          IntStream.range(0, ROWS)
              .filter(each -> range.has(codec.encode(rows::column, each)))
              .toArray();
      assertThat(segment.at(1, 0).ordsIn(index, range, ROWS)).isEqualTo(expected);
      assertThat(segment.at(1, 0).ordsIn(index, range, expected.length - 1)).isNull();
      assertThat(segment.at(1, 0).anyIn(index, range, _ -> true))
          .isIn(IntStream.of(expected).boxed().toArray());
    }
    IndexRange none = IndexCodec.equal(codec.encode(rows::column, 0));
    assertThat(segment.at(1, 0).anyIn(index, none, _ -> false)).isEqualTo(-1);
    assertThat(segment.at(0, 0).anyIn(index, none, _ -> true)).isEqualTo(-1);
  }

  @Test
  void anIndexWrittenWithTheSegmentFindsItsRows(RandomGenerator random) {
    RowBatch rows = write(random, INDEXED);
    int files = storage.list(SegmentFixture.DIRECTORY).size();
    try (SegmentReader segment = segments.open(INDEXED)) {
      check(rows, segment, NUMBERS);
      check(rows, segment, TEXTS);
    }
    assertThat(storage.list(SegmentFixture.DIRECTORY))
        .hasSize(files)
        .contains("index-21", "index-22.sums");
  }

  @Test
  void anIndexThatIsMissingIsMadeOnceFromTheRows(RandomGenerator random) {
    RowBatch rows = write(random, TABLE);
    assertThat(storage.exists(FILE)).isFalse();
    try (SegmentReader segment = segments.open(INDEXED)) {
      check(rows, segment, TEXTS);
    }
    byte[] made = storage.read(FILE);
    try (SegmentReader segment = segments.open(INDEXED)) {
      check(rows, segment, TEXTS);
    }
    assertThat(storage.read(FILE)).isEqualTo(made);
    assertThat(storage.openHandles()).isZero();
  }

  @Test
  void aDamagedIndexIsMadeAnewAndCostsNoRow(RandomGenerator random) {
    RowBatch rows = write(random, INDEXED);
    byte[] whole = storage.read(FILE);
    for (int round = 0; round < 30; round++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      put(FILE, round % 3 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : damaged);
      try (SegmentReader segment = segments.open(INDEXED)) {
        check(rows, segment, TEXTS);
      }
      try (SegmentReader segment = segments.open(INDEXED)) {
        segment.verify();
      }
    }
    put(FILE + ".sums", new byte[] {1, 2, 3});
    try (SegmentReader segment = segments.open(INDEXED)) {
      check(rows, segment, TEXTS);
    }
    assertThat(storage.read(FILE)).isEqualTo(whole);
  }

  private void put(String path, byte[] content) {
    storage.delete(path);
    try (var file = storage.create(path)) {
      file.write(0, content, 0, content.length);
      file.sync();
    }
  }

  @Test
  void withoutMemoryForAnIndexTheRowsAreLookedAt(RandomGenerator random) {
    RowBatch rows = write(random, TABLE);
    MemoryBudget small = MemoryBudget.of(30_000);
    Viper viper = new Viper(storage, small, new BlockCache(small, 1 << 20), SegmentFixture.SMALL);
    IndexCodec codec = IndexCodec.of(INDEXED, TEXTS);
    try (SegmentReader segment =
        viper.open(SegmentFixture.DIRECTORY, SegmentFixture.id(INDEXED), INDEXED, 0)) {
      IndexRange range = IndexCodec.equal(codec.encode(rows::column, 2999));
      assertThat(segment.at(1, 0).ordsIn(TEXTS, range, ROWS)).isNull();
      int found = segment.at(1, 0).anyIn(TEXTS, range, _ -> true);
      assertThat(range.has(codec.encode(rows::column, found))).isTrue();
    }
    assertThat(storage.exists(FILE)).isFalse();
  }
}
