package io.proxima.engine.segment;

import io.proxima.engine.row.RowSource;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// Which rows the first `prefix` entries of a [DeleteMask] delete, as bits.
///
/// - **Threads:** immutable.
final class DeletedRows {
  private static final int WORDS = RowSource.BLOCK_ROWS / Long.SIZE;
  private static final DeletedRows NONE = new DeletedRows(0, new long[0][]);

  private final int prefix;
  private final long[] @Nullable [] blocks;

  private DeletedRows(int prefix, long[] @Nullable [] blocks) {
    this.prefix = prefix;
    this.blocks = blocks;
  }

  static DeletedRows none() {
    return NONE;
  }

  /// The number of entries, each of which deletes another row.
  int prefix() {
    return prefix;
  }

  /// These rows and `ords[prefix..newPrefix)`. Blocks in which nothing changes are shared.
  DeletedRows with(int[] ords, int newPrefix) {
    int needed = blocks.length;
    for (int i = prefix; i < newPrefix; i++) {
      needed = Math.max(needed, ords[i] / RowSource.BLOCK_ROWS + 1);
    }
    long[] @Nullable [] changed = new long[needed][];
    System.arraycopy(blocks, 0, changed, 0, blocks.length);
    BitSet copied = new BitSet(needed);
    for (int i = prefix; i < newPrefix; i++) {
      int block = ords[i] / RowSource.BLOCK_ROWS;
      long[] words = changed[block];
      if (words == null || !copied.get(block)) {
        words = words == null ? new long[WORDS] : words.clone();
        changed[block] = words;
        copied.set(block);
      }
      words[(ords[i] % RowSource.BLOCK_ROWS) >> 6] |= 1L << ords[i];
    }
    return new DeletedRows(newPrefix, changed);
  }

  boolean contains(int ord) {
    int block = ord / RowSource.BLOCK_ROWS;
    long[] words = block < blocks.length ? blocks[block] : null;
    return words != null && (words[(ord % RowSource.BLOCK_ROWS) >> 6] & (1L << ord)) != 0;
  }

  /// Puts those of the first `rowCount` rows of a block that are not deleted into `rows`.
  ///
  /// @return how many
  int live(int block, int rowCount, int[] rows) {
    long[] words = block < blocks.length ? blocks[block] : null;
    int count = 0;
    for (int row = 0; row < rowCount; row++) {
      rows[count] = row;
      count += words == null || (words[row >> 6] & (1L << row)) == 0 ? 1 : 0;
    }
    return count;
  }
}
