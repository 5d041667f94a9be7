package io.proxima.engine.segment;

import io.proxima.engine.memory.Reservation;
import io.proxima.engine.schema.AvroOutput;
import java.util.Arrays;

/// Collects the hashes of keys in the order of their rows and writes them as [KeyIndex] reads them.
///
/// - **Threads:** one thread.
final class KeyIndexBuilder {
  private static final int DIGIT_BITS = 16;
  private static final int PART_ROWS = 8 << 10;

  /// Two of each array are needed while it grows and while it is sorted.
  private static final int ENTRY_BYTES = 2 * (Long.BYTES + Integer.BYTES);

  private final Reservation memory;
  private long[] hashes = new long[0];
  private int rowCount;

  KeyIndexBuilder(Reservation memory) {
    this.memory = memory;
  }

  void append(long hash) {
    if (rowCount == hashes.length) {
      int capacity = Math.max(1024, 2 * rowCount);
      memory.grow((long) (capacity - rowCount) * ENTRY_BYTES);
      hashes = Arrays.copyOf(hashes, capacity);
    }
    hashes[rowCount++] = hash;
  }

  void write(SegmentOutput out) {
    int[] ords = sort();
    for (int from = 0; from < rowCount; from += PART_ROWS) {
      AvroOutput part = new AvroOutput(PART_ROWS * Long.BYTES);
      for (int i = from; i < Math.min(rowCount, from + PART_ROWS); i++) {
        part.writeLittleEndian(hashes[i], Long.BYTES);
      }
      out.write(part.array(), 0, part.length());
    }
    for (int from = 0; from < rowCount; from += PART_ROWS) {
      AvroOutput part = new AvroOutput(PART_ROWS * Integer.BYTES);
      for (int i = from; i < Math.min(rowCount, from + PART_ROWS); i++) {
        part.writeLittleEndian(ords[i], Integer.BYTES);
      }
      out.write(part.array(), 0, part.length());
    }
  }

  /// Sorts the hashes, digit by digit from the lowest, so that equal ones keep their order.
  ///
  /// @return the ord of each
  private int[] sort() {
    long[] from = hashes;
    int[] fromOrds = new int[rowCount];
    Arrays.setAll(fromOrds, ord -> ord);
    long[] to = new long[rowCount];
    int[] toOrds = new int[rowCount];
    for (int shift = 0; shift < Long.SIZE; shift += DIGIT_BITS) {
      int[] ends = new int[1 << DIGIT_BITS];
      for (int i = 0; i < rowCount; i++) {
        ends[digit(from[i], shift)]++;
      }
      int sum = 0;
      for (int digit = 0; digit < ends.length; digit++) {
        sum += ends[digit];
        ends[digit] = sum;
      }
      for (int i = rowCount - 1; i >= 0; i--) {
        int place = --ends[digit(from[i], shift)];
        to[place] = from[i];
        toOrds[place] = fromOrds[i];
      }
      long[] spare = from;
      from = to;
      to = spare;
      int[] spareOrds = fromOrds;
      fromOrds = toOrds;
      toOrds = spareOrds;
    }
    hashes = from;
    return fromOrds;
  }

  private static int digit(long hash, int shift) {
    return (int) (hash >>> shift) & ((1 << DIGIT_BITS) - 1);
  }
}
