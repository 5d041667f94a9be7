package io.proxima.engine.row;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.Unicode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/// Writes a key; [KeyCodec] describes the bytes.
final class KeyBytes {
  /// Decimals of more bytes cannot be kept.
  static final int MAX_DECIMAL_BYTES = 127;

  private byte[] bytes;
  private int length;

  KeyBytes(int expectedBytes) {
    bytes = new byte[expectedBytes];
  }

  Key toKey() {
    return new Key(bytes.length == length ? bytes : Arrays.copyOf(bytes, length));
  }

  /// What was written so far.
  Key copy() {
    return new Key(Arrays.copyOf(bytes, length));
  }

  /// What was written so far, and a byte.
  Key copy(int last) {
    byte[] longer = Arrays.copyOf(bytes, length + 1);
    longer[length] = (byte) last;
    return new Key(longer);
  }

  /// Adds bytes as they are.
  void write(byte[] value) {
    require(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
  }

  void write(ColumnType type, Object value, boolean last) {
    switch (type.kind()) {
      case BOOLEAN, SMALLINT, INTEGER, BIGINT, DATE, TIME, TIMESTAMP, TIMESTAMP_TZ ->
          writeLong((Long) value);
      case REAL, DOUBLE -> writeDouble((Double) value);
      case DECIMAL ->
          writeDecimal(((BigDecimal) value).setScale(type.scale(), RoundingMode.UNNECESSARY));
      case CHAR, VARCHAR -> writeBytes(utf8((String) value), last);
      case VARBINARY -> writeBytes((byte[]) value, last);
      case UUID -> {
        writeBigEndian(((UUID) value).getMostSignificantBits());
        writeBigEndian(((UUID) value).getLeastSignificantBits());
      }
      case JSON, VECTOR, HALFVEC, INT8VEC, BIT, SPARSEVEC ->
          throw new IllegalArgumentException(type + " is no key");
    }
  }

  void writeLong(long value) {
    writeBigEndian(value ^ Long.MIN_VALUE);
  }

  private void writeDouble(double value) {
    long bits = Double.doubleToLongBits(value == 0 ? 0.0 : value);
    writeBigEndian(bits < 0 ? ~bits : bits ^ Long.MIN_VALUE);
  }

  private void writeDecimal(BigDecimal value) {
    BigInteger unscaled = value.unscaledValue();
    byte[] magnitude = magnitude(unscaled);
    if (magnitude.length > MAX_DECIMAL_BYTES) {
      throw new ProximaException(
          ErrorCode.NUMERIC_OUT_OF_RANGE, "the decimal is too long for a key: " + value);
    }
    boolean negative = unscaled.signum() < 0;
    writeByte(negative ? 127 - magnitude.length : 128 + magnitude.length);
    for (byte b : magnitude) {
      writeByte(negative ? ~b : b);
    }
  }

  private static byte[] magnitude(BigInteger value) {
    if (value.signum() == 0) {
      return new byte[0];
    }
    byte[] all = value.abs().toByteArray();
    return all[0] == 0 ? Arrays.copyOfRange(all, 1, all.length) : all;
  }

  private static byte[] utf8(String value) {
    if (!Unicode.isText(value)) {
      throw new ProximaException(
          ErrorCode.INVALID_TEXT, "text with half of a surrogate pair is no key");
    }
    return value.getBytes(StandardCharsets.UTF_8);
  }

  private void writeBytes(byte[] value, boolean last) {
    if (last) {
      write(value);
      return;
    }
    for (byte b : value) {
      writeByte(b);
      if (b == 0) {
        writeByte(0xFF);
      }
    }
    writeByte(0);
    writeByte(0);
  }

  private void writeBigEndian(long value) {
    require(Long.BYTES);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (value >>> shift);
    }
  }

  void writeByte(int value) {
    require(1);
    bytes[length++] = (byte) value;
  }

  private void require(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * length));
    }
  }
}
