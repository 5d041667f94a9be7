package io.proxima.engine.wal;

/// How the payload of a frame is written.
///
/// - **Threads:** immutable.
public sealed interface WalCodec permits AvroWalCodec {
  /// Every payload is an Avro record whose schema stands in the header of the file.
  static WalCodec avro() {
    return new AvroWalCodec();
  }

  /// The number of the codec in the header of a log file.
  int code();

  /// The Avro schema of the payloads as JSON.
  String schemaJson();

  /// The payload for a record.
  byte[] encode(WalRecord entry);

  /// The record of a payload; `where` names it in errors.
  ///
  /// @throws io.proxima.engine.error.ProximaException `CORRUPT_FILE` if it is not one
  WalRecord decode(byte[] payload, String where);
}
