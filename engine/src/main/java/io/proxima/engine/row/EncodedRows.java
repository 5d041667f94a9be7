package io.proxima.engine.row;

/// Rows that were checked against their table, with the Avro payload they came as or were encoded
/// to.
///
/// The payload is what the log keeps, byte for byte: schema version u32, length of the operation
/// type u32, operation type (UTF-8), then the Avro data: the number of rows as an Avro long and the
/// rows as Avro records. Integers little-endian.
///
/// - **Owns:** keeps `payload`.
public record EncodedRows(RowBatch rows, byte[] payload) {}
