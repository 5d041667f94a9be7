package io.proxima.engine.segment;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.Storage;
import io.proxima.engine.io.WritableFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// A small file of a segment that carries its own checksums and is read as a whole. Integers are
/// little-endian.
///
/// The content is cut into pieces; each is followed by its [BlockCrc], counted from 0:
///
/// | bytes | content |
/// |---|---|
/// | up to 16,380 | a piece; only the last is shorter |
/// | 4 | its checksum |
///
/// The content is:
///
/// | offset | bytes | content |
/// |---|---|---|
/// | 0 | 8 | magic `PXSEG\r\n\0` |
/// | 8 | 4 | format version, 1 |
/// | 12 | 4 | length of the body, n |
/// | 16 | n | body |
final class SealedFile {
  private static final byte[] MAGIC = {'P', 'X', 'S', 'E', 'G', '\r', '\n', 0};
  private static final int FORMAT_VERSION = 1;
  private static final int HEAD_BYTES = 16;
  private static final int PIECE_BYTES = BlockCrc.BLOCK_BYTES - Integer.BYTES;

  private SealedFile() {}

  /// Makes the file; its content is on the disk when this returns.
  static void write(Storage storage, String directory, String name, SegmentId id, byte[] body) {
    byte[] content =
        ByteBuffer.allocate(HEAD_BYTES + body.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(MAGIC)
            .putInt(FORMAT_VERSION)
            .putInt(body.length)
            .put(body)
            .array();
    int pieces = (content.length + PIECE_BYTES - 1) / PIECE_BYTES;
    ByteBuffer sealed =
        ByteBuffer.allocate(content.length + pieces * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    BlockCrc crc = new BlockCrc(id, name);
    for (int piece = 0; piece < pieces; piece++) {
      int from = piece * PIECE_BYTES;
      int length = Math.min(PIECE_BYTES, content.length - from);
      sealed.put(content, from, length).putInt(crc.of(piece, content, from, length));
    }
    try (WritableFile file = storage.create(directory + "/" + name)) {
      file.write(0, sealed.array(), 0, sealed.capacity());
      file.sync();
    }
  }

  /// The body of the file.
  ///
  /// @throws ProximaException `CORRUPT_FILE`; `UNSUPPORTED` if a newer program wrote it
  static byte[] read(Storage storage, String directory, String name, SegmentId id) {
    String path = directory + "/" + name;
    byte[] sealed = storage.read(path);
    ByteBuffer in = ByteBuffer.wrap(sealed).order(ByteOrder.LITTLE_ENDIAN);
    byte[] content = new byte[sealed.length];
    int length = 0;
    BlockCrc crc = new BlockCrc(id, name);
    for (int piece = 0; in.hasRemaining(); piece++) {
      int offset = in.position();
      int bytes = Math.min(PIECE_BYTES, in.remaining() - Integer.BYTES);
      if (bytes <= 0) {
        throw damaged(path, offset, "it ends within a checksum");
      }
      in.get(content, length, bytes);
      int expected = in.getInt();
      int found = crc.of(piece, content, length, bytes);
      if (found != expected) {
        throw damaged(
            path, offset, String.format("the checksum is %08x, expected %08x", found, expected));
      }
      length += bytes;
    }
    return body(content, length, path);
  }

  private static byte[] body(byte[] content, int length, String path) {
    ByteBuffer head = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    if (length < HEAD_BYTES || !Arrays.equals(content, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw damaged(path, 0, "it does not begin as a file of a segment does");
    }
    if (head.getInt(8) != FORMAT_VERSION) {
      throw new ProximaException(
          ErrorCode.UNSUPPORTED,
          "file " + path + " has format " + head.getInt(8) + "; this program knows 1");
    }
    if (head.getInt(12) != length - HEAD_BYTES) {
      throw damaged(
          path, length, "it should hold " + head.getInt(12) + " bytes more than its head");
    }
    return Arrays.copyOfRange(content, HEAD_BYTES, length);
  }

  private static ProximaException damaged(String path, long offset, String what) {
    return new ProximaException(
        ErrorCode.CORRUPT_FILE, "file " + path + " is damaged at offset " + offset + ": " + what);
  }
}
