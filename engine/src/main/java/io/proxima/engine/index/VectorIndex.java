package io.proxima.engine.index;

import io.proxima.engine.quant.Space;

/// What makes a search for the nearest rows of one place fast. It only says which rows to measure,
/// so whatever it is, what is found has its exact distance.
///
/// - **Threads:** see the kinds; many searchers may be at work at once.
public interface VectorIndex {
  /// What it is.
  IndexKind kind();

  /// The space of its codes, which says the metric and the dimension as well.
  Space space();

  /// The number of rows that are in it or are known to have no vector.
  int rowCount();

  /// The bytes it takes.
  long sizeBytes();

  /// Something to search it with.
  VectorSearcher searcher();
}
