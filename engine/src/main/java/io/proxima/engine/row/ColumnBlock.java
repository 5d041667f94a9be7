package io.proxima.engine.row;

/// Some rows of a table whose columns can be looked at one by one.
///
/// - **Threads:** thread-safe.
public interface ColumnBlock {
  /// The column at a position of the table; not a vector column. It may have more rows than the
  /// block.
  Column column(int position);

  /// Which rows of a column have a value; for every column.
  Validity validity(int position);

  /// The block that is a whole batch.
  static ColumnBlock of(RowBatch rows) {
    return new ColumnBlock() {
      @Override
      public Column column(int position) {
        return rows.column(position);
      }

      @Override
      public Validity validity(int position) {
        return Validity.of(rows.column(position));
      }
    };
  }
}
