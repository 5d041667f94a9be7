package io.proxima.engine.wal;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.RowTimes;
import io.proxima.engine.schema.AvroInput;
import io.proxima.engine.schema.AvroOutput;
import io.proxima.engine.schema.SchemaCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// Payloads as one Avro record, readable by any Avro library with the schema in the file's header.
///
/// The field `applies` is a bitmap, lowest bit first; when it is empty every row counts.
/// `createdAt` and `expiresAt` are as [RowTimes] has them.
record AvroWalCodec() implements WalCodec {
  private static final String SCHEMA =
      """
      {"type":"record","name":"Frame","namespace":"io.proxima.wal","fields":[\
      {"name":"engineTimeMicros","type":"long"},\
      {"name":"body","type":[\
      {"type":"record","name":"Rows","fields":[{"name":"tableId","type":"int"},\
      {"name":"firstRowId","type":"long"},{"name":"rowCount","type":"int"},\
      {"name":"applies","type":"bytes"},\
      {"name":"removedKeys","type":{"type":"array","items":"bytes"}},\
      {"name":"createdAt","type":{"type":"array","items":"long"}},\
      {"name":"expiresAt","type":{"type":"array","items":"long"}},\
      {"name":"rows","type":"bytes"}]},\
      {"type":"record","name":"Define","fields":[{"name":"definition","type":"bytes"}]},\
      {"type":"record","name":"Identity","fields":[{"name":"tableId","type":"int"},\
      {"name":"count","type":"long"}]},\
      {"type":"record","name":"Clock","fields":[]}]}]}\
      """;

  @Override
  public int code() {
    return 1;
  }

  @Override
  public String schemaJson() {
    return SCHEMA;
  }

  @Override
  public byte[] encode(WalRecord entry) {
    return switch (entry) {
      case WalRecord.Rows rows -> encodeRows(rows);
      case WalRecord.Define define -> encodeDefine(define);
      case WalRecord.Identity identity -> encodeIdentity(identity);
      case WalRecord.Clock clock -> encodeClock(clock);
    };
  }

  private static byte[] encodeRows(WalRecord.Rows rows) {
    long keyBytes = rows.removedKeys().stream().mapToLong(key -> key.bytes().length + 5L).sum();
    int times = rows.times().createdAt().length + rows.times().expiresAt().length;
    long expected = rows.rows().length + rows.rowCount() / 8 + keyBytes + 10L * times + 64;
    AvroOutput out = new AvroOutput((int) Math.min(expected, Integer.MAX_VALUE - 8));
    out.writeLong(rows.engineTimeMicros());
    out.writeLong(0);
    out.writeLong(rows.tableId());
    out.writeLong(rows.firstRowId());
    out.writeLong(rows.rowCount());
    boolean isAll = rows.applies().cardinality() == rows.rowCount();
    out.writeBytes(isAll ? new byte[0] : bitmap(rows));
    if (!rows.removedKeys().isEmpty()) {
      out.writeLong(rows.removedKeys().size());
      rows.removedKeys().forEach(key -> out.writeBytes(key.bytes()));
    }
    out.writeLong(0);
    writeLongs(rows.times().createdAt(), out);
    writeLongs(rows.times().expiresAt(), out);
    out.writeBytes(rows.rows());
    return out.toByteArray();
  }

  private static void writeLongs(long[] values, AvroOutput out) {
    if (values.length > 0) {
      out.writeLong(values.length);
      for (long value : values) {
        out.writeLong(value);
      }
    }
    out.writeLong(0);
  }

  private static byte[] encodeClock(WalRecord.Clock clock) {
    AvroOutput out = new AvroOutput(16);
    out.writeLong(clock.engineTimeMicros());
    out.writeLong(3);
    return out.toByteArray();
  }

  private static byte[] bitmap(WalRecord.Rows rows) {
    byte[] bitmap = new byte[(rows.rowCount() + 7) / 8];
    byte[] set = rows.applies().toByteArray();
    System.arraycopy(set, 0, bitmap, 0, set.length);
    return bitmap;
  }

  private static byte[] encodeDefine(WalRecord.Define define) {
    AvroOutput out = new AvroOutput(256);
    out.writeLong(define.engineTimeMicros());
    out.writeLong(1);
    out.writeBytes(SchemaCodec.encode(define.definition()));
    return out.toByteArray();
  }

  private static byte[] encodeIdentity(WalRecord.Identity identity) {
    AvroOutput out = new AvroOutput(32);
    out.writeLong(identity.engineTimeMicros());
    out.writeLong(2);
    out.writeLong(identity.tableId());
    out.writeLong(identity.count());
    return out.toByteArray();
  }

  @Override
  public WalRecord decode(byte[] payload, String where) {
    AvroInput in = new AvroInput(payload, ErrorCode.CORRUPT_FILE, where);
    long time = in.readLong();
    WalRecord entry =
        switch (in.readInt()) {
          case 0 -> decodeRows(time, in);
          case 1 ->
              new WalRecord.Define(
                  time, SchemaCodec.decodeDefinition(in.readBytes(Integer.MAX_VALUE)));
          case 2 -> new WalRecord.Identity(time, in.readInt(), in.readLong());
          case 3 -> new WalRecord.Clock(time);
          default ->
              throw in.malformed("the body is neither rows, a definition, an identity nor a clock");
        };
    in.requireEnd();
    return entry;
  }

  private static WalRecord.Rows decodeRows(long time, AvroInput in) {
    int tableId = in.readInt();
    long firstRowId = in.readLong();
    int rowCount = in.readInt();
    byte[] bitmap = in.readBytes(Integer.MAX_VALUE);
    if (rowCount < 0 || (bitmap.length > 0 && bitmap.length != (rowCount + 7) / 8)) {
      throw in.malformed(bitmap.length + " bytes of bits for " + rowCount + " rows");
    }
    BitSet applies = BitSet.valueOf(bitmap);
    if (bitmap.length == 0) {
      applies.set(0, rowCount);
    }
    List<Key> removed = new ArrayList<>();
    for (int count = in.readCount(1); count > 0; count = in.readCount(1)) {
      for (int i = 0; i < count; i++) {
        removed.add(new Key(in.readBytes(Integer.MAX_VALUE)));
      }
    }
    RowTimes times = new RowTimes(time, readLongs(in), readLongs(in));
    if (!times.fits(rowCount)) {
      throw in.malformed("times of another number of rows than " + rowCount);
    }
    return new WalRecord.Rows(
        times, tableId, firstRowId, rowCount, applies, removed, in.readBytes(Integer.MAX_VALUE));
  }

  private static long[] readLongs(AvroInput in) {
    long[] values = new long[0];
    for (int count = in.readCount(1); count > 0; count = in.readCount(1)) {
      int had = values.length;
      values = Arrays.copyOf(values, Math.addExact(had, count));
      for (int i = had; i < values.length; i++) {
        values[i] = in.readLong();
      }
    }
    return values;
  }
}
