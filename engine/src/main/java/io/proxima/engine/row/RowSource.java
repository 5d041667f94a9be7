package io.proxima.engine.row;

import io.proxima.engine.schema.TableDef;
import io.proxima.engine.vector.Metric;
import io.proxima.engine.vector.Scorer;
import java.util.function.IntPredicate;

/// Rows of one table in one place, as one snapshot sees them.
///
/// Rows are addressed by `ord`, 0 up to `rowCount`; some of these may be invisible. They come in
/// blocks of [#BLOCK_ROWS]: row `i` of block `b` has the ord `b · BLOCK_ROWS + i`.
///
/// - **Threads:** thread-safe.
public interface RowSource {
  /// The number of rows in every block but the last.
  int BLOCK_ROWS = 1024;

  /// The definition of the table.
  TableDef table();

  /// All visible rows have a smaller ord.
  int rowCount();

  /// The number of visible rows.
  int visibleCount();

  /// The ord of the visible row with that key, or -1.
  int find(Key key);

  /// The key of a row.
  Key keyAt(int ord);

  /// A time of a row, in microseconds since 1970-01-01 UTC.
  long timeAt(RowTime time, int ord);

  /// Finds the visible rows of a block, ascending.
  ///
  /// @param rows `int[BLOCK_ROWS]`, gets positions in the block
  /// @return how many
  int visible(int block, int[] rows);

  /// Tells of a block, as cheaply as possible, whether a visible row of it may pass; false is
  /// certain.
  default IntPredicate blocksWith(Predicate predicate) {
    return _ -> true;
  }

  /// The columns of a block.
  ColumnBlock block(int block);

  /// Appends the values of a column at `ords[from..to)` to `out`.
  void copy(int column, int[] ords, int from, int to, ColumnBuilder out);

  /// Distances of a vector column from `query`, a value of the column's kind; of no meaning for
  /// rows that are NULL.
  ///
  /// @throws io.proxima.engine.error.ProximaException `DIMENSION_MISMATCH`
  Scorer scorer(int column, Metric metric, Object query);
}
