package io.proxima.engine.query;

import io.proxima.engine.index.LaneMask;
import io.proxima.engine.row.ColumnBlock;
import io.proxima.engine.row.PredicateFilter;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.row.Validity;
import java.util.BitSet;

/// Which rows of a source a search by an index may find: those that are visible, have a vector and
/// pass the filter, found out block by block where the search looks.
///
/// - **Threads:** one thread.
final class EligibleRows implements LaneMask {
  private static final int WORDS = RowSource.BLOCK_ROWS / Integer.SIZE;

  private final RowSource source;
  private final PredicateFilter filter;
  private final RowsToVisit visits;
  private final int column;
  private final int[] words;
  private final BitSet known;
  private final int[] rows = new int[RowSource.BLOCK_ROWS];
  private long visited;
  private long passed;

  /// @param visits has begun with the source
  EligibleRows(RowSource source, PredicateFilter filter, RowsToVisit visits, int column) {
    this.source = source;
    this.filter = filter;
    this.visits = visits;
    this.column = column;
    int blocks = (source.rowCount() + RowSource.BLOCK_ROWS - 1) / RowSource.BLOCK_ROWS;
    this.words = new int[blocks * WORDS];
    this.known = new BitSet(blocks);
  }

  @Override
  public void lanes(int first, int count, int[] masks) {
    for (int i = 0; i < count; i++) {
      int word = first + i;
      if (word >= words.length) {
        masks[i] = 0;
      } else {
        require(word / WORDS);
        masks[i] = words[word];
      }
    }
  }

  private void require(int block) {
    if (known.get(block)) {
      return;
    }
    known.set(block);
    int visible = visits.visible(source, block, rows);
    if (visible == 0) {
      return;
    }
    ColumnBlock columns = source.block(block);
    int count = filter.select(columns, rows, visible);
    visited += visible;
    passed += count;
    Validity validity = columns.validity(column);
    int first = block * WORDS;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      if (validity.isAll() || !validity.isNull(row)) {
        words[first + row / Integer.SIZE] |= 1 << row;
      }
    }
  }

  /// Looks at some blocks all over the source.
  ///
  /// @return about how many rows are eligible
  long estimate(int samples) {
    int blocks = words.length / WORDS;
    int step = Math.max(1, blocks / samples);
    int looked = 0;
    long found = 0;
    for (int block = 0; block < blocks; block += step) {
      require(block);
      looked++;
      for (int word = block * WORDS; word < (block + 1) * WORDS; word++) {
        found += Integer.bitCount(words[word]);
      }
    }
    return looked == 0 ? 0 : found * blocks / looked;
  }

  /// The visible rows that were looked at.
  long visited() {
    return visited;
  }

  /// Those of them that pass the filter.
  long passed() {
    return passed;
  }
}
