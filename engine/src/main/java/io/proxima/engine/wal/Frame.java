package io.proxima.engine.wal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// One frame of a log file. Integers are little-endian; every frame begins at a multiple of 8.
///
/// | offset | bytes | content |
/// |---|---|---|
/// | 0 | 4 | length of the frame without the zeros that fill it up to a multiple of 8 |
/// | 4 | 4 | CRC32C of database id, file id, then the frame without these 4 bytes |
/// | 8 | 8 | number (LSN), one more than that of the frame before |
/// | 16 | 8 | synced: the LSN up to which the log had been forced when this was written |
/// | 24 | 1 | kind: 1 = rows, 2 = define, 3 = mark, 4 = identity |
/// | 25 | 1 | flags: 1 = commit, the last frame of its group; 2 = payload is an LZ4 block |
/// | 26 | 2 | 0 |
/// | 28 | 4 | length of the payload after decompression |
/// | 32 | | payload, as the codec of the file has it |
///
/// A mark has no payload and the number after `synced`, which is its only content. It is written
/// after every force, not forced itself, at the next multiple of 512 behind the last frame, where
/// later frames overwrite it. It is not part of the sequence of frames: it says of the last frames
/// of the file that they were forced, as later frames do of all others.
record Frame(long lsn, long synced, int kind, int flags, int rawLength, byte[] payload) {
  static final int HEAD_BYTES = 32;
  static final int COMMIT = 1;
  static final int LZ4 = 2;

  /// The frame that says that the log was forced up to `synced`.
  static Frame mark(long synced) {
    return new Frame(synced + 1, synced, FrameKind.MARK.code(), 0, 0, new byte[0]);
  }

  boolean isMark() {
    return kind == FrameKind.MARK.code();
  }

  boolean isCommit() {
    return (flags & COMMIT) != 0;
  }

  boolean isCompressed() {
    return (flags & LZ4) != 0;
  }

  /// The length of a frame with that payload, filled up.
  static long paddedBytes(int payloadBytes) {
    return (HEAD_BYTES + (long) payloadBytes + 7) & ~7;
  }

  /// Writes the frame and its fill at `at`; the target must be long enough.
  void encode(FileIdentity identity, byte[] target, int at) {
    int length = HEAD_BYTES + payload.length;
    ByteBuffer bytes = ByteBuffer.wrap(target).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(at, length).putLong(at + 8, lsn).putLong(at + 16, synced);
    bytes.put(at + 24, (byte) kind).put(at + 25, (byte) flags).putShort(at + 26, (short) 0);
    bytes.putInt(at + 28, rawLength).put(at + HEAD_BYTES, payload);
    Arrays.fill(target, at + length, at + (int) paddedBytes(payload.length), (byte) 0);
    bytes.putInt(at + 4, crc(identity, target, at, length));
  }

  /// Whether 32 bytes can be the head of a frame.
  static boolean isPlausible(byte[] source, int at) {
    ByteBuffer bytes = ByteBuffer.wrap(source).order(ByteOrder.LITTLE_ENDIAN);
    int length = bytes.getInt(at);
    return length >= HEAD_BYTES
        && FrameKind.isCode(bytes.get(at + 24))
        && (bytes.get(at + 25) & ~(COMMIT | LZ4)) == 0
        && bytes.getShort(at + 26) == 0
        && bytes.getLong(at + 16) >= 0
        && bytes.getLong(at + 16) < bytes.getLong(at + 8);
  }

  /// The length of the frame whose plausible head is at `at`, without its fill.
  static int lengthBytes(byte[] source, int at) {
    return ByteBuffer.wrap(source).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
  }

  /// The frame at `at`, whose head is plausible and whose bytes are all there, or null if the
  /// checksum does not fit.
  static @Nullable Frame decode(FileIdentity identity, byte[] source, int at) {
    ByteBuffer bytes = ByteBuffer.wrap(source).order(ByteOrder.LITTLE_ENDIAN);
    int length = bytes.getInt(at);
    if (crc(identity, source, at, length) != bytes.getInt(at + 4)) {
      return null;
    }
    byte[] payload = new byte[length - HEAD_BYTES];
    bytes.get(at + HEAD_BYTES, payload);
    return new Frame(
        bytes.getLong(at + 8),
        bytes.getLong(at + 16),
        bytes.get(at + 24),
        bytes.get(at + 25),
        bytes.getInt(at + 28),
        payload);
  }

  private static int crc(FileIdentity identity, byte[] bytes, int at, int length) {
    CRC32C crc = identity.start();
    crc.update(bytes, at, 4);
    crc.update(bytes, at + 8, length - 8);
    return (int) crc.getValue();
  }
}
