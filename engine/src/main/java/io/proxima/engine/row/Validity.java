package io.proxima.engine.row;

import java.util.BitSet;

/// Which rows of a column have a value.
///
/// - **Threads:** immutable.
public final class Validity {
  /// Every row has a value.
  public static final Validity ALL = new Validity(new BitSet());

  private final BitSet nulls;

  private Validity(BitSet nulls) {
    this.nulls = nulls;
  }

  /// Rows whose bit is set in `nulls` are NULL; keeps `nulls`, which must not change any more.
  public static Validity ofNulls(BitSet nulls) {
    return nulls.isEmpty() ? ALL : new Validity(nulls);
  }

  /// Whether the row is NULL.
  public boolean isNull(int row) {
    return this != ALL && nulls.get(row);
  }

  /// The validity of the rows `rows[0..count)`, in that order.
  public Validity select(int[] rows, int count) {
    if (this == ALL) {
      return ALL;
    }
    BitSet selected = new BitSet(count);
    for (int i = 0; i < count; i++) {
      selected.set(i, nulls.get(rows[i]));
    }
    return ofNulls(selected);
  }
}
