package io.proxima.engine.schema;

/// Definitions as Avro binary.
public final class SchemaCodec {
  private SchemaCodec() {}

  /// A catalog as bytes.
  public static byte[] encode(Catalog catalog) {
    throw new UnsupportedOperationException();
  }

  /// The catalog in all of `bytes`.
  ///
  /// @throws io.proxima.engine.error.ProximaException `CORRUPT_FILE`
  public static Catalog decodeCatalog(byte[] bytes) {
    throw new UnsupportedOperationException();
  }

  /// A definition as bytes.
  public static byte[] encode(Definition definition) {
    throw new UnsupportedOperationException();
  }

  /// The definition in all of `bytes`.
  ///
  /// @throws io.proxima.engine.error.ProximaException `CORRUPT_FILE`
  public static Definition decodeDefinition(byte[] bytes) {
    throw new UnsupportedOperationException();
  }
}
