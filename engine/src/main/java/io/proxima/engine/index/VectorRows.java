package io.proxima.engine.index;

/// The vectors of which an index is made, by ord.
///
/// - **Threads:** thread-safe where an index is made by several threads.
@FunctionalInterface
public interface VectorRows {
  /// Copies a vector into `out[0 .. dim)`.
  ///
  /// @return false if the row has none
  boolean read(int ord, float[] out);

  /// The same rows for one thread that reads many of them, which may be faster.
  default VectorRows own() {
    return this;
  }
}
