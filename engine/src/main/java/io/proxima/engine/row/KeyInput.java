package io.proxima.engine.row;

import io.proxima.engine.schema.ColumnType;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/// Reads a key; [KeyCodec] describes the bytes.
final class KeyInput {
  private final byte[] bytes;
  private int position;

  KeyInput(byte[] bytes) {
    this.bytes = bytes;
  }

  Object read(ColumnType type, boolean last) {
    return switch (type.kind()) {
      case BOOLEAN, SMALLINT, INTEGER, BIGINT, DATE, TIME, TIMESTAMP, TIMESTAMP_TZ -> readLong();
      case REAL, DOUBLE -> readDouble();
      case DECIMAL -> readDecimal(type.scale());
      case CHAR, VARCHAR -> new String(readBytes(last), StandardCharsets.UTF_8);
      case VARBINARY -> readBytes(last);
      case UUID -> new UUID(readBigEndian(), readBigEndian());
      case JSON, VECTOR, HALFVEC, INT8VEC, BIT, SPARSEVEC ->
          throw new IllegalArgumentException(type + " is no key");
    };
  }

  int readByte() {
    return bytes[position++];
  }

  long readLong() {
    return readBigEndian() ^ Long.MIN_VALUE;
  }

  private double readDouble() {
    long bits = readBigEndian();
    return Double.longBitsToDouble(bits < 0 ? bits ^ Long.MIN_VALUE : ~bits);
  }

  private BigDecimal readDecimal(int scale) {
    int head = bytes[position++] & 0xFF;
    boolean negative = head < 128;
    byte[] magnitude = new byte[negative ? 127 - head : head - 128];
    for (int i = 0; i < magnitude.length; i++) {
      byte b = bytes[position++];
      magnitude[i] = negative ? (byte) ~b : b;
    }
    int sign = magnitude.length == 0 ? 0 : negative ? -1 : 1;
    return new BigDecimal(new BigInteger(sign, magnitude), scale);
  }

  private byte[] readBytes(boolean last) {
    if (last) {
      int start = position;
      position = bytes.length;
      return Arrays.copyOfRange(bytes, start, position);
    }
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    while (true) {
      byte b = bytes[position++];
      if (b == 0 && bytes[position++] == 0) {
        return value.toByteArray();
      }
      value.write(b);
    }
  }

  private long readBigEndian() {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = value << 8 | (bytes[position++] & 0xFF);
    }
    return value;
  }
}
