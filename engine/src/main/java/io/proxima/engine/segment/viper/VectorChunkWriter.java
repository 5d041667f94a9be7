package io.proxima.engine.segment.viper;

import io.proxima.engine.row.VectorColumn;
import io.proxima.engine.segment.SegmentOutput;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.zip.CRC32;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Util;

/// Writes a column of vectors for one row group: one page, neither compressed nor in a dictionary,
/// whose components begin at a multiple of [#ALIGNMENT] in the file and follow each other without a
/// gap, rows that are NULL left out; the [Levels] stand in front of them. Vectors that are mostly
/// zeros go to [SparseVectorWriter] instead.
final class VectorChunkWriter {
  static final int ALIGNMENT = 64;
  private static final int SLICE_BYTES = 64 << 10;

  private final SegmentOutput out;
  private final StoredColumn stored;
  private final VectorColumn column;
  private final VectorLayout layout;
  private final byte[] slice;

  private VectorChunkWriter(SegmentOutput out, StoredColumn stored, VectorColumn column) {
    this.out = out;
    this.stored = stored;
    this.column = column;
    this.layout = VectorLayout.of(stored.type(), stored.nullable());
    this.slice = new byte[(int) Math.max(SLICE_BYTES, layout.rowBytes())];
  }

  /// @param compressed whether vectors may be packed if they are mostly zeros
  static ChunkEntry write(
      SegmentOutput out, boolean compressed, StoredColumn stored, VectorColumn column) {
    return compressed && SparseVectorWriter.pays(column)
        ? SparseVectorWriter.write(out, stored, column)
        : new VectorChunkWriter(out, stored, column).write();
  }

  private ChunkEntry write() {
    int rows = column.rowCount();
    int nulls = Bounds.of(column, 0, rows).nulls();
    byte[] repetition = Levels.repetition(layout, column, 0, rows);
    byte[] definition = Levels.definition(layout, column, 0, rows);
    int values = Math.toIntExact((rows - nulls) * (long) layout.valuesPerRow());
    int length =
        Math.toIntExact(repetition.length + definition.length + (rows - nulls) * layout.rowBytes());
    DataPageHeaderV2 data =
        new DataPageHeaderV2(
            Math.addExact(values, nulls),
            nulls,
            rows,
            Encoding.PLAIN,
            definition.length,
            repetition.length);
    data.setIs_compressed(false);
    PageHeader header = new PageHeader(PageType.DATA_PAGE_V2, length, length);
    header.setData_page_header_v2(data);
    // The checksum first: the length of the header depends on it, and the alignment on that.
    header.setCrc(crc(repetition, definition));
    byte[] head = Thrift.encode(header, Util::writePageHeader);
    pad(head.length + repetition.length + definition.length);
    long start = out.position();
    out.write(head);
    out.write(repetition);
    out.write(definition);
    forEachSlice(count -> out.write(slice, 0, count));
    long written = out.position() - start;
    ColumnMetaData meta =
        new ColumnMetaData(
            ParquetSchema.physical(layout),
            List.of(Encoding.RLE, Encoding.PLAIN),
            ParquetSchema.path(stored),
            CompressionCodec.UNCOMPRESSED,
            data.getNum_values(),
            written,
            written,
            start);
    meta.setStatistics(new Statistics().setNull_count(nulls));
    PageLocation location = new PageLocation(start, (int) written, 0);
    return new ChunkEntry(
        new ColumnChunk(0).setMeta_data(meta), new OffsetIndex(List.of(location)), null);
  }

  private void pad(int headBytes) {
    long rest = (out.position() + headBytes) % ALIGNMENT;
    out.write(new byte[(int) ((ALIGNMENT - rest) % ALIGNMENT)]);
  }

  /// Takes the first `count` bytes of the slice.
  private interface Sink {
    void take(int count);
  }

  private int crc(byte[] repetition, byte[] definition) {
    CRC32 crc = new CRC32();
    crc.update(repetition);
    crc.update(definition);
    forEachSlice(count -> crc.update(slice, 0, count));
    return (int) crc.getValue();
  }

  /// Goes over the components of all rows that have some.
  private void forEachSlice(Sink sink) {
    MemorySegment target = MemorySegment.ofArray(slice);
    int rowBytes = (int) layout.rowBytes();
    int filled = 0;
    for (int row = 0; row < column.rowCount(); row++) {
      if (!column.isNull(row)) {
        if (slice.length - filled < rowBytes) {
          sink.take(filled);
          filled = 0;
        }
        layout.element().write(column.values(), row * layout.dim(), target, filled, layout.dim());
        filled += rowBytes;
      }
    }
    if (filled > 0) {
      sink.take(filled);
    }
  }
}
