package io.proxima.engine.memtable;

import io.proxima.engine.row.RowSource;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// When each row was created and deleted, and which row of its key it replaced.
///
/// - **Threads:** one writer; readers of rows that were published to them. A deletion that a reader
///   does not know of is later than its sequence, so it need not see it.
final class RowVersions {
  /// A row that is not deleted.
  static final long LIVE = Long.MAX_VALUE;

  static final int SLOT_BYTES = 2 * Long.BYTES + Integer.BYTES;

  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

  private final Chunks<long[]> created = new Chunks<>(long[]::new);
  private final Chunks<long[]> deleted = new Chunks<>(long[]::new);
  private final Chunks<int[]> previous = new Chunks<>(int[]::new);

  void ensureCapacity(int rows) {
    created.ensureCapacity(rows);
    deleted.ensureCapacity(rows);
    previous.ensureCapacity(rows);
  }

  void append(int ord, long sequence, int replacedOrd) {
    int block = ord / RowSource.BLOCK_ROWS;
    int row = ord % RowSource.BLOCK_ROWS;
    created.chunk(block)[row] = sequence;
    deleted.chunk(block)[row] = LIVE;
    previous.chunk(block)[row] = replacedOrd;
  }

  long createdSequence(int ord) {
    return created.chunk(ord / RowSource.BLOCK_ROWS)[ord % RowSource.BLOCK_ROWS];
  }

  long deletedSequence(int ord) {
    return (long)
        LONGS.getOpaque(deleted.chunk(ord / RowSource.BLOCK_ROWS), ord % RowSource.BLOCK_ROWS);
  }

  int previous(int ord) {
    return previous.chunk(ord / RowSource.BLOCK_ROWS)[ord % RowSource.BLOCK_ROWS];
  }

  void setDeletedSequence(int ord, long sequence) {
    LONGS.setOpaque(
        deleted.chunk(ord / RowSource.BLOCK_ROWS), ord % RowSource.BLOCK_ROWS, sequence);
  }

  /// Makes a row invisible at every sequence.
  void forget(int ord, long sequence) {
    created.chunk(ord / RowSource.BLOCK_ROWS)[ord % RowSource.BLOCK_ROWS] = sequence;
    setDeletedSequence(ord, sequence);
  }

  /// How many of the first `rowCount` rows were created at or before `sequence`.
  int createdUpTo(long sequence, int rowCount) {
    int low = 0;
    int high = rowCount;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (createdSequence(middle) <= sequence) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// Finds those of the first `rowCount` rows of a block that are not deleted at `sequence`.
  ///
  /// @return how many
  int visible(int block, int rowCount, long sequence, int[] rows) {
    long[] chunk = deleted.chunk(block);
    int count = 0;
    for (int row = 0; row < rowCount; row++) {
      rows[count] = row;
      count += (long) LONGS.getOpaque(chunk, row) > sequence ? 1 : 0;
    }
    return count;
  }
}
