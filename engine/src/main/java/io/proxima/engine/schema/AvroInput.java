package io.proxima.engine.schema;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads the primitives of Avro's binary encoding from an array, and trusts nothing it reads.
///
/// Every method fails with the code given at the start if the bytes are not what it reads.
///
/// - **Owns:** borrows the array.
/// - **Threads:** one thread.
public final class AvroInput {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes;
  private final ErrorCode code;
  private final String what;
  private int position;

  /// Reads all of `bytes`; errors have `code` and name `what` is read.
  public AvroInput(byte[] bytes, ErrorCode code, String what) {
    this.bytes = bytes;
    this.code = code;
    this.what = what;
  }

  /// The position of the next byte.
  public int position() {
    return position;
  }

  /// The number of bytes left.
  public int remaining() {
    return bytes.length - position;
  }

  /// An error at the current position, to be thrown.
  public ProximaException malformed(String reason) {
    return malformed(reason, null);
  }

  /// An error at the current position with its cause, to be thrown.
  public ProximaException malformed(String reason, @Nullable Throwable cause) {
    return new ProximaException(
        code,
        what + " cannot be read: " + reason + " at byte " + position + " of " + bytes.length,
        cause);
  }

  /// Checks that nothing is left.
  public void requireEnd() {
    if (position != bytes.length) {
      throw malformed(remaining() + " bytes too many");
    }
  }

  /// Passes over `size` bytes that are there.
  ///
  /// @return the position of the first of them
  public int skip(int size) {
    if (size < 0 || size > bytes.length - position) {
      throw malformed(size + " bytes wanted, " + remaining() + " left");
    }
    int start = position;
    position += size;
    return start;
  }

  /// A single byte, unencoded.
  public int readByte() {
    return bytes[skip(1)];
  }

  /// A boolean.
  public boolean readBoolean() {
    int value = readByte();
    if (value != 0 && value != 1) {
      throw malformed("a boolean is 0 or 1, not " + value);
    }
    return value == 1;
  }

  /// An int or long.
  public long readLong() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (position == bytes.length) {
        throw malformed("the bytes end within a number");
      }
      byte next = bytes[position++];
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return (value >>> 1) ^ -(value & 1);
      }
    }
    throw malformed("a number is longer than 10 bytes");
  }

  /// An int.
  public int readInt() {
    long value = readLong();
    if (value != (int) value) {
      throw malformed(value + " is not an int");
    }
    return (int) value;
  }

  /// A count of things that take at least `minBytes` each, so that no more are announced than can
  /// be there.
  public int readCount(int minBytes) {
    long count = readLong();
    if (count < 0 || count > remaining() / Math.max(1, minBytes)) {
      throw malformed("a count of " + count + " cannot be true");
    }
    return (int) count;
  }

  /// A float.
  public float readFloat() {
    return Float.intBitsToFloat((int) INT.get(bytes, skip(Float.BYTES)));
  }

  /// A double.
  public double readDouble() {
    return Double.longBitsToDouble((long) LONG.get(bytes, skip(Double.BYTES)));
  }

  /// A little-endian u32, unencoded.
  public long readU32() {
    return Integer.toUnsignedLong((int) INT.get(bytes, skip(Integer.BYTES)));
  }

  /// Eight bytes, highest first, unencoded.
  public long readBigEndian() {
    return Long.reverseBytes((long) LONG.get(bytes, skip(Long.BYTES)));
  }

  /// Bytes with their length, which is at most `limit`.
  public byte[] readBytes(int limit) {
    int size = readLength(limit);
    int start = skip(size);
    return Arrays.copyOfRange(bytes, start, start + size);
  }

  /// A string of at most `limit` bytes.
  public String readString(int limit) {
    return readText(readLength(limit));
  }

  /// UTF-8 text of `size` bytes.
  public String readText(int size) {
    int start = skip(size);
    boolean ascii = true;
    for (int i = start; i < position; i++) {
      if (bytes[i] < 0) {
        ascii = false;
        break;
      }
    }
    if (ascii) {
      return new String(bytes, start, size, StandardCharsets.ISO_8859_1);
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, start, size))
          .toString();
    } catch (CharacterCodingException e) {
      position = start;
      throw malformed("text is not UTF-8", e);
    }
  }

  private int readLength(int limit) {
    long size = readLong();
    if (size < 0 || size > limit || size > remaining()) {
      throw malformed("a length of " + size + " cannot be true");
    }
    return (int) size;
  }
}
