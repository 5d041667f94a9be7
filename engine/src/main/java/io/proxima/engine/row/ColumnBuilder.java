package io.proxima.engine.row;

import io.proxima.engine.schema.ColumnType;

/// Collects the values of one column, row after row.
///
/// The typed builders have typed `append` methods beside these.
///
/// - **Threads:** one thread.
public sealed interface ColumnBuilder
    permits LongColumnBuilder, DoubleColumnBuilder, ObjectColumnBuilder, VectorColumnBuilder {
  /// A builder for values of `type` that expects about `expectedRows`.
  static ColumnBuilder of(ColumnType type, int expectedRows) {
    return switch (type.kind().layout()) {
      case LONG -> new LongColumnBuilder(type, expectedRows);
      case DOUBLE -> new DoubleColumnBuilder(type, expectedRows);
      case OBJECT -> new ObjectColumnBuilder(type, expectedRows);
      case VECTOR -> new VectorColumnBuilder(type, expectedRows);
    };
  }

  /// The number of rows so far.
  int rowCount();

  /// Adds a value as [io.proxima.engine.schema.TypeKind] describes it.
  void append(Object value);

  /// Adds a NULL.
  void appendNull();

  /// The column; the builder must not be used afterwards.
  Column build();
}
