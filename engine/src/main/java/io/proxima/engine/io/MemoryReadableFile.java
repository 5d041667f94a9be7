package io.proxima.engine.io;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A file of a storage in memory.
final class MemoryReadableFile implements ReadableFile {
  private static final int ALIGNMENT_BYTES = 4096;

  private final String name;
  private final byte[] bytes;
  private final Arena maps = Arena.ofShared();

  MemoryReadableFile(String name, byte[] bytes) {
    this.name = name;
    this.bytes = bytes;
  }

  @Override
  public int read(long offsetBytes, byte[] target, int from, int length) {
    int count = (int) Math.max(0, Math.min(length, bytes.length - offsetBytes));
    if (count > 0) {
      System.arraycopy(bytes, (int) offsetBytes, target, from, count);
    }
    return count;
  }

  /// A copy outside the heap, aligned as a map would be.
  @Override
  public MemorySegment region(long offsetBytes, long lengthBytes) {
    Regions.check(name, offsetBytes, lengthBytes, bytes.length);
    long lead = offsetBytes % ALIGNMENT_BYTES;
    MemorySegment copy = maps.allocate(lead + Math.max(1, lengthBytes), ALIGNMENT_BYTES);
    MemorySegment.copy(MemorySegment.ofArray(bytes), offsetBytes, copy, lead, lengthBytes);
    return copy.asSlice(lead, lengthBytes).asReadOnly();
  }

  @Override
  public long sizeBytes() {
    return bytes.length;
  }

  @Override
  public void close() {
    if (maps.scope().isAlive()) {
      maps.close();
    }
  }
}
