package io.proxima.engine.wal;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.Crc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// The head of a log file. Integers are little-endian.
///
/// | offset | bytes | content |
/// |---|---|---|
/// | 0 | 8 | magic `PXWAL\r\n\0` |
/// | 8 | 4 | format version, 1 |
/// | 12 | 4 | length of the head, n; a multiple of 8 |
/// | 16 | 16 | database id, high half first |
/// | 32 | 8 | file id |
/// | 40 | 8 | number (LSN) of the first frame |
/// | 48 | 1 | codec: 1 = Avro |
/// | 49 | 3 | 0 |
/// | 52 | 4 | length of the schema, s |
/// | 56 | s | Avro schema of the payloads, JSON in UTF-8 |
/// | 56 + s | | 0 up to n - 4 |
/// | n - 4 | 4 | CRC32C of bytes 0 to n - 4 |
///
/// - **Threads:** immutable.
record LogHeader(UUID databaseId, long fileId, long firstLsn, int codec, String schemaJson) {
  static final int FORMAT_VERSION = 1;

  /// The bytes that tell the length of the head.
  static final int FIXED_BYTES = 56;

  private static final int MAX_BYTES = 1 << 20;
  private static final byte[] MAGIC = {'P', 'X', 'W', 'A', 'L', '\r', '\n', 0};

  FileIdentity identity() {
    return new FileIdentity(databaseId, fileId);
  }

  byte[] encode() {
    byte[] schema = schemaJson.getBytes(StandardCharsets.UTF_8);
    int length = (FIXED_BYTES + schema.length + 4 + 7) & ~7;
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(MAGIC).putInt(FORMAT_VERSION).putInt(length);
    bytes.putLong(databaseId.getMostSignificantBits());
    bytes.putLong(databaseId.getLeastSignificantBits());
    bytes.putLong(fileId).putLong(firstLsn).putInt(codec).putInt(schema.length).put(schema);
    return bytes.putInt(length - 4, Crc.of(bytes.array(), length - 4)).array();
  }

  /// The length of the head that begins with `start`, or -1 if it cannot be one.
  static int lengthBytes(byte[] start) {
    int length = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getInt(12);
    return length < FIXED_BYTES + 4 || length > MAX_BYTES || length % 8 != 0 ? -1 : length;
  }

  /// Whether the checksum of a head fits.
  static boolean isWhole(byte[] head) {
    int found = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt(head.length - 4);
    return Crc.of(head, head.length - 4) == found;
  }

  /// Reads a head that has passed `lengthBytes`.
  ///
  /// @throws ProximaException `CORRUPT_FILE`, or `UNSUPPORTED` for a newer format
  static LogHeader decode(byte[] head, String file) {
    ByteBuffer bytes = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < MAGIC.length; i++) {
      if (head[i] != MAGIC[i]) {
        throw damaged(file, "it does not begin as a log file does");
      }
    }
    int expected = Crc.of(head, head.length - 4);
    int found = bytes.getInt(head.length - 4);
    if (expected != found) {
      throw damaged(
          file, String.format("the checksum of its head is %08x, expected %08x", found, expected));
    }
    if (bytes.getInt(8) != FORMAT_VERSION) {
      throw new ProximaException(
          ErrorCode.UNSUPPORTED,
          file + " has format " + bytes.getInt(8) + "; this program knows " + FORMAT_VERSION);
    }
    int schemaLength = bytes.getInt(52);
    if (schemaLength < 0 || schemaLength > head.length - FIXED_BYTES - 4) {
      throw damaged(file, "its schema is longer than its head");
    }
    return new LogHeader(
        new UUID(bytes.getLong(16), bytes.getLong(24)),
        bytes.getLong(32),
        bytes.getLong(40),
        head[48],
        new String(head, FIXED_BYTES, schemaLength, StandardCharsets.UTF_8));
  }

  private static ProximaException damaged(String file, String what) {
    return new ProximaException(ErrorCode.CORRUPT_FILE, file + " at offset 0: " + what);
  }
}
