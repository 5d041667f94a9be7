package io.proxima.engine.wal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import java.util.zip.CRC32C;

/// Which file of which database a checksum belongs to, so that a frame of another file never fits.
///
/// - **Threads:** immutable.
record FileIdentity(UUID databaseId, long fileId) {
  /// A checksum that has taken in the identity: database id, then file id, little-endian.
  CRC32C start() {
    CRC32C crc = new CRC32C();
    ByteBuffer bytes = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(databaseId.getMostSignificantBits());
    bytes.putLong(databaseId.getLeastSignificantBits());
    bytes.putLong(fileId);
    crc.update(bytes.flip());
    return crc;
  }
}
