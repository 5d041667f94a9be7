package io.proxima.engine.vector;

/// What a scan of blocks found: the estimate for each vector, and for each block one bit a vector
/// that tells whether it is below the limit.
///
/// - **Shape:** `estimates` is `blocks × 32`.
/// - **Threads:** one thread.
public record BlockScan(float[] estimates, int[] below, int[] sums) {
  /// For up to `blocks` blocks at once.
  public static BlockScan of(int blocks) {
    return new BlockScan(
        new float[blocks * CodeKernels.LANES], new int[blocks], new int[CodeKernels.LANES]);
  }
}
