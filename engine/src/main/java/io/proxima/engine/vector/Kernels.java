package io.proxima.engine.vector;

import java.lang.foreign.MemorySegment;

/// The loops under every distance, with SIMD or in plain Java.
///
/// The `float` loops are fast and round as they like, within the bound that [MatrixScorer] states.
/// The `exact…` loops accumulate in `double` in eight interleaved partial sums (component `i` goes
/// to sum `i mod 8`) added in a fixed order, without fused multiply-add: the same bits whichever
/// kernels run.
///
/// - **Shape:** `a` and `b` are `dim` floats from an offset; `rows` is row-major `count × dim`
///   little-endian floats outside the heap, from `offsetBytes`; `query` is `float[dim]`.
/// - **Owns:** borrows everything until return.
/// - **Threads:** thread-safe.
public sealed interface Kernels permits ScalarKernels, PanamaKernels {
  /// The fastest kernels of this virtual machine.
  static Kernels best() {
    return KernelChoice.BEST;
  }

  /// The kernels that need no module.
  static Kernels plain() {
    return KernelChoice.PLAIN;
  }

  /// The inner product.
  float dot(float[] a, int aOffset, float[] b, int bOffset, int dim);

  /// The sum of squared differences.
  float squaredL2(float[] a, int aOffset, float[] b, int bOffset, int dim);

  /// The sum of absolute differences.
  float l1(float[] a, int aOffset, float[] b, int bOffset, int dim);

  /// The inner products of `count` rows with `query`, into `out` from `outOffset`.
  void dot(
      float[] query, MemorySegment rows, long offsetBytes, int count, float[] out, int outOffset);

  /// The sums of squared differences of `count` rows to `query`, into `out` from `outOffset`.
  void squaredL2(
      float[] query, MemorySegment rows, long offsetBytes, int count, float[] out, int outOffset);

  /// The sums of absolute differences of `count` rows to `query`, into `out` from `outOffset`.
  void l1(
      float[] query, MemorySegment rows, long offsetBytes, int count, float[] out, int outOffset);

  /// The inner product, the same bits from all kernels.
  double exactDot(float[] a, int aOffset, float[] b, int bOffset, int dim);

  /// The sum of squared differences, the same bits from all kernels.
  double exactSquaredL2(float[] a, int aOffset, float[] b, int bOffset, int dim);

  /// The sum of absolute differences, the same bits from all kernels.
  double exactL1(float[] a, int aOffset, float[] b, int bOffset, int dim);

  /// The number of centres that [Centers] puts into a panel for these kernels.
  int panelWidth();

  /// Whether a panel is one array; if not, each of its components is one.
  boolean isPanelWhole();

  /// Looks for nearer centres for the first `count` rows of a search: a product of two matrices of
  /// which only the least of each row is kept.
  void nearest(Centers centers, Centers.Search search, int count);

  /// The `|c|²/2 − x·c` of rows and centres, as [Centers#scores] says.
  void scores(Centers centers, float[] rows, int[] offsets, int rowCount, float[] out);
}
