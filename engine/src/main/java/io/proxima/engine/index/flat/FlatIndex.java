package io.proxima.engine.index.flat;

import io.proxima.engine.quant.Space;

/// The codes of rows in the order of their ords.
///
/// - **Threads:** see the two kinds.
public sealed interface FlatIndex permits GrowingFlat, StoredFlat {
  /// The space that the codes are of.
  Space space();

  /// The number of bits a component behind the sign; 0 if the sign is all.
  int bits();

  /// The number of rows that have a code or are known to have none.
  int rowCount();

  /// The consecutive blocks around a block.
  FlatPart partOf(int block);
}
