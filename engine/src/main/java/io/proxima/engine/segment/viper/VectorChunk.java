package io.proxima.engine.segment.viper;

import io.proxima.engine.row.RowSource;
import io.proxima.engine.row.Validity;
import io.proxima.engine.segment.SegmentInput;
import io.proxima.engine.vector.StoredMatrix;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/// A column of vectors in one row group, as [VectorChunkWriter] wrote it.
///
/// - **Threads:** thread-safe.
final class VectorChunk {
  private static final int MAX_HEADER_BYTES = 512;
  private static final int BLOCK_WORDS = RowSource.BLOCK_ROWS / Long.SIZE;

  private final SegmentInput file;
  private final ColumnMetaData meta;
  private final VectorLayout layout;
  private final int rows;
  private volatile @Nullable Page page;

  /// Where the vectors are, and which rows have none.
  private record Page(long vectorsAt, long[] nullWords) {}

  VectorChunk(SegmentInput file, ColumnMetaData meta, VectorLayout layout, int rows) {
    this.file = file;
    this.meta = meta;
    this.layout = layout;
    this.rows = rows;
  }

  /// How many rows are NULL.
  int nulls() {
    return (int) Thrift.required(meta.getStatistics()).getNull_count();
  }

  /// Which rows of a block of the row group have a vector.
  Validity validity(int block) {
    if (nulls() == 0) {
      return Validity.ALL;
    }
    long[] words = page().nullWords();
    int from = Math.min(words.length, block * BLOCK_WORDS);
    return Validity.ofNullWords(
        Arrays.copyOfRange(words, from, Math.min(words.length, from + BLOCK_WORDS)));
  }

  /// The vectors where they lie in the file, and their norms.
  ///
  /// @param firstOrd the ord of the first row of the row group
  StoredMatrix.Part part(SegmentInput norms, int firstOrd) {
    Page known = page();
    long bytes = (rows - nulls()) * layout.rowBytes();
    MemorySegment vectors = file.region(known.vectorsAt(), bytes);
    MemorySegment squaredNorms =
        norms.region((long) firstOrd * Double.BYTES, (long) rows * Double.BYTES);
    return new StoredMatrix.Part(vectors, squaredNorms, known.nullWords());
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
    long[] nullWords =
        nulls() == 0 ? new long[0] : readNulls(ByteBuffer.wrap(file.read(levelsAt, levelBytes)));
    long end = vectorsAt + (rows - nulls()) * layout.rowBytes();
    if (data.getNum_rows() != rows || end != start + meta.getTotal_compressed_size()) {
      throw file.damaged(start, "a page of " + data.getNum_rows() + " vectors ends at " + end);
    }
    return new Page(vectorsAt, nullWords);
  }

  /// Every run is one of rows that are NULL, or of the values of rows that are not.
  private long[] readNulls(ByteBuffer levels) {
    int defined = layout.definedLevel();
    int width = Runs.width(defined);
    BitSet nulls = new BitSet(rows);
    int row = 0;
    while (levels.hasRemaining()) {
      int run = (int) (Runs.readVarint(levels) >>> 1);
      if (Runs.readValue(levels, width) == defined) {
        row += run / layout.valuesPerRow();
      } else {
        nulls.set(row, row + run);
        row += run;
      }
    }
    return nulls.toLongArray();
  }
}
