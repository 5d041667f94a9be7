package io.proxima.engine.vector;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;

/// The one true distance between two vectors, by which everything is ordered and compared.
///
/// Accumulated in `double` over the stored components in eight interleaved partial sums added in a
/// fixed order, so its bits are the same with SIMD, in plain Java, on the heap and outside it.
///
/// - **Unit:** lower is nearer; `NaN` stands for the NULL distance, which is the cosine distance to
///   a zero vector and nothing else.
/// - **Threads:** thread-safe.
public final class Distances {
  private Distances() {}

  /// The distance between two vectors.
  ///
  /// @throws ProximaException `DIMENSION_MISMATCH` if the lengths differ
  public static double exact(Metric metric, float[] a, float[] b) {
    checkLengths(a, b);
    return exact(metric, a, 0, b, 0, a.length);
  }

  /// The distance between two vectors of `dim` components within arrays.
  public static double exact(
      Metric metric, float[] a, int aOffset, float[] b, int bOffset, int dim) {
    Kernels kernels = Kernels.best();
    return switch (metric) {
      case L2 -> Math.sqrt(kernels.exactSquaredL2(a, aOffset, b, bOffset, dim));
      case INNER_PRODUCT -> negative(kernels.exactDot(a, aOffset, b, bOffset, dim));
      case L1 -> kernels.exactL1(a, aOffset, b, bOffset, dim);
      case COSINE ->
          cosine(
              kernels.exactDot(a, aOffset, b, bOffset, dim),
              kernels.exactDot(a, aOffset, a, aOffset, dim),
              kernels.exactDot(b, bOffset, b, bOffset, dim));
    };
  }

  /// The inner product of two vectors.
  ///
  /// @throws ProximaException `DIMENSION_MISMATCH` if the lengths differ
  public static double innerProduct(float[] a, float[] b) {
    checkLengths(a, b);
    return Kernels.best().exactDot(a, 0, b, 0, a.length);
  }

  /// The Euclidean distance, squared.
  ///
  /// @throws ProximaException `DIMENSION_MISMATCH` if the lengths differ
  public static double squaredL2(float[] a, float[] b) {
    checkLengths(a, b);
    return Kernels.best().exactSquaredL2(a, 0, b, 0, a.length);
  }

  /// The Euclidean length of a vector.
  public static double norm(float[] a) {
    return Math.sqrt(Kernels.best().exactDot(a, 0, a, 0, a.length));
  }

  /// The cosine distance by inner product and squared norms: `NaN` if one of these is 0. The root
  /// is taken of the product because it gives exactly 0 between a vector and its multiples by
  /// powers of two. Squares of floats neither overflow nor underflow a `double`.
  static double cosine(double dot, double aSquared, double bSquared) {
    return Math.clamp(1 - dot / Math.sqrt(aSquared * bSquared), 0.0, 2.0);
  }

  /// The negation that never gives -0.0, which would sort before 0.0.
  static double negative(double dot) {
    return 0.0 - dot;
  }

  private static void checkLengths(float[] a, float[] b) {
    if (a.length != b.length) {
      throw new ProximaException(
          ErrorCode.DIMENSION_MISMATCH,
          "the distance of vectors of dimensions " + a.length + " and " + b.length);
    }
  }
}
