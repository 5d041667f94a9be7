package io.proxima.engine.row;

import io.proxima.engine.schema.TableDef;

/// The rows of a table as Avro, in the payload that [EncodedRows] describes.
///
/// - **Threads:** immutable.
public final class AvroRows {
  private AvroRows() {}

  /// The codec for the rows of a table.
  public static AvroRows of(TableDef table) {
    throw new UnsupportedOperationException();
  }

  /// The Avro schema of a row.
  public String schemaJson() {
    throw new UnsupportedOperationException();
  }

  /// Checks rows of all columns, and encodes them.
  public EncodedRows encode(RowBatch rows) {
    throw new UnsupportedOperationException();
  }

  /// Decodes and checks a payload in one pass.
  ///
  /// @throws io.proxima.engine.error.ProximaException `NOT_NULL`, `NON_FINITE_VECTOR`,
  ///   `VALUE_TOO_LONG`, `NUMERIC_OUT_OF_RANGE`; `INVALID_PARAMETER` if the bytes are not such a
  ///   payload
  public EncodedRows decode(byte[] payload) {
    throw new UnsupportedOperationException();
  }
}
