package io.proxima.engine.segment.viper;

import io.proxima.engine.row.Clusters;
import io.proxima.engine.row.Column;
import io.proxima.engine.row.ColumnBlock;
import io.proxima.engine.row.ColumnBuilder;
import io.proxima.engine.row.DoubleColumn;
import io.proxima.engine.row.DoubleColumnBuilder;
import io.proxima.engine.row.Fill;
import io.proxima.engine.row.HeapSize;
import io.proxima.engine.row.LongColumn;
import io.proxima.engine.row.LongColumnBuilder;
import io.proxima.engine.row.Predicate;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.row.Validity;
import io.proxima.engine.row.VectorColumn;
import io.proxima.engine.row.VectorColumnBuilder;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.segment.BlockCache;
import io.proxima.engine.segment.HiddenColumn;
import io.proxima.engine.segment.SegmentColumns;
import io.proxima.engine.segment.SegmentFiles;
import io.proxima.engine.segment.SegmentInput;
import io.proxima.engine.segment.SegmentLists;
import io.proxima.engine.vector.MatrixRows;
import io.proxima.engine.vector.MatrixScorer;
import io.proxima.engine.vector.Metric;
import io.proxima.engine.vector.Scorer;
import io.proxima.engine.vector.StoredMatrix;
import io.proxima.engine.vector.ValueScorer;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/// Reads what [ViperWriter] wrote. Scalar columns are decoded block by block into a cache, pages of
/// sparse vectors too; other vectors are read from the mapped file.
///
/// A column that the table got after the file was written holds what [Fill] says in all of its
/// rows; one that the table has no more is passed over. Columns are found by their ids.
final class ViperColumns implements SegmentColumns {
  private static final int END_BYTES = Integer.BYTES + 4;

  private final SegmentFiles files;
  private final SegmentInput data;
  private final TableDef table;
  private final BlockCache cache;
  private final int rowCount;
  private final int groupRows;

  /// By the position in the table and behind these the hidden ones: the chunks of each row group;
  /// none if the file has no such column.
  private final List<List<ScalarChunk>> scalars = new ArrayList<>();

  /// By the position in the table; none if that is no vector or if the file does not have it.
  private final List<List<VectorChunk>> vectors = new ArrayList<>();

  private final Map<Integer, StoredMatrix> matrices = new HashMap<>();

  /// By the position in the table, of those that the file does not have.
  private final Map<Integer, Fill> fills = new HashMap<>();

  /// By the position in the table, of those whose balls the segment has.
  private final Map<Integer, SegmentInput> balls = new HashMap<>();

  private final Map<Integer, Clusters> clusters = new ConcurrentHashMap<>();

  private final @Nullable SegmentLists lists;
  private final Pruned pruned = new Pruned();

  ViperColumns(SegmentFiles files, TableDef table, BlockCache cache) {
    this.files = files;
    this.table = table;
    this.cache = cache;
    this.data = files.open(ViperFormat.DATA);
    FileMetaData footer = readFooter();
    this.rowCount = Math.toIntExact(footer.getNum_rows());
    List<RowGroup> groups = Thrift.required(footer.getRow_groups());
    this.groupRows =
        groups.isEmpty() ? RowSource.BLOCK_ROWS : (int) groups.getFirst().getNum_rows();
    requireEvenGroups(groups);
    Map<Integer, Integer> leaves = new HashMap<>();
    Map<Integer, SchemaElement> elements = new HashMap<>();
    for (SchemaElement element : Thrift.required(footer.getSchema())) {
      if (element.isSetField_id()) {
        leaves.put(element.getField_id(), leaves.size());
        elements.put(element.getField_id(), element);
      }
    }
    for (StoredColumn column : inOrder(table)) {
      Integer leaf = leaves.get(column.fieldId());
      SchemaElement element = elements.get(column.fieldId());
      boolean nullable =
          element != null && element.getRepetition_type() == FieldRepetitionType.OPTIONAL;
      if (leaf == null && column.hidden() == null) {
        fills.put(column.position(), Fill.of(table, column.position()));
      }
      scalars.add(
          column.isVector() || leaf == null
              ? List.of()
              : scalarChunks(groups, leaf, column, nullable));
      vectors.add(
          column.isVector() && leaf != null
              ? vectorChunks(groups, leaf, column, nullable)
              : List.of());
    }
    openMatrices();
    this.lists =
        files.has(ListsFile.NAME) ? ListsFile.read(files.open(ListsFile.NAME), rowCount) : null;
  }

