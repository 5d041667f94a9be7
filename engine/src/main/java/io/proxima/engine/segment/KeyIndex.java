package io.proxima.engine.segment;

import io.proxima.engine.error.ProximaException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Finds the rows whose keys have a hash: the file `keys`, mapped. Little-endian, for n rows:
///
/// | offset | bytes | content |
/// |---|---|---|
/// | 0 | 8 n | the hashes ([io.proxima.engine.io.Hash64]) of the keys of all rows, unsigned ascending |
/// | 8 n | 4 n | the ord of each, ascending where hashes are equal |
///
/// - **Threads:** thread-safe.
final class KeyIndex {
  static final String FILE = "keys";
  private static final int ENTRY_BYTES = Long.BYTES + Integer.BYTES;

  /// After the first the place is wrong by the fourth root of the number of rows or so.
  private static final int INTERPOLATIONS = 2;

  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final SegmentInput file;
  private final int rowCount;
  private final MemorySegment map;

  private KeyIndex(SegmentInput file, int rowCount, MemorySegment map) {
    this.file = file;
    this.rowCount = rowCount;
    this.map = map;
  }

  static KeyIndex open(SegmentFiles files, int rowCount) {
    SegmentInput file = files.open(FILE);
    if (file.sizeBytes() != (long) rowCount * ENTRY_BYTES) {
      throw file.damaged(0, file.sizeBytes() + " bytes for the keys of " + rowCount + " rows");
    }
    return new KeyIndex(file, rowCount, file.map(0, file.sizeBytes()));
  }

  /// The error that the rows are not those of this index.
  ProximaException damaged(String what) {
    return file.damaged(0, what);
  }

  /// The place of the first entry with that hash or a larger one.
  ///
  /// - **Cost:** hashes are spread evenly, so a few reads close to each other, whatever the number
  ///   of rows; never more than twice its logarithm.
  int first(long hash) {
    int place = nearby(hash);
    int step = 1;
    int low;
    int high;
    if (isBelow(place, hash)) {
      low = place + 1;
      high = low;
      while (isBelow(high, hash)) {
        low = high + 1;
        high = Math.min(rowCount, high + step);
        step = 2 * Math.min(step, 1 << 29);
      }
    } else {
      high = place;
      low = place;
      while (low > 0 && !isBelow(low - 1, hash)) {
        high = low - 1;
        low = Math.max(0, high - step);
        step = 2 * Math.min(step, 1 << 29);
      }
    }
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (isBelow(middle, hash)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// Where a hash should stand by its value, corrected by what stands there.
  private int nearby(long hash) {
    if (rowCount == 0) {
      return 0;
    }
    long place = Math.unsignedMultiplyHigh(hash, rowCount);
    for (int round = 0; round < INTERPOLATIONS; round++) {
      long off = Math.round((hash - hashAt((int) place)) * (rowCount * 0x1p-64));
      place = Math.clamp(place + off, 0, rowCount - 1);
    }
    return (int) place;
  }

  private boolean isBelow(int place, long hash) {
    return place < rowCount && Long.compareUnsigned(hashAt(place), hash) < 0;
  }

  /// Whether the entry at a place exists and has that hash.
  boolean isAt(int place, long hash) {
    return place < rowCount && hashAt(place) == hash;
  }

  int ordAt(int place) {
    long offset = (long) rowCount * Long.BYTES + (long) place * Integer.BYTES;
    file.require(offset, Integer.BYTES);
    return map.get(INT, offset);
  }

  private long hashAt(int place) {
    long offset = (long) place * Long.BYTES;
    file.require(offset, Long.BYTES);
    return map.get(LONG, offset);
  }
}
