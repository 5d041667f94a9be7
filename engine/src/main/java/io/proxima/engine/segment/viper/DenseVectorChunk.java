package io.proxima.engine.segment.viper;

import io.proxima.engine.segment.SegmentInput;
import io.proxima.engine.vector.StoredMatrix;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.BitSet;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/// Vectors of a row group that are read where they lie in the file, as [VectorChunkWriter] wrote
/// them.
///
/// - **Threads:** thread-safe.
final class DenseVectorChunk implements VectorChunk {
  private static final int MAX_HEADER_BYTES = 512;

  private final SegmentInput file;
  private final ColumnMetaData meta;
  private final VectorLayout layout;
  private final int rows;
  private volatile @Nullable Page page;

  /// Where the vectors are, and which rows have none.
  private record Page(long vectorsAt, long[] nullWords) {}

  DenseVectorChunk(
      SegmentInput file, ColumnChunk chunk, StoredColumn stored, boolean nullable, int rows) {
    this.file = file;
    this.meta = Thrift.required(chunk.getMeta_data());
    this.layout = VectorLayout.of(stored.type(), nullable);
    this.rows = rows;
  }

  @Override
  public int nulls() {
    return (int) Thrift.required(meta.getStatistics()).getNull_count();
  }

  @Override
  public long[] nullWords() {
    return nulls() == 0 ? new long[0] : page().nullWords();
  }

  @Override
  public StoredMatrix.Part part(MemorySegment squaredNorms) {
    Page known = page();
    long bytes = (rows - nulls()) * layout.rowBytes();
    MemorySegment vectors = file.region(known.vectorsAt(), bytes);
    return new StoredMatrix.Mapped(vectors, squaredNorms, known.nullWords());
  }

  private Page page() {
    Page known = page;
    if (known == null) {
      known = readPage();
      page = known;
    }
    return known;
  }

  private Page readPage() {
    long start = meta.getData_page_offset();
    int headLength = (int) Math.min(MAX_HEADER_BYTES, meta.getTotal_compressed_size());
    byte[] bytes = file.read(start, headLength);
    Thrift.Decoded<PageHeader> head = Thrift.decode(bytes, 0, Util::readPageHeader);
    DataPageHeaderV2 data = Thrift.required(head.value().getData_page_header_v2());
    long levelsAt = start + head.length() + data.getRepetition_levels_byte_length();
    int levelBytes = data.getDefinition_levels_byte_length();
    long vectorsAt = levelsAt + levelBytes;
    BitSet nulls = new BitSet(rows);
    if (nulls() > 0) {
      ByteBuffer levels = ByteBuffer.wrap(file.read(levelsAt, levelBytes));
      Levels.readNulls(levels, layout, 0, nulls);
    }
    long end = vectorsAt + (rows - nulls()) * layout.rowBytes();
    if (data.getNum_rows() != rows || end != start + meta.getTotal_compressed_size()) {
      throw file.damaged(start, "a page of " + data.getNum_rows() + " vectors ends at " + end);
    }
    return new Page(vectorsAt, nulls.toLongArray());
  }
}
