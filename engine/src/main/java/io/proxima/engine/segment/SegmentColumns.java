package io.proxima.engine.segment;

import io.proxima.engine.row.Clusters;
import io.proxima.engine.row.ColumnBlock;
import io.proxima.engine.row.ColumnBuilder;
import io.proxima.engine.row.LongColumn;
import io.proxima.engine.row.Predicate;
import io.proxima.engine.vector.Metric;
import io.proxima.engine.vector.Scorer;
import io.proxima.engine.vector.StoredMatrix;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// The columns of a segment in one layout of its files, visible or not; rows are addressed by ord
/// and blocks as in [io.proxima.engine.row.RowSource].
///
/// - **Threads:** thread-safe.
public interface SegmentColumns extends AutoCloseable {
  /// The number of rows.
  int rowCount();

  /// The columns of the table in a block.
  ColumnBlock block(int block);

  /// A hidden column in a block; it may have more rows than the block.
  LongColumn hidden(HiddenColumn column, int block);

  /// Appends the values of a column at `ords[from..to)` to `out`.
  void copy(int column, int[] ords, int from, int to, ColumnBuilder out);

  /// Distances of a vector column from `query`, a value of the column's kind.
  Scorer scorer(int column, Metric metric, Object query);

  /// The dense vectors of a column, or null if it has none.
  @Nullable StoredMatrix matrix(int column);

  /// Tells of a block, as cheaply as possible, whether a row of it may pass; false is certain.
  IntPredicate blocksWith(Predicate predicate);

  /// The runs of rows by the vectors of a column; null if the rows are not ordered by it.
  @Nullable Clusters clusters(int column);

  /// The lists in whose order the rows are; null if they are in the order in which they came.
  @Nullable SegmentLists lists();

  /// Of how many row groups the vectors of a column are stored, summed over the columns.
  int vectorGroups();

  /// How many of these are packed, because they are mostly zeros.
  int sparseGroups();

  /// Frees what it holds; nobody may be reading.
  @Override
  void close();
}
