package io.proxima.engine.segment.viper;

import io.proxima.engine.io.Storage;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.row.Column;
import io.proxima.engine.row.ColumnBuilder;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.row.VectorColumn;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.segment.BlockCache;
import io.proxima.engine.segment.RowOrigins;
import io.proxima.engine.segment.SegmentId;
import io.proxima.engine.segment.SegmentReader;
import io.proxima.engine.segment.SegmentSummary;
import io.proxima.engine.segment.SegmentWriter;
import io.proxima.engine.testing.Tables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Segments for tests, in a storage.
final class SegmentFixture implements AutoCloseable {
  static final String DIRECTORY = "segment/1";
  static final ViperSettings SMALL = new ViperSettings(2048, 1 << 20, true);

  final MemoryBudget budget = MemoryBudget.of(64 << 20);
  final BlockCache cache = new BlockCache(budget, 1 << 20);
  final Storage storage;
  final Viper viper;

  SegmentFixture(Storage storage, ViperSettings settings) {
    this.storage = storage;
    this.viper = new Viper(storage, budget, cache, settings);
    storage.createDirectory(DIRECTORY);
  }

  static SegmentId id(TableDef table) {
    return new SegmentId(new UUID(1, 2), table.id(), 1);
  }

  SegmentSummary write(TableDef table, RowBatch rows, RowOrigins origins, int batchRows) {
    int cluster = firstVector(table);
    try (SegmentWriter writer = viper.create(DIRECTORY, id(table), table, cluster, null)) {
      for (int from = 0; from < rows.rowCount(); from += batchRows) {
        int to = Math.min(rows.rowCount(), from + batchRows);
        int[] part = IntStream.range(from, to).toArray();
        writer.append(rows.select(part, part.length), slice(origins, from, to));
      }
      return writer.finish();
    }
  }

  SegmentReader open(TableDef table) {
    return open(table, 0);
  }

  SegmentReader open(TableDef table, long generation) {
    return viper.open(DIRECTORY, id(table), table, generation);
  }

  static int firstVector(TableDef table) {
    for (int i = 0; i < table.columns().size(); i++) {
      if (table.columns().get(i).type().kind() == io.proxima.engine.schema.TypeKind.VECTOR) {
        return i;
      }
    }
    return -1;
  }

  private static RowOrigins slice(RowOrigins all, int from, int to) {
    return new RowOrigins(
        Arrays.copyOfRange(all.rowIds(), from, to),
        Arrays.copyOfRange(all.sequences(), from, to),
        Arrays.copyOfRange(all.createdAt(), from, to),
        Arrays.copyOfRange(all.updatedAt(), from, to),
        Arrays.copyOfRange(all.expiresAt(), from, to));
  }

  /// Rows with the row ids 1, 2, 3, … that were all created by commit 1 and never expire.
  static RowOrigins origins(int count) {
    long[] ids = new long[count];
    long[] ones = new long[count];
    long[] never = new long[count];
    Arrays.setAll(ids, row -> row + 1);
    Arrays.fill(ones, 1);
    Arrays.fill(never, RowOrigins.NEVER);
    return new RowOrigins(ids, ones, ones, ones, never);
  }

  /// Rows with the row ids 1, 2, 3, …, created by the commits 1 to 9, some of which expire at the
  /// times 1 to 9.
  static RowOrigins origins(RandomGenerator random, int count) {
    RowOrigins plain = origins(count);
    long[] sequences = new long[count];
    long[] createdAt = new long[count];
    long[] updatedAt = new long[count];
    long[] expiresAt = plain.expiresAt();
    for (int row = 0; row < count; row++) {
      sequences[row] = 1 + random.nextInt(9);
      createdAt[row] = random.nextLong(1_000_000_000_000L);
      updatedAt[row] = createdAt[row] + random.nextInt(1000);
      if (random.nextInt(3) == 0) {
        expiresAt[row] = 1 + random.nextInt(9);
      }
    }
    return new RowOrigins(plain.rowIds(), sequences, createdAt, updatedAt, expiresAt);
  }

  /// Random rows whose first column, a `BIGINT`, counts up from 0.
  static RowBatch numbered(RandomGenerator random, TableDef table, int count) {
    RowBatch any = Tables.rows(random, table, count);
    List<Column> columns = new ArrayList<>(any.columns());
    ColumnBuilder ids = ColumnBuilder.of(table.columns().getFirst().type(), count);
    for (long row = 0; row < count; row++) {
      ids.append(row);
    }
    columns.set(0, ids.build());
    return new RowBatch(count, columns);
  }

  /// The same rows, but of the rows `[from, to)` so large a share of the components of dense
  /// vectors is set to zero.
  static RowBatch thinned(RandomGenerator random, RowBatch rows, double zeros, int from, int to) {
    List<Column> columns = new ArrayList<>(rows.columns());
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i) instanceof VectorColumn vectors) {
        float[] values = vectors.values().clone();
        for (int at = from * vectors.dim();
            at < Math.min(values.length, to * vectors.dim());
            at++) {
          values[at] = random.nextDouble() < zeros ? 0 : values[at];
        }
        columns.set(
            i, new VectorColumn(vectors.type(), rows.rowCount(), values, vectors.validity()));
      }
    }
    return new RowBatch(rows.rowCount(), columns);
  }

  /// All columns of these rows of a source.
  static RowBatch copy(RowSource source, int[] ords) {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < source.table().columns().size(); i++) {
      ColumnBuilder column = ColumnBuilder.of(source.table().columns().get(i).type(), ords.length);
      source.copy(i, ords, 0, ords.length, column);
      columns.add(column.build());
    }
    return new RowBatch(ords.length, columns);
  }

  @Override
  public void close() {
    cache.close();
    storage.close();
  }
}
