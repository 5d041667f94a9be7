package io.proxima.engine.memtable;

import io.proxima.engine.row.RowSource;
import java.util.Arrays;

/// A growing column of longs most of which have one usual value: a block takes memory from its
/// first other value on.
///
/// - **Threads:** one writer; readers of rows that were published to them.
final class RareLongs {
  private static final long[] ALL_USUAL = {};

  private final long usual;
  private volatile long[][] blocks = new long[0][];

  RareLongs(long usual) {
    this.usual = usual;
  }

  void ensureCapacity(int rows) {
    int wanted = (rows + RowSource.BLOCK_ROWS - 1) / RowSource.BLOCK_ROWS;
    int had = blocks.length;
    if (wanted > had) {
      long[][] more = Arrays.copyOf(blocks, Math.max(wanted, 2 * had));
      Arrays.fill(more, had, more.length, ALL_USUAL);
      blocks = more;
    }
  }

  void set(int ord, long value) {
    long[] values = blocks[ord / RowSource.BLOCK_ROWS];
    if (values.length == 0 && value == usual) {
      return;
    }
    if (values.length == 0) {
      values = new long[RowSource.BLOCK_ROWS];
      Arrays.fill(values, usual);
      blocks[ord / RowSource.BLOCK_ROWS] = values;
    }
    values[ord % RowSource.BLOCK_ROWS] = value;
  }

  long get(int ord) {
    long[] values = blocks[ord / RowSource.BLOCK_ROWS];
    return values.length == 0 ? usual : values[ord % RowSource.BLOCK_ROWS];
  }
}
