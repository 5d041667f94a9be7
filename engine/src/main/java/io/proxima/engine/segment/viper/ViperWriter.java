package io.proxima.engine.segment.viper;

import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memory.Reservation;
import io.proxima.engine.row.Column;
import io.proxima.engine.row.HeapSize;
import io.proxima.engine.row.ObjectColumn;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.VectorColumn;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.segment.ColumnsWriter;
import io.proxima.engine.segment.ListOrder;
import io.proxima.engine.segment.RowOrigins;
import io.proxima.engine.segment.SegmentFiles;
import io.proxima.engine.segment.SegmentOutput;
import io.proxima.engine.vector.Distances;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.TypeDefinedOrder;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/// Writes the columns of a segment as `data.parquet`, the squared norms of the vectors of a column
/// as `norms.` and its id (little-endian doubles, 0 where NULL), and for the column that the rows
/// are ordered by a [BallsFile] and, if they are in the order of an epoch, a [ListsFile].
final class ViperWriter implements ColumnsWriter {
  private final SegmentFiles files;
  private final ViperSettings settings;
  private final TableDef table;
  private final int clusterColumn;
  private final List<StoredColumn> columns;
  private final long vectorBytes;
  private final Reservation memory;
  private final SegmentOutput out;
  private final Map<Integer, SegmentOutput> norms = new HashMap<>();
  private final @Nullable BallsFile balls;
  private final @Nullable ListsFile lists;
  private final RowGroupBuffer buffer;
  private final List<List<ChunkEntry>> groups = new ArrayList<>();
  private final List<RowGroup> rowGroups = new ArrayList<>();
  private int groupRows;
  private boolean isSized;
  private long groupObjects;
  private long chargedObjects;
  private int rowCount;

  /// @param clusterColumn the position of the column whose balls are stored, or -1
  /// @param order the order by that column in which the rows come, or null
  ViperWriter(
      SegmentFiles files,
      TableDef table,
      int clusterColumn,
      @Nullable ListOrder order,
      ViperSettings settings,
      MemoryBudget budget) {
    this.files = files;
    this.settings = settings;
    this.table = table;
    this.clusterColumn = clusterColumn;
    this.columns = StoredColumn.of(table);
    this.vectorBytes =
        columns.stream()
            .filter(StoredColumn::isVector)
            .mapToLong(column -> (long) Float.BYTES * column.type().size())
            .sum();
    this.groupRows = settings.groupRows(vectorBytes);
    this.buffer = new RowGroupBuffer(columns);
    this.out = files.create(ViperFormat.DATA);
    for (StoredColumn column : columns) {
      if (column.isVector()) {
        norms.put(column.fieldId(), files.create(ViperFormat.norms(column.fieldId())));
      }
    }
    if (clusterColumn >= 0) {
      ColumnDef column = table.columns().get(clusterColumn);
      this.balls = new BallsFile(files.create(BallsFile.name(column.id())), column.type().size());
    } else {
      this.balls = null;
    }
    this.lists = order == null ? null : new ListsFile(order);
    out.write(ViperFormat.MAGIC);
    // The floats of a group, and a copy while they grow. Last: nothing must fail behind it.
    this.memory = budget.reserve(name(table), 2L * groupRows * vectorBytes);
  }

  private static String name(TableDef table) {
    return "a segment of table " + table.name();
  }

  @Override
  public void append(RowBatch rows, RowOrigins origins) {
    if (!isSized && rows.rowCount() > 0) {
      isSized = true;
      size(rows);
    }
    int done = 0;
    while (done < rows.rowCount()) {
      int part = Math.min(rows.rowCount() - done, groupRows - buffer.rowCount());
      buffer.append(rows, origins, done, done + part);
      charge(rows, done, done + part);
      done += part;
      if (buffer.rowCount() == groupRows) {
        writeGroup();
      }
    }
  }

  /// Takes memory for objects that are larger than the first rows have let expect.
  private void charge(RowBatch rows, int from, int to) {
    for (Column column : rows.columns()) {
      if (column instanceof ObjectColumn objects) {
        for (int row = from; row < to; row++) {
          groupObjects += objects.isNull(row) ? 0 : HeapSize.of(objects.valueAt(row));
        }
      }
    }
    if (2 * groupObjects > chargedObjects) {
      memory.grow(2 * groupObjects - chargedObjects);
      chargedObjects = 2 * groupObjects;
    }
  }

  /// Makes groups as small as the first rows ask for whose texts and other objects are large, and
  /// takes the memory that these need, and again while they are written.
  private void size(RowBatch first) {
    long objectBytes = 0;
    for (Column column : first.columns()) {
      if (column instanceof ObjectColumn objects) {
        objectBytes += HeapSize.of(objects);
      }
    }
    long perRow = objectBytes / first.rowCount();
    groupRows = settings.groupRows(vectorBytes + perRow);
    chargedObjects = 2L * groupRows * perRow;
    memory.grow(chargedObjects);
  }

