package io.proxima.engine.segment.viper;

import io.proxima.engine.row.RowSource;
import io.proxima.engine.row.VectorColumn;
import io.proxima.engine.segment.SegmentOutput;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.format.Statistics;

/// Writes vectors that are mostly zeros for one row group: the components like those of other
/// vectors, but in pages packed by LZ4, of so many rows that unpacking one for a row is cheap. The
/// rows of a page are a power of two, the same for all pages but the last.
final class SparseVectorWriter {
  /// The floats of a page take so many bytes at most, if it has more than one row.
  private static final int PAGE_BYTES = 256 << 10;

  /// Of the components, at least so many are zero: what is left takes a fifth of the room or less.
  private static final double ZEROS = 0.9;

  private final SegmentOutput out;
  private final PageWriter pages;
  private final StoredColumn stored;
  private final VectorColumn column;
  private final VectorLayout layout;
  private final List<PageLocation> locations = new ArrayList<>();
  private long uncompressedBytes;
  private long values;

  private SparseVectorWriter(SegmentOutput out, StoredColumn stored, VectorColumn column) {
    this.out = out;
    this.pages = new PageWriter(out, true);
    this.stored = stored;
    this.column = column;
    this.layout = VectorLayout.of(stored.type(), stored.nullable());
  }

  /// Whether so many components are zero that they should be written here.
  static boolean pays(VectorColumn column) {
    long components = 0;
    long zeros = 0;
    for (int row = 0; row < column.rowCount(); row++) {
      if (!column.isNull(row)) {
        components += column.dim();
        int from = row * column.dim();
        for (int i = from; i < from + column.dim(); i++) {
          zeros += column.values()[i] == 0 ? 1 : 0;
        }
      }
    }
    return components > 0 && zeros >= ZEROS * components;
  }

  static ChunkEntry write(SegmentOutput out, StoredColumn stored, VectorColumn column) {
    return new SparseVectorWriter(out, stored, column).write();
  }

  /// The rows of a page.
  static int pageRows(int dim) {
    int rows = PAGE_BYTES / Math.min(PAGE_BYTES, dim * Float.BYTES);
    return Math.min(RowSource.BLOCK_ROWS, Integer.highestOneBit(rows));
  }

  private ChunkEntry write() {
    long start = out.position();
    int rows = column.rowCount();
    int pageRows = pageRows(layout.dim());
    for (int from = 0; from < rows; from += pageRows) {
      writePage(from, Math.min(rows, from + pageRows));
    }
    ColumnMetaData meta =
        new ColumnMetaData(
            ParquetSchema.physical(layout),
            List.of(Encoding.RLE, Encoding.PLAIN),
            ParquetSchema.path(stored),
            CompressionCodec.LZ4_RAW,
            values,
            uncompressedBytes,
            out.position() - start,
            start);
    meta.setStatistics(new Statistics().setNull_count(Bounds.of(column, 0, rows).nulls()));
    return new ChunkEntry(new ColumnChunk(0).setMeta_data(meta), new OffsetIndex(locations), null);
  }

  private void writePage(int from, int to) {
    int nulls = Bounds.of(column, from, to).nulls();
    byte[] repetition = Levels.repetition(layout, column, from, to);
    byte[] definition = Levels.definition(layout, column, from, to);
    int count = Math.toIntExact((to - from - nulls) * (long) layout.valuesPerRow() + nulls);
    DataPageHeaderV2 data =
        new DataPageHeaderV2(
            count, nulls, to - from, Encoding.PLAIN, definition.length, repetition.length);
    byte[] levels = new byte[repetition.length + definition.length];
    System.arraycopy(repetition, 0, levels, 0, repetition.length);
    System.arraycopy(definition, 0, levels, repetition.length, definition.length);
    long start = out.position();
    uncompressedBytes += pages.write(data, levels, components(from, to, to - from - nulls));
    values += count;
    locations.add(new PageLocation(start, (int) (out.position() - start), from));
  }

  private byte[] components(int from, int to, int count) {
    byte[] bytes = new byte[Math.toIntExact(count * layout.rowBytes())];
    MemorySegment target = MemorySegment.ofArray(bytes);
    long at = 0;
    for (int row = from; row < to; row++) {
      if (!column.isNull(row)) {
        layout.element().write(column.values(), row * layout.dim(), target, at, layout.dim());
        at += layout.rowBytes();
      }
    }
    return bytes;
  }
}
