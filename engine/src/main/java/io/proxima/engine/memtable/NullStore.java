package io.proxima.engine.memtable;

import io.proxima.engine.row.RowSource;
import io.proxima.engine.row.Validity;

/// The NULL bits of a column: 64 rows a word.
final class NullStore {
  private final boolean nullable;
  private final Chunks<long[]> words =
      new Chunks<>(rows -> new long[(rows + Long.SIZE - 1) / Long.SIZE]);
  private volatile boolean any;

  NullStore(boolean nullable) {
    this.nullable = nullable;
  }

  void ensureCapacity(int rows) {
    if (nullable) {
      words.ensureCapacity(rows);
    }
  }

  void set(int ord) {
    words.chunk(ord / RowSource.BLOCK_ROWS)[(ord % RowSource.BLOCK_ROWS) >> 6] |= 1L << ord;
    any = true;
  }

  Validity validity(int block) {
    return any ? Validity.ofNullWords(words.chunk(block)) : Validity.ALL;
  }
}
