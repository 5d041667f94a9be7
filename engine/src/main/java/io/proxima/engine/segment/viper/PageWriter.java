package io.proxima.engine.segment.viper;

import io.proxima.engine.schema.AvroOutput;
import io.proxima.engine.segment.SegmentOutput;
import java.util.zip.CRC32;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;

/// Writes pages with their headers and checksums.
final class PageWriter {
  private final SegmentOutput out;
  private final boolean compressed;

  PageWriter(SegmentOutput out, boolean compressed) {
    this.out = out;
    this.compressed = compressed;
  }

  boolean isCompressed() {
    return compressed;
  }

  long position() {
    return out.position();
  }

  /// @return the bytes it would take uncompressed, with its header
  long writeDictionary(AvroOutput values, int count) {
    byte[] raw = values.toByteArray();
    byte[] stored = compressed ? Lz4.compress(raw, raw.length) : raw;
    PageHeader header = new PageHeader(PageType.DICTIONARY_PAGE, raw.length, stored.length);
    header.setDictionary_page_header(new DictionaryPageHeader(count, Encoding.PLAIN));
    header.setCrc(crc(stored));
    byte[] head = Thrift.encode(header, Util::writePageHeader);
    out.write(head);
    out.write(stored);
    return (long) head.length + raw.length;
  }

  /// Writes the values of a page of `rows` rows, without levels of repetition.
  ///
  /// @return the bytes it would take uncompressed, with its header
  long writeScalars(int rows, int nulls, Encoding encoding, AvroOutput levels, AvroOutput values) {
    byte[] levelBytes = levels.toByteArray();
    DataPageHeaderV2 data = new DataPageHeaderV2(rows, nulls, rows, encoding, levelBytes.length, 0);
    return write(data, levelBytes, values.toByteArray());
  }

  /// Writes a page of which the levels are given, and the values, which are packed if that pays.
  ///
  /// @return the bytes it would take uncompressed, with its header
  long write(DataPageHeaderV2 data, byte[] levels, byte[] raw) {
    byte[] packed = compressed ? Lz4.compress(raw, raw.length) : raw;
    boolean pays = packed.length < raw.length;
    byte[] stored = pays ? packed : raw;
    data.setIs_compressed(pays);
    PageHeader header =
        new PageHeader(
            PageType.DATA_PAGE_V2, levels.length + raw.length, levels.length + stored.length);
    header.setData_page_header_v2(data);
    header.setCrc(crc(levels, stored));
    byte[] head = Thrift.encode(header, Util::writePageHeader);
    out.write(head);
    out.write(levels);
    out.write(stored);
    return (long) head.length + levels.length + raw.length;
  }

  static int crc(byte[]... parts) {
    CRC32 crc = new CRC32();
    for (byte[] part : parts) {
      crc.update(part);
    }
    return (int) crc.getValue();
  }
}
