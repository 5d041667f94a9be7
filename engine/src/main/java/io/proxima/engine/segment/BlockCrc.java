package io.proxima.engine.segment;

import java.util.zip.CRC32C;

/// The checksums of the blocks of one file: CRC32C of the identity of the file, the number of the
/// block (8 bytes, little-endian) and its bytes. A block of another file or from another place is
/// found as surely as a changed one.
///
/// - **Threads:** immutable.
final class BlockCrc {
  /// The length of every block but the last of a file.
  static final int BLOCK_BYTES = 16 << 10;

  private final byte[] identity;

  BlockCrc(SegmentId id, String file) {
    this.identity = id.identityOf(file);
  }

  int of(long block, byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(identity);
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      crc.update((int) (block >>> shift) & 0xFF);
    }
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  /// The number of blocks of a file.
  static int blocks(long lengthBytes) {
    return Math.toIntExact((lengthBytes + BLOCK_BYTES - 1) / BLOCK_BYTES);
  }
}
