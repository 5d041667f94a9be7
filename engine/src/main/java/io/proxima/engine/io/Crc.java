package io.proxima.engine.io;

import java.util.zip.CRC32C;

/// The checksum of everything that is stored: CRC32C.
public final class Crc {
  private Crc() {}

  /// The checksum of the first `length` bytes.
  public static int of(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
