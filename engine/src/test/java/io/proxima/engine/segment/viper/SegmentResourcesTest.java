package io.proxima.engine.segment.viper;

import static io.proxima.engine.testing.Refusals.refuses;
import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.row.Clusters;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowBatchBuilder;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableName;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.segment.BlockCache;
import io.proxima.engine.segment.SegmentReader;
import io.proxima.engine.testing.FaultStorage;
import io.proxima.engine.testing.Seeded;
import io.proxima.engine.testing.Tables;
import io.proxima.engine.testing.Vectors;
import io.proxima.engine.vector.Distances;
import io.proxima.engine.vector.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@Seeded
final class SegmentResourcesTest {
  private static final TableDef TABLE = Tables.everyType();

  private final FaultStorage storage = new FaultStorage();

  @Test
  void closingGivesBackMemoryAndFiles(RandomGenerator random) {
    SegmentFixture segments = new SegmentFixture(storage, SegmentFixture.SMALL);
    RowBatch rows = SegmentFixture.numbered(random, TABLE, 3000);
    segments.write(TABLE, rows, SegmentFixture.origins(3000), 1000);
    assertThat(segments.budget.usedBytes()).isZero();
    assertThat(storage.openHandles()).isZero();
    SegmentReader segment = segments.open(TABLE);
    SegmentFixture.copy(segment.at(1, 0), IntStream.range(0, 3000).toArray());
    assertThat(segments.budget.usedBytes()).isPositive().isLessThanOrEqualTo(1 << 20);
    segment.close();
    assertThat(segments.budget.usedBytes()).isZero();
    assertThat(storage.openHandles()).isZero();
  }

  @Test
  void aCacheThatGetsNoMemoryOnlyMakesReadingSlower(RandomGenerator random) {
    SegmentFixture segments = new SegmentFixture(storage, SegmentFixture.SMALL);
    RowBatch rows = SegmentFixture.numbered(random, TABLE, 3000);
    segments.write(TABLE, rows, SegmentFixture.origins(3000), 1000);
    MemoryBudget small = MemoryBudget.of(20_000);
    BlockCache cache = new BlockCache(small, 1 << 20);
    Viper viper = new Viper(storage, small, cache, SegmentFixture.SMALL);
    int[] all = IntStream.range(0, 3000).toArray();
    try (SegmentReader segment =
        viper.open(SegmentFixture.DIRECTORY, SegmentFixture.id(TABLE), TABLE, 0)) {
      for (int i = 0; i < 2; i++) {
        assertThat(Tables.values(SegmentFixture.copy(segment.at(1, 0), all)))
            .isEqualTo(Tables.values(rows));
        assertThat(small.usedBytes()).isLessThanOrEqualTo(20_000);
      }
    }
    assertThat(small.usedBytes()).isZero();
  }

  /// Groups of 2,048 rows of such texts would be four times what a group may take.
  @Test
  void rowsWithLargeValuesAreWrittenInSmallGroups() {
    TableDef table =
        new TableDef(
            1,
            new TableName("public", "texts"),
            1,
            List.of(
                new ColumnDef(1, "id", ColumnType.of(TypeKind.INTEGER), false),
                new ColumnDef(2, "t", ColumnType.of(TypeKind.VARCHAR), false),
                new ColumnDef(3, "v", ColumnType.vector(2), false)),
            List.of(0),
            Map.of());
    RowBatchBuilder builder = new RowBatchBuilder(table, 4096);
    for (long id = 0; id < 4096; id++) {
      builder.appendRow(id, "x".repeat(2000) + id, new float[] {id, 1});
    }
    RowBatch rows = builder.build();
    SegmentFixture segments = new SegmentFixture(storage, SegmentFixture.SMALL);
    segments.write(table, rows, SegmentFixture.origins(4096), 1000);
    assertThat(segments.budget.usedBytes()).isZero();
    try (SegmentReader segment = segments.open(table)) {
      assertThat(segment.columns().vectorGroups()).isEqualTo(4);
      int[] all = IntStream.range(0, 4096).toArray();
      assertThat(Tables.values(SegmentFixture.copy(segment.at(1, 0), all)))
          .isEqualTo(Tables.values(rows));
    }
  }

  @Test
  void aWriterThatGetsNoMemoryRefuses() {
    SegmentFixture segments = new SegmentFixture(storage, SegmentFixture.SMALL);
    MemoryBudget none = MemoryBudget.of(1);
    Viper viper = new Viper(storage, none, segments.cache, SegmentFixture.SMALL);
    refuses(
        ErrorCode.OUT_OF_MEMORY,
        () -> viper.create(SegmentFixture.DIRECTORY, SegmentFixture.id(TABLE), TABLE, -1, null));
    assertThat(storage.openHandles()).isZero();
    assertThat(none.usedBytes()).isZero();
  }

