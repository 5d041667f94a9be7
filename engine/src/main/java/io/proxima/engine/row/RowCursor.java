package io.proxima.engine.row;

import org.jspecify.annotations.Nullable;

/// Rows that come batch by batch.
///
/// - **Threads:** one thread at a time.
public interface RowCursor extends AutoCloseable {
  /// The next batch, which has at least one row, or null at the end.
  @Nullable RowBatch next();

  /// Gives back what the rows came from; a second call does nothing.
  @Override
  void close();
}
