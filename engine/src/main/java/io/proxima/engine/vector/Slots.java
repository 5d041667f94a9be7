package io.proxima.engine.vector;

/// Where the vectors of rows stand when only the rows that have one are stored, one behind the
/// other.
///
/// - **Threads:** immutable.
final class Slots {
  private final long[] nullWords;
  private final int[] nullsBefore;

  /// Rows whose bit is set in `nullWords`, 64 a word and lowest first, have no vector.
  Slots(long[] nullWords) {
    this.nullWords = nullWords;
    this.nullsBefore = new int[nullWords.length + 1];
    for (int word = 0; word < nullWords.length; word++) {
      nullsBefore[word + 1] = nullsBefore[word] + Long.bitCount(nullWords[word]);
    }
  }

  /// The number of rows before `row` that have a vector.
  int slot(int row) {
    int word = row >> 6;
    if (word >= nullWords.length) {
      return row - nullsBefore[nullWords.length];
    }
    return row - nullsBefore[word] - Long.bitCount(nullWords[word] & ((1L << row) - 1));
  }

  private boolean isNull(int row) {
    int word = row >> 6;
    return word < nullWords.length && (nullWords[word] & (1L << row)) != 0;
  }

  /// Moves the values of the `stored` rows with a vector, at `out[at..)`, to the places of their
  /// rows among the `count` rows from `row`, and sets the others to NaN.
  void spread(int row, int stored, int count, float[] out, int at) {
    int from = stored;
    for (int i = count - 1; i >= 0; i--) {
      out[at + i] = isNull(row + i) ? Float.NaN : out[at + --from];
    }
  }
}
