package io.proxima.engine.segment;

import io.proxima.engine.row.IndexRange;
import io.proxima.engine.row.Key;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// The rows of a segment in the order of an index: a file `index-` and the id of the index, mapped.
/// Little-endian, for n rows:
///
/// | offset | bytes | content |
/// |---|---|---|
/// | 0 | 4 | n |
/// | 4 | 4 | w: the length of all values ([io.proxima.engine.row.IndexCodec]), or 0 if they differ |
/// | 8 | 4 n | the ord of each row, by value, equal ones ascending |
/// | 8 + 4 n | 8 (n + 1) | only if w is 0: where each value begins, counted from the first, and where the last ends |
/// | | | the values, in the same order |
///
/// The file can be made from the rows; one that is missing or damaged is.
///
/// - **Threads:** thread-safe.
final class OrderedIndex {
  static final int HEAD_BYTES = 2 * Integer.BYTES;

  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final SegmentInput file;
  private final MemorySegment map;
  private final int rowCount;
  private final int width;
  private final long firstValue;

  private OrderedIndex(SegmentInput file, MemorySegment map, int rowCount, int width) {
    this.file = file;
    this.map = map;
    this.rowCount = rowCount;
    this.width = width;
    long places = width == 0 ? (long) Long.BYTES * (rowCount + 1) : 0;
    this.firstValue = HEAD_BYTES + (long) Integer.BYTES * rowCount + places;
  }

  static String fileOf(int indexId) {
    return "index-" + indexId;
  }

  /// @throws io.proxima.engine.error.ProximaException `CORRUPT_FILE`
  static OrderedIndex open(SegmentFiles files, int indexId, int rowCount) {
    SegmentInput file = files.openDerived(fileOf(indexId));
    if (file.sizeBytes() < HEAD_BYTES) {
      throw file.damaged(0, "it has no head");
    }
    MemorySegment map = file.map(0, file.sizeBytes());
    file.require(0, HEAD_BYTES);
    int width = map.get(INT, Integer.BYTES);
    OrderedIndex index = new OrderedIndex(file, map, rowCount, width);
    boolean isSound =
        map.get(INT, 0) == rowCount
            && width >= 0
            && index.firstValue <= file.sizeBytes()
            && index.begin(rowCount) == file.sizeBytes() - index.firstValue;
    if (!isSound) {
      throw file.damaged(0, "it is no index of " + rowCount + " rows");
    }
    return index;
  }

  /// The ords of the rows in a range, ascending, or null if there are more than `limit`.
  int @Nullable [] ordsIn(IndexRange range, int limit) {
    int from = first(range.from());
    int to = Math.max(from, first(range.to()));
    if (to - from > limit) {
      return null;
    }
    int[] ords = new int[to - from];
    for (int place = from; place < to; place++) {
      ords[place - from] = ordAt(place);
    }
    Arrays.sort(ords);
    return ords;
  }

  /// The first row of a range that is accepted, or -1.
  int anyIn(IndexRange range, IntPredicate accepted) {
    int to = first(range.to());
    for (int place = first(range.from()); place < to; place++) {
      int ord = ordAt(place);
      if (accepted.test(ord)) {
        return ord;
      }
    }
    return -1;
  }

  /// The place of the first value that is not below.
  private int first(Key value) {
    int low = 0;
    int high = rowCount;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compare(middle, value.bytes()) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int compare(int place, byte[] value) {
    long begin = begin(place);
    long length = begin(place + 1) - begin;
    int common = (int) Math.min(length, value.length);
    long offset = firstValue + begin;
    file.require(offset, common);
    for (int i = 0; i < common; i++) {
      int order = Byte.compareUnsigned(map.get(ValueLayout.JAVA_BYTE, offset + i), value[i]);
      if (order != 0) {
        return order;
      }
    }
    return Long.compare(length, value.length);
  }

  /// Where the value at a place begins, counted from the first.
  private long begin(int place) {
    if (width > 0) {
      return (long) width * place;
    }
    long offset = HEAD_BYTES + (long) Integer.BYTES * rowCount + (long) Long.BYTES * place;
    file.require(offset, Long.BYTES);
    return map.get(LONG, offset);
  }

  private int ordAt(int place) {
    long offset = HEAD_BYTES + (long) Integer.BYTES * place;
    file.require(offset, Integer.BYTES);
    return map.get(INT, offset);
  }
}
