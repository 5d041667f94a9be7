package io.proxima.client;

import java.util.List;

/// Rows of a result, forward only. Column positions count from 0.
///
/// - **Threads:** one thread at a time.
public interface RowStream extends AutoCloseable {
  /// What the columns are.
  List<ResultColumn> columns();

  /// Goes to the next row.
  ///
  /// @return false behind the last one
  boolean next() throws SessionException;

  /// Whether the value is NULL.
  boolean isNull(int column);

  /// The value of a BOOLEAN (0 or 1), SMALLINT, INTEGER, BIGINT, or of a date or time in days or
  /// microseconds; 0 if NULL.
  long longAt(int column);

  /// The value of a REAL or DOUBLE; 0 if NULL.
  double doubleAt(int column);

  /// The value as the class that [ValueType] names; null if NULL. A vector or binary value is a
  /// copy.
  @Nullable
  Object valueAt(int column);

  @Override
  void close() throws SessionException;
}
