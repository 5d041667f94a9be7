package io.proxima.engine.segment.viper;

import io.proxima.engine.row.Validity;
import io.proxima.engine.row.VectorColumn;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.segment.BlockCache;
import io.proxima.engine.segment.SegmentInput;
import io.proxima.engine.vector.StoredMatrix;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Supplier;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/// Vectors of a row group that are mostly zeros, in packed pages of as many rows each, as
/// [SparseVectorWriter] wrote them. A page is unpacked when it is needed.
///
/// - **Threads:** thread-safe.
final class SparseVectorChunk implements VectorChunk {
  private static final int MAX_HEADER_BYTES = 512;

  private final SegmentInput file;
  private final ColumnChunk chunk;
  private final ColumnMetaData meta;
  private final ColumnType type;
  private final VectorLayout layout;
  private final int rows;
  private final Pages cached;
  private volatile @Nullable List<PageLocation> pages;
  private volatile long @Nullable [] nullWords;

  /// The pages that were unpacked.
  @FunctionalInterface
  interface Pages {
    /// The floats of the page that begins with a row of the row group, from `decode` if they are
    /// not there.
    float[] get(int firstRow, Supplier<BlockCache.Entry> decode);
  }

  SparseVectorChunk(
      SegmentInput file,
      ColumnChunk chunk,
      StoredColumn stored,
      boolean nullable,
      int rows,
      Pages cached) {
    this.file = file;
    this.chunk = chunk;
    this.meta = Thrift.required(chunk.getMeta_data());
    this.type = stored.type();
    this.layout = VectorLayout.of(stored.type(), nullable);
    this.rows = rows;
    this.cached = cached;
  }

  @Override
  public int nulls() {
    return (int) Thrift.required(meta.getStatistics()).getNull_count();
  }

  @Override
  public long[] nullWords() {
    long[] known = nullWords;
    if (known == null) {
      known = nulls() == 0 ? new long[0] : readNulls();
      nullWords = known;
    }
    return known;
  }

  private long[] readNulls() {
    BitSet nulls = new BitSet(rows);
    for (PageLocation location : pages()) {
      int length = Math.min(MAX_HEADER_BYTES, location.getCompressed_page_size());
      byte[] bytes = file.read(location.getOffset(), length);
      Thrift.Decoded<PageHeader> head = Thrift.decode(bytes, 0, Util::readPageHeader);
      DataPageHeaderV2 data = Thrift.required(head.value().getData_page_header_v2());
      long levelsAt =
          location.getOffset() + head.length() + data.getRepetition_levels_byte_length();
      byte[] levels = file.read(levelsAt, data.getDefinition_levels_byte_length());
      Levels.readNulls(ByteBuffer.wrap(levels), layout, (int) location.getFirst_row_index(), nulls);
    }
    return nulls.toLongArray();
  }

  @Override
  public StoredMatrix.Part part(MemorySegment squaredNorms) {
    int pageRows = pageRows();
    return new StoredMatrix.Packed(
        squaredNorms, pageRows, page -> cached.get(page * pageRows, () -> decode(page)));
  }

  /// The rows of every page but the last.
  private int pageRows() {
    List<PageLocation> known = pages();
    int pageRows = known.size() == 1 ? rows : (int) known.get(1).getFirst_row_index();
    for (int page = 0; page < known.size(); page++) {
      if (known.get(page).getFirst_row_index() != (long) page * pageRows) {
        throw file.damaged(known.get(page).getOffset(), "page " + page + " begins at another row");
      }
    }
    return pageRows;
  }

  private List<PageLocation> pages() {
    List<PageLocation> known = pages;
    if (known == null) {
      byte[] bytes = file.read(chunk.getOffset_index_offset(), chunk.getOffset_index_length());
      OffsetIndex index = Thrift.decode(bytes, 0, Util::readOffsetIndex).value();
      known = Thrift.required(index.getPage_locations());
      pages = known;
    }
    return known;
  }

  private BlockCache.Entry decode(int page) {
    PageLocation location = pages().get(page);
    byte[] bytes = file.read(location.getOffset(), location.getCompressed_page_size());
    Thrift.Decoded<PageHeader> head = Thrift.decode(bytes, 0, Util::readPageHeader);
    DataPageHeaderV2 data = Thrift.required(head.value().getData_page_header_v2());
    int levels = data.getRepetition_levels_byte_length() + data.getDefinition_levels_byte_length();
    int from = head.length() + levels;
    int rawLength = head.value().getUncompressed_page_size() - levels;
    byte[] raw =
        data.isIs_compressed()
            ? Lz4.decompress(bytes, from, bytes.length - from, rawLength)
            : Arrays.copyOfRange(bytes, from, bytes.length);
    int first = (int) location.getFirst_row_index();
    int count = data.getNum_rows();
    if (count > rows - first || raw.length != (count - data.getNum_nulls()) * layout.rowBytes()) {
      throw file.damaged(
          location.getOffset(), "a page of " + count + " vectors has " + raw.length + " bytes");
    }
    float[] floats = new float[count * layout.dim()];
    BitSet nulls = BitSet.valueOf(nullWords());
    int at = 0;
    for (int row = 0; row < count; row++) {
      if (!nulls.get(first + row)) {
        layout.element().read(raw, at, floats, row * layout.dim(), layout.dim());
        at += (int) layout.rowBytes();
      }
    }
    VectorColumn column = new VectorColumn(type, count, floats, Validity.ALL);
    return new BlockCache.Entry(column, (long) Float.BYTES * floats.length);
  }
}
