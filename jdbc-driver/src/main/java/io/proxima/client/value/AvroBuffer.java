package io.proxima.client.value;

import io.proxima.client.SessionException;
import io.proxima.client.SparseVector;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A growing array of bytes, written in Avro's binary encoding.
///
/// - **Threads:** one thread.
final class AvroBuffer {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int LONGEST = Integer.MAX_VALUE - 16;

  private byte[] bytes;
  private int size;

  AvroBuffer(int capacity) {
    bytes = new byte[capacity];
  }

  /// The bytes so far, as an array of their own.
  byte[] toBytes() {
    return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
  }

  /// Four bytes, little-endian: not Avro's int.
  void fixedInt(int value) throws SessionException {
    reserve(Integer.BYTES);
    INT.set(bytes, size, value);
    size += Integer.BYTES;
  }

  void bool(boolean value) throws SessionException {
    reserve(1);
    bytes[size++] = (byte) (value ? 1 : 0);
  }

  /// Avro's int or long: zigzag, seven bits a byte.
  void number(long value) throws SessionException {
    reserve(10);
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  void real(float value) throws SessionException {
    fixedInt(Float.floatToRawIntBits(value));
  }

  void real(double value) throws SessionException {
    reserve(Long.BYTES);
    LONG.set(bytes, size, Double.doubleToRawLongBits(value));
    size += Long.BYTES;
  }

  /// Avro's bytes: the length, then they.
  void bytes(byte[] value) throws SessionException {
    number(value.length);
    raw(value);
  }

  void text(String value) throws SessionException {
    bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  /// Bytes without their length.
  void raw(byte[] value) throws SessionException {
    reserve(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
  }

  /// Little-endian floats without their number.
  void vector(float[] value) throws SessionException {
    reserve(value.length * Float.BYTES);
    int at = size;
    for (float component : value) {
      INT.set(bytes, at, Float.floatToRawIntBits(component));
      at += Float.BYTES;
    }
    size = at;
  }

  /// Little-endian numbers of half precision without their number.
  void halves(float[] rounded) throws SessionException {
    reserve(rounded.length * Short.BYTES);
    for (float component : rounded) {
      short bits = HalfFloat.bits(component);
      bytes[size++] = (byte) bits;
      bytes[size++] = (byte) (bits >> 8);
    }
  }

  /// Index and value of each element, behind the length of all.
  void sparse(SparseVector value) throws SessionException {
    int[] indices = value.indices();
    float[] values = value.values();
    number((Integer.BYTES + Float.BYTES) * (long) indices.length);
    for (int i = 0; i < indices.length; i++) {
      fixedInt(indices[i]);
      real(values[i]);
    }
  }

  private void reserve(int more) throws SessionException {
    long needed = (long) size + more;
    if (needed > LONGEST) {
      throw new SessionException("54000", "the batch has more than 2 GiB: send it in parts");
    }
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(LONGEST, Math.max(needed, 2L * bytes.length)));
    }
  }
}
