package io.proxima.engine.row;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.schema.AvroInput;
import io.proxima.engine.schema.AvroOutput;
import io.proxima.engine.schema.TableDef;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// The rows of a table as Avro, in the payload that [EncodedRows] describes.
///
/// A row is an Avro record with a field for each column, in order; a nullable column is a union of
/// null and its type.
///
/// | kind | Avro type |
/// |---|---|
/// | BOOLEAN | boolean |
/// | SMALLINT, INTEGER | int |
/// | BIGINT | long |
/// | REAL, DOUBLE | float, double |
/// | DECIMAL | bytes, logical type decimal |
/// | CHAR, VARCHAR | string |
/// | VARBINARY | bytes |
/// | DATE | int, logical type date |
/// | TIME | long, logical type time-micros |
/// | TIMESTAMP, TIMESTAMP_TZ | long, logical type local-timestamp-micros, timestamp-micros |
/// | UUID | fixed(16), big-endian |
/// | VECTOR, HALFVEC | fixed(4 · dim), fixed(2 · dim), little-endian floats |
/// | INT8VEC | fixed(dim) |
/// | BIT | fixed(⌈dim / 8⌉), the first bit highest, 0 behind the last |
/// | SPARSEVEC | bytes: index from 0 (u32) and value (float), little-endian, of each element |
///
/// - **Threads:** immutable.
public final class AvroRows {
  private static final int MAX_OPERATION_BYTES = 64;
  private static final String OPERATION = "write";

  private final TableDef table;
  private final List<AvroField> fields;
  private final int minRowBytes;

  private AvroRows(TableDef table) {
    this.table = table;
    this.fields =
        table.columns().stream()
            .map(column -> new AvroField(new RowErrors(table, column)))
            .toList();
    this.minRowBytes = (int) Math.min(Integer.MAX_VALUE, sumOfMinBytes());
  }

  private long sumOfMinBytes() {
    return fields.stream().mapToLong(AvroField::minBytes).sum();
  }

  /// The codec for the rows of a table.
  public static AvroRows of(TableDef table) {
    return new AvroRows(table);
  }

  /// The Avro schema of a row.
  public String schemaJson() {
    return AvroSchema.of(table);
  }

  /// Checks rows of all columns as [RowChecks] does, and encodes them.
  ///
  /// @return the rows that `decode` would give
  /// @throws io.proxima.engine.error.ProximaException see [RowChecks]
  public EncodedRows encode(RowBatch rows) {
    RowBatch checked = RowChecks.check(table, rows);
    long expected = 32 + (long) checked.rowCount() * (minRowBytes + 8L * fields.size());
    AvroOutput out = new AvroOutput((int) Math.min(Integer.MAX_VALUE - 8, expected));
    out.writeLittleEndian(table.version(), Integer.BYTES);
    out.writeLittleEndian(OPERATION.length(), Integer.BYTES);
    OPERATION.chars().forEach(out::writeByte);
    out.writeLong(checked.rowCount());
    for (int row = 0; row < checked.rowCount(); row++) {
      for (int i = 0; i < fields.size(); i++) {
        fields.get(i).encode(checked.column(i), row, out);
      }
    }
    return new EncodedRows(checked, out.toByteArray());
  }

  /// Decodes and checks a payload in one pass.
  ///
  /// - **Owns:** keeps `payload`.
  ///
  /// @throws io.proxima.engine.error.ProximaException `NOT_NULL`, `NON_FINITE_VECTOR`,
  ///   `VALUE_TOO_LONG`, `NUMERIC_OUT_OF_RANGE`; `INVALID_PARAMETER` if the bytes are not such a
  ///   payload
  public EncodedRows decode(byte[] payload) {
    AvroInput in =
        new AvroInput(
            payload, ErrorCode.INVALID_PARAMETER, "a block of rows for table " + table.name());
    readHead(in);
    int rowCount = in.readCount(minRowBytes);
    RowBatchBuilder rows = new RowBatchBuilder(table, rowCount, in.remaining());
    MemorySegment segment = MemorySegment.ofArray(payload);
    for (int row = 0; row < rowCount; row++) {
      for (int i = 0; i < fields.size(); i++) {
        fields.get(i).decode(in, segment, rows.column(i));
      }
    }
    in.requireEnd();
    return new EncodedRows(rows.build(), payload);
  }

  /// The rows of a payload that was written under this version of the table or an earlier one, as
  /// this version has them. Who encodes rows for a statement must know the version: that is what
  /// `decode` is for.
  ///
  /// @throws io.proxima.engine.error.ProximaException as `decode`
  public RowBatch decodeLogged(byte[] payload) {
    AvroInput in =
        new AvroInput(
            payload, ErrorCode.INVALID_PARAMETER, "a block of rows for table " + table.name());
    long version = in.readU32();
    if (version >= table.version()) {
      return decode(payload).rows();
    }
    TableDef then = table.asOf((int) version);
    return Evolution.of(then, table).apply(of(then).decode(payload).rows());
  }

  private void readHead(AvroInput in) {
    long version = in.readU32();
    if (version != table.version()) {
      throw in.malformed("schema version " + version + " where the table has " + table.version());
    }
    long operationBytes = in.readU32();
    if (operationBytes > MAX_OPERATION_BYTES) {
      throw in.malformed(
          "an operation type of " + operationBytes + " bytes, at most " + MAX_OPERATION_BYTES);
    }
    in.readText((int) operationBytes);
  }
}
