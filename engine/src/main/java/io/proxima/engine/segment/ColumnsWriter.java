package io.proxima.engine.segment;

import io.proxima.engine.row.RowBatch;

/// Writes the columns of a segment in one layout.
///
/// - **Threads:** one thread.
public interface ColumnsWriter extends AutoCloseable {
  /// Adds rows behind those before.
  void append(RowBatch rows, RowOrigins origins);

  /// Writes what is left; nothing can be added any more.
  void finish();

  /// Frees what it holds.
  @Override
  void close();
}
