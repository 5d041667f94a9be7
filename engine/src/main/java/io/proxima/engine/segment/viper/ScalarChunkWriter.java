package io.proxima.engine.segment.viper;

import io.proxima.engine.io.Hash64;
import io.proxima.engine.row.Column;
import io.proxima.engine.row.LongColumn;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.schema.AvroOutput;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.segment.SegmentOutput;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.BloomFilterAlgorithm;
import org.apache.parquet.format.BloomFilterCompression;
import org.apache.parquet.format.BloomFilterHash;
import org.apache.parquet.format.BloomFilterHeader;
import org.apache.parquet.format.BoundaryOrder;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.format.SplitBlockAlgorithm;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Uncompressed;
import org.apache.parquet.format.Util;
import org.apache.parquet.format.XxHash;
import org.jspecify.annotations.Nullable;

/// Writes a column without vectors for one row group: a page for each block of
/// [RowSource#BLOCK_ROWS] rows, behind the dictionary if one pays, and then a Bloom filter where
/// neither dictionary nor order would rule out much.
final class ScalarChunkWriter {
  private static final byte[] EMPTY = {};

  private final SegmentOutput out;
  private final PageWriter pages;
  private final StoredColumn stored;
  private final Column column;
  private final ValueCodec codec;
  private final @Nullable Dictionary dictionary;
  private final Encoding encoding;
  private final List<PageLocation> locations = new ArrayList<>();
  private final List<Bounds> bounds = new ArrayList<>();
  private long uncompressedBytes;

  private ScalarChunkWriter(
      SegmentOutput out, boolean compressed, StoredColumn stored, Column column) {
    this.out = out;
    this.pages = new PageWriter(out, compressed);
    this.stored = stored;
    this.column = column;
    this.codec = ValueCodec.of(stored.type());
    this.dictionary = Dictionary.of(column);
    this.encoding =
        dictionary != null ? Encoding.RLE_DICTIONARY : isBoolean() ? Encoding.RLE : Encoding.PLAIN;
  }

  static ChunkEntry write(
      SegmentOutput out, boolean compressed, StoredColumn stored, Column column, boolean filtered) {
    return new ScalarChunkWriter(out, compressed, stored, column).write(filtered);
  }

  private boolean isBoolean() {
    return stored.type().kind() == TypeKind.BOOLEAN;
  }

  private ChunkEntry write(boolean filtered) {
    long start = out.position();
    if (dictionary != null) {
      uncompressedBytes +=
          pages.writeDictionary(dictionary.values(column, codec), dictionary.size());
    }
    long dataStart = out.position();
    Bounds all = new Bounds(0, 0, null, null);
    for (int from = 0; from < column.rowCount(); from += RowSource.BLOCK_ROWS) {
      int to = Math.min(column.rowCount(), from + RowSource.BLOCK_ROWS);
      Bounds page = Bounds.of(column, from, to);
      writePage(from, to, page.nulls());
      bounds.add(page);
      all = all.and(page, stored.type().kind());
    }
    long length = out.position() - start;
    ColumnMetaData meta =
        new ColumnMetaData(
            codec.physical(),
            List.of(Encoding.RLE, Encoding.PLAIN, encoding).stream().distinct().toList(),
            ParquetSchema.path(stored),
            pages.isCompressed() ? CompressionCodec.LZ4_RAW : CompressionCodec.UNCOMPRESSED,
            column.rowCount(),
            uncompressedBytes,
            length,
            dataStart);
    if (dictionary != null) {
      meta.setDictionary_page_offset(start);
    }
    meta.setStatistics(statistics(all));
    if (filtered && dictionary == null) {
      writeFilter(meta, all.rows() - all.nulls());
    }
    ColumnChunk chunk = new ColumnChunk(0).setMeta_data(meta);
    return new ChunkEntry(chunk, new OffsetIndex(locations), boundsIndex());
  }

