package io.proxima.engine.io;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;

/// Checks that a region lies in its file before it is looked at: beyond the end a map is a trap.
final class Regions {
  private Regions() {}

  static void check(String name, long offsetBytes, long lengthBytes, long fileBytes) {
    if (offsetBytes < 0 || lengthBytes < 0 || offsetBytes > fileBytes - lengthBytes) {
      throw new ProximaException(
          ErrorCode.CORRUPT_FILE,
          "file "
              + name
              + " should hold "
              + lengthBytes
              + " bytes at "
              + offsetBytes
              + ", and ends at "
              + fileBytes);
    }
  }
}