  private void writeGroup() {
    groupObjects = 0;
    List<Column> full = buffer.drain();
    int rows = full.getFirst().rowCount();
    List<ChunkEntry> chunks = new ArrayList<>();
    long uncompressed = 0;
    long start = out.position();
    for (int i = 0; i < columns.size(); i++) {
      ChunkEntry chunk = writeChunk(columns.get(i), full.get(i));
      uncompressed += Thrift.required(chunk.chunk().getMeta_data()).getTotal_uncompressed_size();
      chunks.add(chunk);
    }
    groups.add(chunks);
    ColumnMetaData first = Thrift.required(chunks.getFirst().chunk().getMeta_data());
    rowGroups.add(
        new RowGroup(chunks.stream().map(ChunkEntry::chunk).toList(), uncompressed, rows)
            .setFile_offset(
                first.isSetDictionary_page_offset()
                    ? first.getDictionary_page_offset()
                    : first.getData_page_offset())
            .setTotal_compressed_size(out.position() - start));
    rowCount += rows;
  }

  private ChunkEntry writeChunk(StoredColumn stored, Column column) {
    if (column instanceof VectorColumn vectors) {
      writeNorms(stored, vectors);
      if (stored.position() == clusterColumn) {
        writeBalls(vectors);
      }
      return VectorChunkWriter.write(out, settings.compressed(), stored, vectors);
    }
    return ScalarChunkWriter.write(out, settings.compressed(), stored, column, isFiltered(stored));
  }

  /// A ball for each few lists, or for the row group if the rows are in no order.
  private void writeBalls(VectorColumn vectors) {
    int rows = vectors.rowCount();
    int done = 0;
    while (balls != null && done < rows) {
      int run = lists == null ? rows : lists.run(rows - done);
      balls.add(vectors, done, done + run);
      for (int row = done; lists != null && row < done + run; row++) {
        lists.add(vectors, row);
      }
      done += run;
    }
  }

  /// Values that come in no order and mostly once; the key alone has an index.
  private boolean isFiltered(StoredColumn stored) {
    boolean isKey = table.key().equals(List.of(stored.position()));
    return !isKey
        && stored.hidden() == null
        && switch (stored.type().kind()) {
          case INTEGER, BIGINT, CHAR, VARCHAR, UUID -> true;
          default -> false;
        };
  }

  private void writeNorms(StoredColumn stored, VectorColumn vectors) {
    SegmentOutput file = norms.get(stored.fieldId());
    if (file == null) {
      throw new IllegalStateException("no norms of column " + stored.name());
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(Double.BYTES * vectors.rowCount()).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < vectors.rowCount(); row++) {
      bytes.putDouble(
          vectors.isNull(row)
              ? 0
              : Distances.squaredNorm(vectors.values(), row * vectors.dim(), vectors.dim()));
    }
    file.write(bytes.array());
  }

  @Override
  public void finish() {
    if (buffer.rowCount() > 0) {
      writeGroup();
    }
    if (balls != null) {
      balls.finish();
    }
    if (lists != null) {
      lists.write(files.create(ListsFile.NAME));
    }
    writeIndexes();
    FileMetaData footer =
        new FileMetaData(ViperFormat.VERSION, ParquetSchema.of(columns), rowCount, rowGroups)
            .setCreated_by("Proxima")
            .setKey_value_metadata(
                List.of(
                    new KeyValue("proxima.format").setValue("1"),
                    new KeyValue("proxima.segment")
                        .setValue(String.valueOf(files.id().segmentId()))))
            .setColumn_orders(
                columns.stream().map(_ -> ColumnOrder.TYPE_ORDER(new TypeDefinedOrder())).toList());
    byte[] bytes = Thrift.encode(footer, Util::writeFileMetaData);
    out.write(bytes);
    out.write(
        ByteBuffer.allocate(Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(bytes.length)
            .array());
    out.write(ViperFormat.MAGIC);
  }

  private void writeIndexes() {
    for (List<ChunkEntry> group : groups) {
      for (ChunkEntry entry : group) {
        ColumnIndex bounds = entry.bounds();
        if (bounds != null) {
          byte[] bytes = Thrift.encode(bounds, Util::writeColumnIndex);
          entry.chunk().setColumn_index_offset(out.position()).setColumn_index_length(bytes.length);
          out.write(bytes);
        }
      }
    }
    for (List<ChunkEntry> group : groups) {
      for (ChunkEntry entry : group) {
        byte[] bytes = Thrift.encode(entry.offsets(), Util::writeOffsetIndex);
        ColumnChunk chunk = entry.chunk();
        chunk.setOffset_index_offset(out.position()).setOffset_index_length(bytes.length);
        out.write(bytes);
      }
    }
  }

  /// The files are closed by who made them.
  @Override
  public void close() {
    memory.close();
  }
}