  private void writePage(int from, int to, int nulls) {
    long start = out.position();
    AvroOutput levels = new AvroOutput(16);
    if (stored.nullable()) {
      int[] present = new int[to - from];
      for (int row = from; row < to; row++) {
        present[row - from] = column.isNull(row) ? 0 : 1;
      }
      Runs.write(present, to - from, 1, levels);
    }
    AvroOutput values = values(from, to, to - from - nulls);
    uncompressedBytes += pages.writeScalars(to - from, nulls, encoding, levels, values);
    locations.add(new PageLocation(start, (int) (out.position() - start), from));
  }

  private AvroOutput values(int from, int to, int count) {
    AvroOutput values = new AvroOutput(8 * (to - from));
    if (dictionary != null) {
      int width = Runs.width(dictionary.size() - 1);
      values.writeByte(width);
      Runs.write(present(from, to, count, dictionary.indices()), count, width, values);
    } else if (column instanceof LongColumn longs && isBoolean()) {
      int[] bits = new int[to];
      for (int row = from; row < to; row++) {
        bits[row] = (int) longs.values()[row];
      }
      AvroOutput runs = new AvroOutput(16);
      Runs.write(present(from, to, count, bits), count, 1, runs);
      values.writeLittleEndian(runs.length(), Integer.BYTES);
      values.writeFixed(runs.toByteArray());
    } else {
      for (int row = from; row < to; row++) {
        if (!column.isNull(row)) {
          codec.write(column, row, values);
        }
      }
    }
    return values;
  }

  /// Those of `numbers[from..to)` whose rows are not NULL.
  private int[] present(int from, int to, int count, int[] numbers) {
    int[] present = new int[count];
    int at = 0;
    for (int row = from; row < to; row++) {
      if (!column.isNull(row)) {
        present[at++] = numbers[row];
      }
    }
    return present;
  }

  private Statistics statistics(Bounds all) {
    Statistics statistics = new Statistics().setNull_count(all.nulls());
    if (all.min() != null && all.max() != null) {
      statistics.setMin_value(codec.encode(all.min())).setMax_value(codec.encode(all.max()));
    }
    return statistics;
  }

  private @Nullable ColumnIndex boundsIndex() {
    List<Boolean> isNull = new ArrayList<>();
    List<ByteBuffer> mins = new ArrayList<>();
    List<ByteBuffer> maxs = new ArrayList<>();
    List<Long> nulls = new ArrayList<>();
    for (Bounds page : bounds) {
      if (page.min() != null && page.max() != null) {
        mins.add(ByteBuffer.wrap(codec.encode(page.min())));
        maxs.add(ByteBuffer.wrap(codec.encode(page.max())));
      } else if (page.isAllNull()) {
        mins.add(ByteBuffer.wrap(EMPTY));
        maxs.add(ByteBuffer.wrap(EMPTY));
      } else {
        return null;
      }
      isNull.add(page.isAllNull());
      nulls.add((long) page.nulls());
    }
    return new ColumnIndex(isNull, mins, maxs, BoundaryOrder.UNORDERED).setNull_counts(nulls);
  }

  private void writeFilter(ColumnMetaData meta, int count) {
    BloomFilter filter = BloomFilter.forValues(count);
    for (int row = 0; row < column.rowCount(); row++) {
      if (!column.isNull(row)) {
        filter.add(Hash64.of(codec.encode(column.valueAt(row))));
      }
    }
    BloomFilterHeader header =
        new BloomFilterHeader(
            filter.bytes().length,
            BloomFilterAlgorithm.BLOCK(new SplitBlockAlgorithm()),
            BloomFilterHash.XXHASH(new XxHash()),
            BloomFilterCompression.UNCOMPRESSED(new Uncompressed()));
    long start = out.position();
    out.write(Thrift.encode(header, Util::writeBloomFilterHeader));
    out.write(filter.bytes());
    meta.setBloom_filter_offset(start);
    meta.setBloom_filter_length((int) (out.position() - start));
  }
}
