package io.proxima.engine.wal;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads values in Avro's binary encoding from memory; every length is checked before it is used.
///
/// - **Threads:** one thread at a time.
public final class AvroInput {
  private final byte[] bytes;
  private final int end;
  private final String where;
  private int at;

  /// Reads `bytes[from..to)`, which stay the caller's; `where` names them in errors.
  public AvroInput(byte[] bytes, int from, int to, String where) {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
    this.where = where;
  }

  /// A `long`.
  public long readLong() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at >= end) {
        throw damaged("a number ends too early");
      }
      byte next = bytes[at++];
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return (value >>> 1) ^ -(value & 1);
      }
    }
    throw damaged("a number is longer than 64 bits");
  }

  /// An `int`.
  public int readInt() {
    long value = readLong();
    if (value != (int) value) {
      throw damaged("the number " + value + " is no int");
    }
    return (int) value;
  }

  /// A number in `0..limit-1`: a union's branch or an enum's symbol.
  public int readIndex(int limit) {
    int index = readInt();
    if (index < 0 || index >= limit) {
      throw damaged("the choice " + index + " is not one of " + limit);
    }
    return index;
  }

  /// The number of items in the next block of an array or map; 0 at its end.
  public int readBlockCount() {
    int count = readInt();
    if (count < 0) {
      readLong();
      count = Math.negateExact(count);
    }
    if (count > end - at) {
      throw damaged(count + " items in " + (end - at) + " bytes");
    }
    return count;
  }

  /// A `boolean`.
  public boolean readBoolean() {
    if (at >= end || (bytes[at] & ~1) != 0) {
      throw damaged("a boolean is missing");
    }
    return bytes[at++] == 1;
  }

  /// A `bytes`, copied.
  public byte[] readBytes() {
    long count = readLong();
    if (count < 0 || count > end - at) {
      throw damaged(count + " bytes announced, " + (end - at) + " left");
    }
    int from = at;
    at += (int) count;
    return Arrays.copyOfRange(bytes, from, at);
  }

  /// A `string`.
  public String readString() {
    return new String(readBytes(), StandardCharsets.UTF_8);
  }

  /// Returns if everything was read.
  ///
  /// @throws ProximaException `CORRUPT_FILE` if bytes are left
  public void requireEnd() {
    if (at != end) {
      throw damaged((end - at) + " bytes too many");
    }
  }

  /// The error for content that cannot be read.
  public ProximaException damaged(String what) {
    return new ProximaException(ErrorCode.CORRUPT_FILE, where + " cannot be read: " + what);
  }
}
