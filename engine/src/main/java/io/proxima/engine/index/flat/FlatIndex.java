package io.proxima.engine.index.flat;

import io.proxima.engine.index.IndexKind;
import io.proxima.engine.index.VectorIndex;
import io.proxima.engine.index.VectorSearcher;

/// The codes of rows in the order of their ords.
///
/// - **Threads:** see the two kinds.
public sealed interface FlatIndex extends VectorIndex permits GrowingFlat, StoredFlat {
  /// The number of bits a component behind the sign; 0 if the sign is all.
  int bits();

  /// The consecutive blocks around a block.
  FlatPart partOf(int block);

  @Override
  default IndexKind kind() {
    return IndexKind.FLAT;
  }

  @Override
  default VectorSearcher searcher() {
    return new FlatIndexSearcher(this);
  }
}
