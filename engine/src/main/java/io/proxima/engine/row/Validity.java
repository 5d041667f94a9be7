package io.proxima.engine.row;

import java.util.BitSet;

/// Which rows of a column have a value.
///
/// - **Threads:** immutable.
public final class Validity {
  /// Every row has a value.
  public static final Validity ALL = new Validity(new long[0]);

  private final long[] nullWords;

  private Validity(long[] nullWords) {
    this.nullWords = nullWords;
  }

  /// Rows whose bit is set in `nulls` are NULL; copies `nulls`.
  public static Validity ofNulls(BitSet nulls) {
    return nulls.isEmpty() ? ALL : new Validity(nulls.toLongArray());
  }

  /// Rows whose bit is set in `words`, 64 a word and lowest first, are NULL; rows behind the last
  /// word are not. Keeps `words`; bits of rows that are asked for must not change any more.
  public static Validity ofNullWords(long[] words) {
    return words.length == 0 ? ALL : new Validity(words);
  }

  /// The validity of any column.
  public static Validity of(Column column) {
    return switch (column) {
      case LongColumn c -> c.validity();
      case DoubleColumn c -> c.validity();
      case VectorColumn c -> c.validity();
      case ObjectColumn c -> {
        NullBits nulls = new NullBits();
        for (int row = 0; row < c.rowCount(); row++) {
          if (c.isNull(row)) {
            nulls.set(row);
          }
        }
        yield nulls.build();
      }
    };
  }

  /// Whether the row is NULL.
  public boolean isNull(int row) {
    int word = row >> 6;
    return word < nullWords.length && (nullWords[word] & (1L << row)) != 0;
  }

  /// Whether no row can be NULL; false does not say that one is.
  public boolean isAll() {
    return nullWords.length == 0;
  }

  /// The validity of the rows `rows[0..count)`, in that order.
  public Validity select(int[] rows, int count) {
    if (isAll()) {
      return ALL;
    }
    long[] selected = new long[(count + 63) >> 6];
    long any = 0;
    for (int i = 0; i < count; i++) {
      if (isNull(rows[i])) {
        selected[i >> 6] |= 1L << i;
        any = 1;
      }
    }
    return any == 0 ? ALL : new Validity(selected);
  }
}
