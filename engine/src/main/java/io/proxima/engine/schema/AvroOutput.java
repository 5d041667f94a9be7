package io.proxima.engine.schema;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes the primitives of Avro's binary encoding into a growing array; `OUT_OF_MEMORY` when no
/// array is that long.
///
/// - **Threads:** one thread.
public final class AvroOutput {
  private static final int MAX_VARINT = 10;

  /// What fits into an array.
  private static final int MAX_BYTES = Integer.MAX_VALUE - 8;

  private byte[] bytes;
  private int length;

  /// An output that expects about `expectedBytes`.
  public AvroOutput(int expectedBytes) {
    bytes = new byte[Math.max(expectedBytes, 16)];
  }

  /// The number of bytes written.
  public int length() {
    return length;
  }

  /// A copy of what was written.
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  /// Makes room for `more` bytes, which the caller fills from the returned position on.
  ///
  /// @return the position in [#array]
  public int skip(int more) {
    require(more);
    int start = length;
    length += more;
    return start;
  }

  /// The array that is written to; it changes when it grows.
  public byte[] array() {
    return bytes;
  }

  /// A single byte, unencoded.
  public void writeByte(int value) {
    require(1);
    bytes[length++] = (byte) value;
  }

  /// A boolean.
  public void writeBoolean(boolean value) {
    writeByte(value ? 1 : 0);
  }

  /// An int or long.
  public void writeLong(long value) {
    require(MAX_VARINT);
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7FL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  /// A float.
  public void writeFloat(float value) {
    writeLittleEndian(Float.floatToRawIntBits(value), Float.BYTES);
  }

  /// A double.
  public void writeDouble(double value) {
    writeLittleEndian(Double.doubleToRawLongBits(value), Double.BYTES);
  }

  /// The lowest `size` bytes of `value`, lowest first, unencoded.
  public void writeLittleEndian(long value, int size) {
    require(size);
    for (int i = 0; i < size; i++) {
      bytes[length++] = (byte) (value >>> (8 * i));
    }
  }

  /// All bytes of `value`, highest first, unencoded.
  public void writeBigEndian(long value) {
    writeLittleEndian(Long.reverseBytes(value), Long.BYTES);
  }

  /// Bytes with their length.
  public void writeBytes(byte[] value) {
    writeLong(value.length);
    writeFixed(value);
  }

  /// Bytes without their length.
  public void writeFixed(byte[] value) {
    require(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
  }

  /// A string.
  public void writeString(String value) {
    writeBytes(value.getBytes(StandardCharsets.UTF_8));
  }

  private void require(int more) {
    if (bytes.length - length < more) {
      long needed = (long) length + more;
      if (needed > MAX_BYTES) {
        throw new ProximaException(
            ErrorCode.OUT_OF_MEMORY,
            "a write takes " + needed + " bytes in one piece; the limit is " + MAX_BYTES);
      }
      bytes = Arrays.copyOf(bytes, (int) Math.min(MAX_BYTES, Math.max(needed, 2L * length)));
    }
  }
}
