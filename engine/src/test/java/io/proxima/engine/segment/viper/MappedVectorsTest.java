package io.proxima.engine.segment.viper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.proxima.engine.io.Storage;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.VectorColumn;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.segment.SegmentReader;
import io.proxima.engine.testing.Seeded;
import io.proxima.engine.time.Clock;
import io.proxima.engine.vector.Metric;
import io.proxima.engine.vector.StoredMatrix;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The Parquet file is the store of the vectors: they are read where they lie.
@Seeded
final class MappedVectorsTest {
  private static final Path MAPS = Path.of("/proc/self/maps");
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final int DIM = 48;
  private static final int ROWS = 5000;

  private static final TableDef TABLE =
      io.proxima.engine.testing.Tables.of(
          java.util.List.of(
              new ColumnDef(1, "id", ColumnType.of(TypeKind.BIGINT), false),
              new ColumnDef(2, "v", ColumnType.vector(DIM), true)),
          0);

  @TempDir Path directory;

  @Test
  void vectorsAreReadFromTheMapOfTheFile(RandomGenerator random) throws IOException {
    assumeTrue(Files.isReadable(MAPS));
    RowBatch rows = SegmentFixture.numbered(random, TABLE, ROWS);
    try (SegmentFixture segments =
        new SegmentFixture(Storage.files(directory, Clock.system()), SegmentFixture.SMALL)) {
      segments.write(TABLE, rows, SegmentFixture.origins(ROWS), 999);
      try (SegmentReader segment = segments.open(TABLE)) {
        assertThat(maps()).as("nothing is mapped before it is needed").isEmpty();
        long before = segments.budget.usedBytes();
        segment.at(1, 0).scorer(1, Metric.L2, new float[DIM]).exact(firstWithVector(rows, 0));
        assertThat(maps()).hasSize(1);
        StoredMatrix matrix = Objects.requireNonNull(((ViperColumns) segment.columns()).matrix(1));
        for (int row = 0; row < ROWS; row++) {
          if (!rows.column(1).isNull(row)) {
            assertIsMapped(matrix.vector(row), (VectorColumn) rows.column(1), row);
          }
        }
        for (int group = 0; group < ROWS; group += 2048) {
          long address = matrix.vector(firstWithVector(rows, group)).address();
          assertThat(address % VectorChunkWriter.ALIGNMENT).isZero();
        }
        assertThat(segments.budget.usedBytes()).as("no copy was charged").isEqualTo(before);
      }
      assertThat(maps()).as("closing unmaps").isEmpty();
    }
  }

  private static int firstWithVector(RowBatch rows, int from) {
    int row = from;
    while (rows.column(1).isNull(row)) {
      row++;
    }
    return row;
  }

  private static void assertIsMapped(MemorySegment vector, VectorColumn column, int row)
      throws IOException {
    for (int i = 0; i < DIM; i++) {
      assertThat(vector.getAtIndex(FLOAT, i)).isEqualTo(column.values()[row * DIM + i]);
    }
    if (row % 97 == 0) {
      assertThat(maps())
          .anyMatch(map ->
              map.from <= vector.address() && vector.address() + vector.byteSize() <= map.to);
    }
  }

  private record Range(long from, long to) {}

  /// The maps of the data file in this process.
  private static java.util.List<Range> maps() throws IOException {
    return Files.readAllLines(MAPS).stream()
        .filter(line -> line.endsWith("/" + SegmentFixture.DIRECTORY + "/data.parquet"))
        .map(line -> {
          String[] ends = line.substring(0, line.indexOf(' ')).split("-");
          return new Range(
              Long.parseUnsignedLong(ends[0], 16), Long.parseUnsignedLong(ends[1], 16));
        })
        .toList();
  }
}
