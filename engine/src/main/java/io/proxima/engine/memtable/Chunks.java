package io.proxima.engine.memtable;

import io.proxima.engine.row.RowSource;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.function.IntFunction;

/// A growing column of primitive arrays, one for each block of rows.
///
/// The first array starts small and is replaced by larger copies until it holds a whole block;
/// whoever still reads an old copy finds its own rows in it.
///
/// - **Threads:** one writer; readers of rows that were published to them.
///
/// @param <A> the type of the arrays
final class Chunks<A> {
  private static final int FIRST_ROWS = 16;

  private final IntFunction<A> allocate;
  private volatile Object[] chunks = new Object[0];
  private int chunkCount;
  private int capacity;

  /// Arrays come from `allocate`, which is told for how many rows.
  Chunks(IntFunction<A> allocate) {
    this.allocate = allocate;
  }

  /// The rows there will be room for after `ensureCapacity(rows)`.
  static int capacityFor(int rows) {
    if (rows <= 0) {
      return 0;
    }
    if (rows <= RowSource.BLOCK_ROWS) {
      return Math.max(FIRST_ROWS, Integer.highestOneBit(2 * rows - 1));
    }
    long blocks = ((long) rows + RowSource.BLOCK_ROWS - 1) / RowSource.BLOCK_ROWS;
    return Math.toIntExact(blocks * RowSource.BLOCK_ROWS);
  }

  void ensureCapacity(int rows) {
    if (rows <= capacity) {
      return;
    }
    int wanted = capacityFor(rows);
    int firstRows = Math.min(wanted, RowSource.BLOCK_ROWS);
    if (capacity < RowSource.BLOCK_ROWS) {
      A first = allocate.apply(firstRows);
      if (chunkCount > 0) {
        Object old = chunks[0];
        System.arraycopy(old, 0, first, 0, Array.getLength(old));
      }
      put(0, first);
      capacity = firstRows;
    }
    while (capacity < wanted) {
      put(chunkCount, allocate.apply(RowSource.BLOCK_ROWS));
      capacity += RowSource.BLOCK_ROWS;
    }
  }

  private void put(int index, A chunk) {
    Object[] now = chunks;
    if (index == now.length) {
      now = Arrays.copyOf(now, Math.max(1, 2 * now.length));
    }
    now[index] = chunk;
    chunkCount = Math.max(chunkCount, index + 1);
    chunks = now;
  }

  /// The array that holds a block of rows.
  @SuppressWarnings("unchecked")
  A chunk(int block) {
    return (A) chunks[block];
  }
}
