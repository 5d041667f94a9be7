package io.proxima.engine.row;

/// One condition, ready to run.
interface RowTest {
  /// Keeps those of `rows[0..count)` that pass, in their order; `rows` is ascending.
  ///
  /// @return how many are left
  int select(ColumnBlock block, int[] rows, int count);
}
