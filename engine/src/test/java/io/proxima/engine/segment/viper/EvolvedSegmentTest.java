package io.proxima.engine.segment.viper;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.io.Storage;
import io.proxima.engine.row.ColumnBlock;
import io.proxima.engine.row.Evolution;
import io.proxima.engine.row.Fill;
import io.proxima.engine.row.Predicate;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.schema.Alteration;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.segment.SegmentReader;
import io.proxima.engine.testing.Alterations;
import io.proxima.engine.testing.Seeded;
import io.proxima.engine.testing.Tables;
import io.proxima.engine.vector.Metric;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@Seeded
final class EvolvedSegmentTest {
  @RepeatedTest(6)
  void aSegmentIsReadAsTheTableIsNow(RandomGenerator random) {
    TableDef first = Tables.everyType();
    RowBatch rows = SegmentFixture.numbered(random, first, 1 + random.nextInt(3000));
    Alterations changed = new Alterations(first, rows);
    int[] all = IntStream.range(0, rows.rowCount()).toArray();
    try (SegmentFixture segments =
        new SegmentFixture(Storage.memory("test"), SegmentFixture.SMALL)) {
      segments.write(first, rows, SegmentFixture.origins(rows.rowCount()), 1000);
      for (int step = 0; step < 10; step++) {
        changed.step(random);
        try (SegmentReader segment = segments.open(changed.table());
            SegmentReader old = segments.open(first)) {
          RowSource reopened = segment.at(1, 0);
          RowSource adapted = Evolution.of(first, changed.table()).apply(old.at(1, 0));
          for (RowSource source : List.of(reopened, adapted)) {
            assertThat(Tables.values(SegmentFixture.copy(source, all))).isEqualTo(changed.rows());
            assertThat(source.visibleCount()).isEqualTo(rows.rowCount());
            assertThat(source.find(source.keyAt(0))).isZero();
            assertNullsAre(changed, source);
          }
        }
      }
    }
  }

  private static void assertNullsAre(Alterations changed, RowSource source) {
    ColumnBlock block = source.block(0);
    for (int column = 0; column < changed.table().columns().size(); column++) {
      assertThat(block.validity(column).isNull(0))
          .isEqualTo(changed.rows().getFirst().get(column) == null);
    }
  }

  private static final ColumnType DIM_2 = ColumnType.vector(2);

  private static TableDef numbers() {
    return Tables.of(List.of(new ColumnDef(1, "id", ColumnType.of(TypeKind.BIGINT), false)), 0);
  }

  @Test
  void addedColumnsAreSearchedAndPrunedByWhatTheyHold(RandomGenerator random) {
    TableDef first = numbers();
    ColumnDef year = new ColumnDef(0, "year", ColumnType.of(TypeKind.INTEGER), false);
    ColumnDef vector = new ColumnDef(0, "v", DIM_2, true);
    ColumnDef empty = new ColumnDef(0, "empty", DIM_2, true);
    TableDef one = Alteration.of(first).addColumn(year, Fill.text(first.name(), year, 2000L));
    TableDef two =
        Alteration.of(one).addColumn(vector, Fill.text(first.name(), vector, new float[] {3, 4}));
    TableDef three = Alteration.of(two).addColumn(empty, "");
    RowBatch rows = SegmentFixture.numbered(random, first, 1500);
    try (SegmentFixture segments =
        new SegmentFixture(Storage.memory("test"), SegmentFixture.SMALL)) {
      segments.write(first, rows, SegmentFixture.origins(1500), 1000);
      try (SegmentReader segment = segments.open(three);
          SegmentReader old = segments.open(first)) {
        RowSource adapted = Evolution.of(first, three).apply(old.at(1, 0));
        for (RowSource source : List.of(segment.at(1, 0), adapted)) {
          assertThat(source.scorer(2, Metric.L2, new float[] {0, 0}).exact(1400)).isEqualTo(5);
          assertThat(source.block(0).validity(3).isNull(1000)).isTrue();
          assertThat(source.block(0).column(1).valueAt(1000)).isEqualTo(2000L);
          assertThat(source.blocksWith(equal(1, 2000)).test(1)).isTrue();
          assertThat(
                  source
                      .blocksWith(new Predicate.And(List.of(equal(1, 2000), equal(0, 9999))))
                      .test(1))
              .isFalse();
          assertThat(
                  source
                      .blocksWith(new Predicate.Or(List.of(equal(1, 2000), equal(0, 9999))))
                      .test(1))
              .isTrue();
        }
        assertThat(segment.at(1, 0).blocksWith(equal(1, 1999)).test(1)).isFalse();
      }
    }
  }

  private static Predicate equal(int column, long value) {
    return new Predicate.Compare(column, Predicate.Operator.EQUAL, value);
  }

  @Test
  void clustersAreThoseOfTheColumnThatTheSegmentWasOrderedBy(RandomGenerator random) {
    TableDef first =
        Tables.of(
            List.of(
                new ColumnDef(1, "id", ColumnType.of(TypeKind.BIGINT), false),
                new ColumnDef(2, "a", DIM_2, false),
                new ColumnDef(3, "b", DIM_2, false)),
            0);
    TableDef less = Alteration.of(first).dropColumn("a");
    try (SegmentFixture segments =
        new SegmentFixture(Storage.memory("test"), SegmentFixture.SMALL)) {
      segments.write(
          first, SegmentFixture.numbered(random, first, 10), SegmentFixture.origins(10), 10);
      try (SegmentReader same = segments.open(first);
          SegmentReader other = segments.open(less)) {
        assertThat(same.columns().clusters(1)).isNotNull();
        assertThat(same.columns().clusters(2)).isNull();
        assertThat(other.columns().clusters(1)).isNull();
      }
    }
  }

  @Test
  void optionsOfTheTableSayHowItsFilesArePacked(RandomGenerator random) {
    TableDef plain = numbers();
    long packed = bytes(plain, random, 5000);
    TableDef loose = Alteration.of(plain).withOptions(Map.of("compression", "none"));
    TableDef cut = Alteration.of(plain).withOptions(Map.of("group_rows", "1024"));
    assertThat(bytes(loose, random, 5000)).isGreaterThan(packed * 3 / 2);
    assertThat(ViperSettings.defaults().of(cut).groupRows(0)).isEqualTo(1024);
    assertThat(ViperSettings.defaults().of(plain)).isEqualTo(ViperSettings.defaults());
  }

  private static long bytes(TableDef table, RandomGenerator random, int count) {
    Storage storage = Storage.memory("test");
    try (SegmentFixture segments = new SegmentFixture(storage, SegmentFixture.SMALL)) {
      segments.write(
          table,
          SegmentFixture.numbered(random, table, count),
          SegmentFixture.origins(count),
          1000);
      return storage.read(SegmentFixture.DIRECTORY + "/" + ViperFormat.DATA).length;
    }
  }
}
