package io.proxima.engine.segment.viper;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// Parquet's own structures as bytes.
final class Thrift {
  private Thrift() {}

  /// Writes a structure.
  @FunctionalInterface
  interface Encoder<T> {
    /// Writes `value` to `out`.
    void write(T value, OutputStream out) throws Exception;
  }

  /// Reads a structure.
  @FunctionalInterface
  interface Decoder<T> {
    /// Reads a value from `in`.
    T read(InputStream in) throws Exception;
  }

  /// A structure and the number of bytes it took.
  record Decoded<T>(T value, int length) {}

  static <T> byte[] encode(T value, Encoder<T> encoder) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      encoder.write(value, out);
    } catch (Exception e) {
      throw new IllegalStateException("memory cannot be written to", e);
    }
    return out.toByteArray();
  }

  static <T> Decoded<T> decode(byte[] bytes, int from, Decoder<T> decoder) {
    ByteArrayInputStream in = new ByteArrayInputStream(bytes, from, bytes.length - from);
    try {
      T value = decoder.read(in);
      return new Decoded<>(value, bytes.length - from - in.available());
    } catch (Exception e) {
      throw new ProximaException(
          ErrorCode.CORRUPT_FILE, "a structure of a Parquet file cannot be read", e);
    }
  }

  /// A part of a structure that must be there.
  static <T> T required(@Nullable T part) {
    if (part == null) {
      throw new ProximaException(
          ErrorCode.CORRUPT_FILE, "a structure of a Parquet file lacks a part");
    }
    return part;
  }
}
