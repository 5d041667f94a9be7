package io.proxima.engine.segment;

import io.proxima.engine.schema.AvroInput;
import io.proxima.engine.schema.AvroOutput;

/// The length of a file of a segment and the checksums of its blocks ([BlockCrc]).
///
/// - **Threads:** immutable; keeps the array.
record FileSums(String name, long lengthBytes, int[] crcs) {
  private static final int MAX_NAME_BYTES = 255;

  /// Checks that there is one for each block.
  FileSums {
    if (lengthBytes < 0 || crcs.length != BlockCrc.blocks(lengthBytes)) {
      throw new IllegalArgumentException(
          crcs.length + " checksums for file " + name + " of " + lengthBytes + " bytes");
    }
  }

  void write(AvroOutput out) {
    out.writeString(name);
    out.writeLong(lengthBytes);
    out.writeLong((long) Integer.BYTES * crcs.length);
    for (int crc : crcs) {
      out.writeLittleEndian(crc, Integer.BYTES);
    }
  }

  static FileSums read(AvroInput in) {
    String name = in.readString(MAX_NAME_BYTES);
    long length = in.readLong();
    int[] crcs = new int[in.readInt() / Integer.BYTES];
    for (int i = 0; i < crcs.length; i++) {
      crcs[i] = (int) in.readU32();
    }
    try {
      return new FileSums(name, length, crcs);
    } catch (IllegalArgumentException e) {
      throw in.malformed(String.valueOf(e.getMessage()), e);
    }
  }
}
