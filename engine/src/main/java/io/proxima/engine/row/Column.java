package io.proxima.engine.row;

import io.proxima.engine.schema.ColumnType;

/// The values of one column for a number of rows.
///
/// What a value looks like follows from [io.proxima.engine.schema.TypeKind]: `Long`, `Double`, an
/// object or `float[dim]`.
///
/// - **Threads:** immutable.
public sealed interface Column permits LongColumn, DoubleColumn, ObjectColumn, VectorColumn {
  /// The type of the values.
  ColumnType type();

  /// The number of rows.
  int rowCount();

  /// Whether the value of a row is NULL.
  boolean isNull(int row);

  /// The value of a row as an object; must not be NULL.
  Object valueAt(int row);

  /// The rows `rows[0..count)` of this column, in that order.
  Column select(int[] rows, int count);
}
