package io.proxima.engine.vector;

import java.lang.foreign.MemorySegment;

/// Bounds of the squared norms of some rows: `smallest` of those that are not zero vectors,
/// infinite if there are none, and `largest` of all.
record NormBounds(double smallest, double largest) {
  static final NormBounds NONE = new NormBounds(Double.POSITIVE_INFINITY, 0);

  /// Of little-endian doubles.
  static NormBounds of(MemorySegment squaredNorms) {
    double smallest = NONE.smallest;
    double largest = NONE.largest;
    for (long at = 0; at < squaredNorms.byteSize(); at += Double.BYTES) {
      double norm = squaredNorms.get(MatrixChunk.DOUBLE, at);
      smallest = norm > 0 ? Math.min(smallest, norm) : smallest;
      largest = Math.max(largest, norm);
    }
    return new NormBounds(smallest, largest);
  }
}
