package io.proxima.engine.segment.viper;

import io.proxima.engine.io.Hash64;
import io.proxima.engine.row.Column;
import io.proxima.engine.row.ColumnBuilder;
import io.proxima.engine.row.DoubleColumn;
import io.proxima.engine.row.DoubleColumnBuilder;
import io.proxima.engine.row.LongColumn;
import io.proxima.engine.row.LongColumnBuilder;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.row.ValueOrder;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.segment.BlockCache;
import io.proxima.engine.segment.SegmentInput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.parquet.format.BloomFilterHeader;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/// A column without vectors in one row group, as [ScalarChunkWriter] wrote it. What describes it is
/// read when it is first asked for.
///
/// - **Threads:** thread-safe.
final class ScalarChunk {
  private static final int OBJECT_BYTES = 48;

  private final SegmentInput file;
  private final ColumnChunk chunk;
  private final ColumnMetaData meta;
  private final ColumnType type;
  private final boolean nullable;
  private final ValueCodec codec;
  private final int rows;
  private volatile @Nullable List<PageLocation> pages;
  private volatile @Nullable Column dictionary;
  private volatile @Nullable List<Bounds> pageBounds;
  private volatile @Nullable BloomFilter filter;

  ScalarChunk(SegmentInput file, ColumnChunk chunk, ColumnType type, boolean nullable, int rows) {
    this.file = file;
    this.chunk = chunk;
    this.meta = Thrift.required(chunk.getMeta_data());
    this.type = type;
    this.nullable = nullable;
    this.codec = ValueCodec.of(type);
    this.rows = rows;
  }

  /// What is known of all values.
  Bounds bounds() {
    Statistics statistics = Thrift.required(meta.getStatistics());
    int nulls = (int) statistics.getNull_count();
    return statistics.isSetMin_value() && statistics.isSetMax_value()
        ? new Bounds(
            rows,
            nulls,
            codec.decode(statistics.getMin_value()),
            codec.decode(statistics.getMax_value()))
        : new Bounds(rows, nulls, null, null);
  }

  /// What is known of the values of a page, or null if that is nothing.
  @Nullable Bounds bounds(int page) {
    if (!chunk.isSetColumn_index_offset()) {
      return null;
    }
    List<Bounds> known = pageBounds;
    if (known == null) {
      known = readBounds();
      pageBounds = known;
    }
    return known.get(page);
  }

