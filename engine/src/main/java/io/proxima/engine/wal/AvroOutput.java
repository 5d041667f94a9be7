package io.proxima.engine.wal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes values in Avro's binary encoding to memory.
///
/// - **Threads:** one thread at a time.
public final class AvroOutput {
  private byte[] bytes;
  private int length;

  /// An empty output with room for `capacity` bytes before it grows.
  public AvroOutput(int capacity) {
    bytes = new byte[Math.max(16, capacity)];
  }

  /// An `int`, a `long`, the index of a union's branch or of an enum's symbol.
  public void writeLong(long value) {
    ensure(10);
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7FL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  /// A `boolean`.
  public void writeBoolean(boolean value) {
    ensure(1);
    bytes[length++] = (byte) (value ? 1 : 0);
  }

  /// A `bytes`.
  public void writeBytes(byte[] value) {
    writeLong(value.length);
    ensure(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
  }

  /// A `string`.
  public void writeString(String value) {
    writeBytes(value.getBytes(StandardCharsets.UTF_8));
  }

  /// Everything written so far, copied.
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  private void ensure(int more) {
    int needed = Math.addExact(length, more);
    if (needed > bytes.length) {
      bytes =
          Arrays.copyOf(
              bytes, (int) Math.max(needed, Math.min(2L * bytes.length, Integer.MAX_VALUE - 8)));
    }
  }
}
