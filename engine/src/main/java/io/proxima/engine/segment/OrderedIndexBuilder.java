package io.proxima.engine.segment;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memory.Reservation;
import io.proxima.engine.row.Column;
import io.proxima.engine.row.IndexCodec;
import io.proxima.engine.row.Key;
import io.proxima.engine.schema.AvroOutput;
import io.proxima.engine.schema.OrderedIndexDef;
import io.proxima.engine.schema.TableDef;
import java.util.Arrays;
import java.util.function.IntFunction;

/// Collects the values of an index in the order of the rows and writes them as [OrderedIndex] reads
/// them.
///
/// - **Owns:** what it took from the budget, until `close`.
/// - **Threads:** one thread.
final class OrderedIndexBuilder implements AutoCloseable {
  private static final int PART_BYTES = 64 << 10;

  /// Where a value begins, twice while the array grows, and the ord, twice while it is sorted.
  private static final int ENTRY_BYTES = 2 * (Long.BYTES + Integer.BYTES);

  private final OrderedIndexDef index;
  private final IndexCodec codec;
  private final Reservation memory;
  private byte[] values = new byte[0];
  private int[] begins = new int[1];
  private int rowCount;

  OrderedIndexBuilder(TableDef table, OrderedIndexDef index, MemoryBudget budget) {
    this.index = index;
    this.codec = IndexCodec.of(table, index);
    this.memory = budget.reserve("index " + index.name() + " of a segment", 0);
  }

  /// Adds the next row.
  ///
  /// @throws ProximaException `OUT_OF_MEMORY`
  void append(IntFunction<Column> columns, int row) {
    Key value = codec.encode(columns, row);
    int from = begins[rowCount];
    int length = value.bytes().length;
    if (length > values.length - from) {
      growValues(length);
    }
    if (rowCount + 1 == begins.length) {
      int capacity = Math.max(1024, 2 * begins.length);
      memory.grow((long) (capacity - begins.length) * ENTRY_BYTES);
      begins = Arrays.copyOf(begins, capacity);
    }
    System.arraycopy(value.bytes(), 0, values, from, length);
    begins[++rowCount] = from + length;
  }

  private void growValues(int more) {
    long wanted = Math.max((long) begins[rowCount] + more, Math.max(16 << 10, 2L * values.length));
    if (wanted > Integer.MAX_VALUE - 16) {
      throw new ProximaException(
          ErrorCode.OUT_OF_MEMORY,
          "the values of index " + index.name() + " in one segment have more than 2 GB");
    }
    memory.grow(2 * (wanted - values.length));
    values = Arrays.copyOf(values, (int) wanted);
  }

  /// Writes the file.
  void write(SegmentFiles files) {
    int[] ords = sort();
    files.writeDerived(OrderedIndex.fileOf(index.id()), out -> write(out, ords));
  }

  private void write(SegmentOutput out, int[] ords) {
    int width = width();
    AvroOutput head = new AvroOutput(OrderedIndex.HEAD_BYTES);
    head.writeLittleEndian(rowCount, Integer.BYTES);
    head.writeLittleEndian(width, Integer.BYTES);
    out.write(head.toByteArray());
    writeNumbers(out, rowCount, Integer.BYTES, place -> ords[place]);
    if (width == 0) {
      long[] at = new long[1];
      writeNumbers(
          out,
          rowCount + 1,
          Long.BYTES,
          place -> {
            long begin = at[0];
            at[0] += place < rowCount ? length(ords[place]) : 0;
            return begin;
          });
    }
    for (int ord : ords) {
      out.write(values, begins[ord], length(ord));
    }
  }

  /// A number for each place, in the order of the places.
  private interface Numbers {
    long at(int place);
  }

  private static void writeNumbers(SegmentOutput out, int count, int bytes, Numbers numbers) {
    int inPart = PART_BYTES / bytes;
    for (int from = 0; from < count; from += inPart) {
      AvroOutput part = new AvroOutput(PART_BYTES);
      for (int place = from; place < Math.min(count, from + inPart); place++) {
        part.writeLittleEndian(numbers.at(place), bytes);
      }
      out.write(part.array(), 0, part.length());
    }
  }

  private int length(int ord) {
    return begins[ord + 1] - begins[ord];
  }

  /// The length that all values have, or 0.
  private int width() {
    int width = rowCount == 0 ? 0 : length(0);
    for (int ord = 1; ord < rowCount; ord++) {
      if (length(ord) != width) {
        return 0;
      }
    }
    return width;
  }

  /// The ords by value: runs of growing length are merged, so that equal values keep their order.
  private int[] sort() {
    int[] from = new int[rowCount];
    Arrays.setAll(from, ord -> ord);
    int[] to = new int[rowCount];
    for (int run = 1; run > 0 && run < rowCount; run *= 2) {
      for (int low = 0; low < rowCount; low += 2 * run) {
        int middle = (int) Math.min(rowCount, (long) low + run);
        merge(from, low, middle, (int) Math.min(rowCount, (long) low + 2L * run), to);
      }
      int[] spare = from;
      from = to;
      to = spare;
    }
    return from;
  }

  private void merge(int[] from, int low, int middle, int high, int[] to) {
    int left = low;
    int right = middle;
    for (int place = low; place < high; place++) {
      boolean isLeft = left < middle && (right >= high || compare(from[left], from[right]) <= 0);
      to[place] = isLeft ? from[left++] : from[right++];
    }
  }

  private int compare(int a, int b) {
    return Arrays.compareUnsigned(
        values, begins[a], begins[a + 1], values, begins[b], begins[b + 1]);
  }

  @Override
  public void close() {
    memory.close();
  }
}