  private List<Bounds> readBounds() {
    byte[] bytes = file.read(chunk.getColumn_index_offset(), chunk.getColumn_index_length());
    ColumnIndex index = Thrift.decode(bytes, 0, Util::readColumnIndex).value();
    List<Bounds> bounds = new ArrayList<>();
    for (int page = 0; page < index.getNull_pagesSize(); page++) {
      int pageRows = Math.min(RowSource.BLOCK_ROWS, rows - page * RowSource.BLOCK_ROWS);
      int nulls = (int) (long) Thrift.required(index.getNull_counts()).get(page);
      bounds.add(
          Thrift.required(index.getNull_pages()).get(page)
              ? new Bounds(pageRows, nulls, null, null)
              : new Bounds(
                  pageRows,
                  nulls,
                  codec.decode(bytes(Thrift.required(index.getMin_values()).get(page))),
                  codec.decode(bytes(Thrift.required(index.getMax_values()).get(page)))));
    }
    return bounds;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  /// Whether the dictionary, which has every value, rules a value out.
  boolean isNotInDictionary(Object value) {
    Column values = dictionary();
    if (values == null) {
      return false;
    }
    Comparator<Object> order = ValueOrder.of(type.kind());
    for (int i = 0; i < values.rowCount(); i++) {
      if (order.compare(values.valueAt(i), value) == 0) {
        return false;
      }
    }
    return true;
  }

  /// Whether the Bloom filter rules a value out.
  boolean isNotInFilter(Object value) {
    if (!meta.isSetBloom_filter_offset()) {
      return false;
    }
    BloomFilter known = filter;
    if (known == null) {
      known = readFilter();
      filter = known;
    }
    return !known.mayContain(Hash64.of(codec.encode(value)));
  }

  private BloomFilter readFilter() {
    byte[] bytes = file.read(meta.getBloom_filter_offset(), meta.getBloom_filter_length());
    Thrift.Decoded<BloomFilterHeader> header = Thrift.decode(bytes, 0, Util::readBloomFilterHeader);
    return BloomFilter.of(
        Arrays.copyOfRange(bytes, header.length(), header.length() + header.value().getNumBytes()));
  }

  private @Nullable Column dictionary() {
    if (!meta.isSetDictionary_page_offset()) {
      return null;
    }
    Column known = dictionary;
    if (known == null) {
      known = readDictionary();
      dictionary = known;
    }
    return known;
  }

  private Column readDictionary() {
    long offset = meta.getDictionary_page_offset();
    byte[] bytes = file.read(offset, (int) (meta.getData_page_offset() - offset));
    Thrift.Decoded<PageHeader> head = Thrift.decode(bytes, 0, Util::readPageHeader);
    PageHeader header = head.value();
    boolean isPacked = meta.getCodec() == CompressionCodec.LZ4_RAW;
    ByteBuffer in =
        values(
            bytes,
            head.length(),
            header.getCompressed_page_size(),
            header.getUncompressed_page_size(),
            isPacked);
    int count = Thrift.required(header.getDictionary_page_header()).getNum_values();
    ColumnBuilder values = ColumnBuilder.of(type, count);
    for (int i = 0; i < count; i++) {
      codec.read(in, values);
    }
    return values.build();
  }

  private static ByteBuffer values(
      byte[] page, int from, int length, int rawLength, boolean isPacked) {
    ByteBuffer values =
        isPacked
            ? ByteBuffer.wrap(Lz4.decompress(page, from, length, rawLength))
            : ByteBuffer.wrap(page, from, length);
    return values.order(ByteOrder.LITTLE_ENDIAN);
  }

  /// Decodes a page.
  BlockCache.Entry decode(int page) {
    PageLocation location = pages().get(page);
    byte[] bytes = file.read(location.getOffset(), location.getCompressed_page_size());
    Thrift.Decoded<PageHeader> head = Thrift.decode(bytes, 0, Util::readPageHeader);
    PageHeader header = head.value();
    DataPageHeaderV2 data = Thrift.required(header.getData_page_header_v2());
    int levelBytes = data.getDefinition_levels_byte_length();
    int[] present = new int[data.getNum_values()];
    if (nullable) {
      ByteBuffer levels = ByteBuffer.wrap(bytes, head.length(), levelBytes);
      Runs.read(levels, 1, present.length, present);
    } else {
      Arrays.fill(present, 1);
    }
    ByteBuffer values =
        values(
            bytes,
            head.length() + levelBytes,
            header.getCompressed_page_size() - levelBytes,
            header.getUncompressed_page_size() - levelBytes,
            data.isIs_compressed());
    Column column = read(values, present, data);
    return new BlockCache.Entry(column, sizeOf(column, values.limit()));
  }

  private List<PageLocation> pages() {
    List<PageLocation> known = pages;
    if (known == null) {
      byte[] bytes = file.read(chunk.getOffset_index_offset(), chunk.getOffset_index_length());
      known =
          Thrift.required(
              Thrift.decode(bytes, 0, Util::readOffsetIndex).value().getPage_locations());
      pages = known;
    }
    return known;
  }

  private Column read(ByteBuffer in, int[] present, DataPageHeaderV2 data) {
    ColumnBuilder out = ColumnBuilder.of(type, present.length);
    int count = data.getNum_values() - data.getNum_nulls();
    if (data.getEncoding() == Encoding.PLAIN) {
      for (int isPresent : present) {
        if (isPresent == 1) {
          codec.read(in, out);
        } else {
          out.appendNull();
        }
      }
    } else {
      int[] numbers = new int[count];
      int width = data.getEncoding() == Encoding.RLE_DICTIONARY ? in.get() : 1;
      if (type.kind() == TypeKind.BOOLEAN) {
        in.getInt(); // the length of the runs, which end with the page
      }
      Runs.read(in, width, count, numbers);
      Column values = dictionary();
      int next = 0;
      for (int isPresent : present) {
        if (isPresent == 0) {
          out.appendNull();
        } else {
          append(values, numbers[next++], out);
        }
      }
    }
    return out.build();
  }

  /// Appends the value with a number of the dictionary, or the number itself if there is none.
  private static void append(@Nullable Column values, int number, ColumnBuilder out) {
    switch (values) {
      case null -> ((LongColumnBuilder) out).append(number);
      case LongColumn longs -> ((LongColumnBuilder) out).append(longs.values()[number]);
      case DoubleColumn doubles -> ((DoubleColumnBuilder) out).append(doubles.values()[number]);
      default -> out.append(values.valueAt(number));
    }
  }

  private long sizeOf(Column column, int rawBytes) {
    long slots = (long) Long.BYTES * column.rowCount();
    return type.kind().layout() == TypeKind.Layout.OBJECT && !meta.isSetDictionary_page_offset()
        ? slots + (long) OBJECT_BYTES * column.rowCount() + rawBytes
        : slots;
  }
}
