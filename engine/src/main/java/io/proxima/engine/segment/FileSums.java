package io.proxima.engine.segment;

/// The length of a file of a segment and the checksums of its blocks ([BlockCrc]).
///
/// - **Threads:** immutable; keeps the array.
record FileSums(String name, long lengthBytes, int[] crcs) {
  /// Checks that there is one for each block.
  FileSums {
    if (lengthBytes < 0 || crcs.length != BlockCrc.blocks(lengthBytes)) {
      throw new IllegalArgumentException(
          crcs.length + " checksums for file " + name + " of " + lengthBytes + " bytes");
    }
  }
}
