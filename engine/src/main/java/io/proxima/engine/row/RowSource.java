package io.proxima.engine.row;

import io.proxima.engine.index.VectorIndex;
import io.proxima.engine.schema.OrderedIndexDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.VectorIndexDef;
import io.proxima.engine.vector.Metric;
import io.proxima.engine.vector.Scorer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

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
  default int visibleCount() {
    int count = 0;
    int[] rows = new int[BLOCK_ROWS];
    for (int block = 0; block * BLOCK_ROWS < rowCount(); block++) {
      count += visible(block, rows);
    }
    return count;
  }

  /// The ord of the visible row with that key, or -1.
  int find(Key key);

  /// The key of a row.
  Key keyAt(int ord);

  /// A time of a row, in microseconds since 1970-01-01 UTC.
  long timeAt(RowTime time, int ord);

  /// Whether a row may be invisible because it has expired; false is certain.
  boolean hidesExpired();

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

  /// The ords, ascending, of all rows whose values of an index are in a range, and perhaps of
  /// invisible ones; null if there are more than `limit`, or if the source has no such index.
  default int @Nullable [] ordsIn(OrderedIndexDef index, IndexRange range, int limit) {
    return null;
  }

  /// The ord of a visible row whose values of an index are in a range and that is accepted, or -1.
  default int anyIn(OrderedIndexDef index, IndexRange range, IntPredicate accepted) {
    IndexCodec codec = IndexCodec.of(table(), index);
    int[] rows = new int[BLOCK_ROWS];
    for (int block = 0; block * BLOCK_ROWS < rowCount(); block++) {
      ColumnBlock columns = block(block);
      int count = visible(block, rows);
      for (int i = 0; i < count; i++) {
        int ord = block * BLOCK_ROWS + rows[i];
        if (range.has(codec.encode(columns::column, rows[i])) && accepted.test(ord)) {
          return ord;
        }
      }
    }
    return -1;
  }

  /// A vector index of the first of the rows, or of all; null if there is none that can be used
  /// now.
  default @Nullable VectorIndex vectorIndex(VectorIndexDef index) {
    return null;
  }

  /// The columns of a block.
  ColumnBlock block(int block);

  /// Appends the values of a column at `ords[from..to)` to `out`.
  void copy(int column, int[] ords, int from, int to, ColumnBuilder out);

  /// Runs of rows whose vectors in a column are near each other; null if nothing is known of them.
  default @Nullable Clusters clusters(int column) {
    return null;
  }

  /// Distances of a vector column from `query`, a value of the column's kind; of no meaning for
  /// rows that are NULL.
  ///
  /// @throws io.proxima.engine.error.ProximaException `DIMENSION_MISMATCH`
  Scorer scorer(int column, Metric metric, Object query);
}