  private FileMetaData readFooter() {
    long size = data.sizeBytes();
    if (size < END_BYTES) {
      throw data.damaged(0, "it is too short for a Parquet file");
    }
    int length =
        ByteBuffer.wrap(data.read(size - END_BYTES, Integer.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN)
            .getInt();
    byte[] footer = data.read(size - END_BYTES - length, length);
    return Thrift.decode(footer, 0, Util::readFileMetaData).value();
  }

  /// Ords and blocks are found by division.
  private void requireEvenGroups(List<RowGroup> groups) {
    for (int i = 0; i < groups.size(); i++) {
      long rows = groups.get(i).getNum_rows();
      boolean isLast = i == groups.size() - 1;
      if (isLast ? rows < 1 || rows > groupRows : rows != groupRows) {
        throw data.damaged(data.sizeBytes(), "row group " + i + " has " + rows + " rows");
      }
    }
    if (groups.size() > 1 && groupRows % RowSource.BLOCK_ROWS != 0) {
      throw data.damaged(data.sizeBytes(), "row groups have " + groupRows + " rows");
    }
  }

  /// The columns of the table by position, and the hidden ones by their order.
  private static List<StoredColumn> inOrder(TableDef table) {
    List<StoredColumn> stored = new ArrayList<>(StoredColumn.of(table));
    List<StoredColumn> ordered = new ArrayList<>();
    for (int position = 0; position < table.columns().size(); position++) {
      int wanted = position;
      stored.stream().filter(c -> c.position() == wanted).findFirst().ifPresent(ordered::add);
    }
    for (HiddenColumn hidden : HiddenColumn.values()) {
      ordered.add(
          stored.stream()
              .filter(c -> c.hidden() == hidden)
              .findFirst()
              .orElseGet(() -> StoredColumn.hidden(hidden, table)));
    }
    return ordered;
  }

  private List<ScalarChunk> scalarChunks(
      List<RowGroup> groups, int leaf, StoredColumn column, boolean nullable) {
    return groups.stream()
        .map(group ->
            new ScalarChunk(
                data, chunk(group, leaf), column.type(), nullable, (int) group.getNum_rows()))
        .toList();
  }

  private List<VectorChunk> vectorChunks(
      List<RowGroup> groups, int leaf, StoredColumn column, boolean nullable) {
    List<VectorChunk> chunks = new ArrayList<>();
    for (int group = 0; group < groups.size(); group++) {
      int firstOrd = group * groupRows;
      int rows = (int) groups.get(group).getNum_rows();
      ColumnChunk chunk = chunk(groups.get(group), leaf);
      chunks.add(
          Thrift.required(chunk.getMeta_data()).getCodec() == CompressionCodec.UNCOMPRESSED
              ? new DenseVectorChunk(data, chunk, column, nullable, rows)
              : new SparseVectorChunk(
                  data,
                  chunk,
                  column,
                  nullable,
                  rows,
                  (row, decode) -> unpacked(column.position(), firstOrd + row, decode)));
    }
    return chunks;
  }

  /// The vectors of the page that begins with a row; the cache knows it by this row, as it knows
  /// scalars by their block.
  private float[] unpacked(int column, int firstOrd, Supplier<BlockCache.Entry> decode) {
    return ((VectorColumn) cache.get(this, column, firstOrd, decode)).values();
  }

  private static ColumnChunk chunk(RowGroup group, int leaf) {
    return Thrift.required(group.getColumns()).get(leaf);
  }

  private void openMatrices() {
    for (int position = 0; position < table.columns().size(); position++) {
      List<VectorChunk> chunks = vectors.get(position);
      if (!chunks.isEmpty()) {
        ColumnDef column = table.columns().get(position);
        SegmentInput norms = files.open(ViperFormat.norms(column.id()));
        matrices.put(
            position,
            new StoredMatrix(
                column.type().kind().element(),
                column.type().size(),
                rowCount,
                groupRows,
                group -> chunks.get(group).part(normsOf(norms, group))));
        if (files.has(BallsFile.name(column.id()))) {
          balls.put(position, files.open(BallsFile.name(column.id())));
        }
      }
    }
  }

  private MemorySegment normsOf(SegmentInput norms, int group) {
    long first = (long) group * groupRows;
    long rows = Math.min(groupRows, rowCount - first);
    return norms.region(first * Double.BYTES, rows * Double.BYTES);
  }

  @Override
  public int rowCount() {
    return rowCount;
  }

  /// The blocks of every row group but the last.
  int groupBlocks() {
    return (groupRows + RowSource.BLOCK_ROWS - 1) / RowSource.BLOCK_ROWS;
  }

  Pruned pruned() {
    return pruned;
  }

  @Override
  public int vectorGroups() {
    return vectors.stream().mapToInt(List::size).sum();
  }

  @Override
  public int sparseGroups() {
    return (int)
        vectors.stream().flatMap(List::stream).filter(SparseVectorChunk.class::isInstance).count();
  }

  @Override
  public @Nullable StoredMatrix matrix(int column) {
    return matrices.get(column);
  }

  /// The chunk of a column that is no vector, or null if there is none.
  @Nullable ScalarChunk scalarChunk(int column, int group) {
    List<ScalarChunk> chunks = scalars.get(column);
    return chunks.isEmpty() ? null : chunks.get(group);
  }

  /// What is known of a column in a row group.
  Bounds groupBounds(int column, int group) {
    ScalarChunk scalar = scalarChunk(column, group);
    if (scalar != null) {
      return scalar.bounds();
    }
    int rows = Math.min(groupRows, rowCount - group * groupRows);
    Fill fill = fills.get(column);
    if (fill != null && fill.value() != null) {
      return Bounds.of(fill.column(1), 0, 1);
    }
    List<VectorChunk> chunks = vectors.get(column);
    int nulls = chunks.isEmpty() ? rows : chunks.get(group).nulls();
    return new Bounds(rows, nulls, null, null);
  }

  @Override
  public ColumnBlock block(int block) {
    return new ColumnBlock() {
      @Override
      public Column column(int position) {
        if (!vectors.get(position).isEmpty()) {
          throw new IllegalArgumentException("a vector column has no view");
        }
        return scalar(position, block);
      }

      @Override
      public Validity validity(int position) {
        return ViperColumns.this.validity(position, block);
      }
    };
  }

  private Column scalar(int index, int block) {
    return cache.get(this, index, block, () -> decode(index, block));
  }

  private BlockCache.Entry decode(int index, int block) {
    ScalarChunk chunk = scalarChunk(index, block / groupBlocks());
    if (chunk != null) {
      return chunk.decode(block % groupBlocks());
    }
    int rows = Math.min(RowSource.BLOCK_ROWS, rowCount - block * RowSource.BLOCK_ROWS);
    Column missing = Objects.requireNonNull(fills.get(index)).column(rows);
    return new BlockCache.Entry(missing, HeapSize.of(missing));
  }

  private Validity validity(int position, int block) {
    List<VectorChunk> chunks = vectors.get(position);
    if (!chunks.isEmpty()) {
      return chunks.get(block / groupBlocks()).validity(block % groupBlocks());
    }
    if (!table.columns().get(position).nullable()) {
      return Validity.ALL;
    }
    Fill fill = fills.get(position);
    return fill != null ? fill.validity() : Validity.of(scalar(position, block));
  }

  @Override
  public LongColumn hidden(HiddenColumn column, int block) {
    return (LongColumn) scalar(table.columns().size() + column.number() - 1, block);
  }

  @Override
  public void copy(int column, int[] ords, int from, int to, ColumnBuilder out) {
    StoredMatrix matrix = matrices.get(column);
    if (matrix != null) {
      copyVectors(matrix.rows(), column, ords, from, to, (VectorColumnBuilder) out);
      return;
    }
    Fill fill = fills.get(column);
    if (fill != null) {
      fill.append(to - from, out);
      return;
    }
    int block = -1;
    Column values = null;
    for (int i = from; i < to; i++) {
      if (values == null || ords[i] / RowSource.BLOCK_ROWS != block) {
        block = ords[i] / RowSource.BLOCK_ROWS;
        values = scalar(column, block);
      }
      append(values, ords[i] % RowSource.BLOCK_ROWS, out);
    }
  }

  private static void append(Column values, int row, ColumnBuilder out) {
    if (values.isNull(row)) {
      out.appendNull();
      return;
    }
    switch (values) {
      case LongColumn longs -> ((LongColumnBuilder) out).append(longs.values()[row]);
      case DoubleColumn doubles -> ((DoubleColumnBuilder) out).append(doubles.values()[row]);
      default -> out.append(values.valueAt(row));
    }
  }

  private void copyVectors(
      MatrixRows rows, int column, int[] ords, int from, int to, VectorColumnBuilder out) {
    for (int i = from; i < to; i++) {
      int block = ords[i] / RowSource.BLOCK_ROWS;
      if (validity(column, block).isNull(ords[i] % RowSource.BLOCK_ROWS)) {
        out.appendNull();
      } else {
        int start = out.appendRow();
        rows.copy(ords[i], out.values(), start);
      }
    }
  }

  @Override
  public Scorer scorer(int column, Metric metric, Object query) {
    StoredMatrix matrix = matrices.get(column);
    if (matrix != null) {
      return MatrixScorer.of(matrix, metric, (float[]) query);
    }
    Fill fill = fills.get(column);
    if (fill != null) {
      return fill.scorer(metric, query);
    }
    return new ValueScorer(
        metric,
        query,
        ord -> scalar(column, ord / RowSource.BLOCK_ROWS).valueAt(ord % RowSource.BLOCK_ROWS));
  }

  @Override
  public IntPredicate blocksWith(Predicate predicate) {
    return new Pruning(this, table, predicate, pruned);
  }

  @Override
  public @Nullable Clusters clusters(int column) {
    SegmentInput file = balls.get(column);
    return file == null
        ? null
        : clusters.computeIfAbsent(column, _ -> BallsFile.read(file, rowCount));
  }

  @Override
  public @Nullable SegmentLists lists() {
    return lists;
  }

  /// Its files are closed by who opened them.
  @Override
  public void close() {
    cache.remove(this);
  }
}