  @Test
  void everyFailedCallOfAWriterClosesAllAndLeavesNoSegment(RandomGenerator random) {
    RowBatch rows = SegmentFixture.numbered(random, TABLE, 100);
    for (int call = 1; ; call++) {
      FaultStorage failing = new FaultStorage();
      SegmentFixture segments = new SegmentFixture(failing, SegmentFixture.SMALL);
      long before = failing.calls();
      failing.failAt(before + call, FaultStorage.Fault.DISK_FULL, true);
      boolean done = false;
      try {
        segments.write(TABLE, rows, SegmentFixture.origins(100), 30);
        done = true;
      } catch (ProximaException e) {
        assertThat(e.code()).isIn(ErrorCode.DISK_FULL, ErrorCode.IO_FAILURE);
      }
      assertThat(failing.openHandles()).isZero();
      assertThat(segments.budget.usedBytes()).isZero();
      if (done) {
        assertThat(call).isGreaterThan(10);
        return;
      }
    }
  }

  @Test
  void aFailedCallOfAReaderIsAnErrorAndNotAnAnswer(RandomGenerator random) {
    SegmentFixture segments = new SegmentFixture(storage, SegmentFixture.SMALL);
    RowBatch rows = SegmentFixture.numbered(random, TABLE, 100);
    segments.write(TABLE, rows, SegmentFixture.origins(100), 30);
    int[] all = IntStream.range(0, 100).toArray();
    for (int call = 1; ; call++) {
      storage.failAt(storage.calls() + call, FaultStorage.Fault.IO_ERROR, false);
      boolean done = false;
      try (SegmentReader segment = segments.open(TABLE)) {
        assertThat(Tables.values(SegmentFixture.copy(segment.at(1, 0), all)))
            .isEqualTo(Tables.values(rows));
        done = true;
      } catch (ProximaException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.IO_FAILURE);
      }
      storage.heal();
      assertThat(storage.openHandles()).isZero();
      if (done) {
        assertThat(call).isGreaterThan(10);
        return;
      }
    }
  }

  @Test
  void aColumnThatCameLaterIsNull(RandomGenerator random) {
    SegmentFixture segments = new SegmentFixture(storage, SegmentFixture.SMALL);
    RowBatch rows = SegmentFixture.numbered(random, TABLE, 1500);
    segments.write(TABLE, rows, SegmentFixture.origins(1500), 1500);
    List<ColumnDef> columns = new ArrayList<>();
    columns.add(TABLE.columns().get(3));
    columns.add(new ColumnDef(99, "new", TABLE.columns().get(1).type(), true));
    columns.add(TABLE.columns().get(0));
    TableDef later = Tables.of(columns, 2);
    try (SegmentReader segment = segments.open(later)) {
      RowSource source = segment.at(1, 0);
      RowBatch found = SegmentFixture.copy(source, IntStream.range(0, 1500).toArray());
      for (int row = 0; row < 1500; row++) {
        assertThat(found.column(0).valueAt(row)).isEqualTo(rows.column(3).valueAt(row));
        assertThat(found.column(1).isNull(row)).isTrue();
        assertThat(source.keyAt(row)).isNotNull();
      }
    }
  }

  @Test
  void clustersHoldTheVectorsOfTheirRows(RandomGenerator random) {
    SegmentFixture segments = new SegmentFixture(storage, new ViperSettings(2048, 8 << 20, true));
    RowBatch rows = SegmentFixture.numbered(random, TABLE, 5000);
    int column = SegmentFixture.firstVector(TABLE);
    segments.write(TABLE, rows, SegmentFixture.origins(5000), 5000);
    try (SegmentReader segment = segments.open(TABLE)) {
      Clusters clusters = Objects.requireNonNull(segment.columns().clusters(column));
      assertThat(clusters.balls().count()).isEqualTo(3);
      for (Metric metric : Vectors.METRICS) {
        float[] query = {40, -3, 2};
        double[] bounds = clusters.balls().lowerBounds(metric, query);
        for (int run = 0; run < 3; run++) {
          for (int ord = clusters.firstOrds()[run]; ord < clusters.firstOrds()[run + 1]; ord++) {
            float[] vector = (float[]) rows.column(column).valueAt(ord);
            double distance = Distances.exact(metric, query, vector);
            assertThat(distance < bounds[run]).as("%s of row %d", metric, ord).isFalse();
          }
        }
      }
      assertThat(clusters.firstOrds()).startsWith(0).endsWith(5000);
    }
  }
}
