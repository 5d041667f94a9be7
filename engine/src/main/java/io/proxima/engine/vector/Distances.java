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
    checkLengths(a.length, b.length);
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
      case HAMMING, JACCARD -> throw metric.notOf("dense vectors");
    };
  }

  /// The distance between two vectors of bits.
  ///
  /// @throws ProximaException `DIMENSION_MISMATCH` if the lengths differ
  public static double exact(Metric metric, BitVector a, BitVector b) {
    checkLengths(a.dim(), b.dim());
    return switch (metric) {
      case HAMMING -> a.differing(b);
      case JACCARD -> {
        int shared = a.shared(b);
        yield shared == 0 ? 1 : 1 - (double) shared / (shared + a.differing(b));
      }
      case L2, INNER_PRODUCT, COSINE, L1 -> throw metric.notOf("bit vectors");
    };
  }

  /// The distance between two sparse vectors: the same bits as between the dense ones.
  ///
  /// @throws ProximaException `DIMENSION_MISMATCH` if the lengths differ
  public static double exact(Metric metric, SparseVector a, SparseVector b) {
    checkLengths(a.dim(), b.dim());
    return switch (metric) {
      case L2 -> Math.sqrt(a.squaredL2(b));
      case INNER_PRODUCT -> negative(a.dot(b));
      case L1 -> a.l1(b);
      case COSINE -> cosine(a.dot(b), a.dot(a), b.dot(b));
      case HAMMING, JACCARD -> throw metric.notOf("sparse vectors");
    };
  }

  /// The distance between two vectors of one kind: `float[]`, [BitVector] or [SparseVector].
  ///
  /// @throws ProximaException `DIMENSION_MISMATCH` if the lengths differ
  public static double between(Metric metric, Object a, Object b) {
    return switch (a) {
      case BitVector bits -> exact(metric, bits, (BitVector) b);
      case SparseVector sparse -> exact(metric, sparse, (SparseVector) b);
      default -> exact(metric, (float[]) a, (float[]) b);
    };
  }

  /// The inner product of two vectors.
  ///
  /// @throws ProximaException `DIMENSION_MISMATCH` if the lengths differ
  public static double innerProduct(float[] a, float[] b) {
    checkLengths(a.length, b.length);
    return Kernels.best().exactDot(a, 0, b, 0, a.length);
  }

  /// The Euclidean distance, squared.
  ///
  /// @throws ProximaException `DIMENSION_MISMATCH` if the lengths differ
  public static double squaredL2(float[] a, float[] b) {
    checkLengths(a.length, b.length);
    return Kernels.best().exactSquaredL2(a, 0, b, 0, a.length);
  }

  /// The Euclidean distance, squared.
  ///
  /// @throws ProximaException `DIMENSION_MISMATCH` if the lengths differ
  public static double squaredL2(SparseVector a, SparseVector b) {
    checkLengths(a.dim(), b.dim());
    return a.squaredL2(b);
  }

  /// The squared Euclidean length of a vector of `dim` components within an array.
  public static double squaredNorm(float[] a, int offset, int dim) {
    return Kernels.best().exactDot(a, offset, a, offset, dim);
  }

  /// The Euclidean length of a vector.
  public static double norm(float[] a) {
    return Math.sqrt(Kernels.best().exactDot(a, 0, a, 0, a.length));
  }

  /// The Euclidean length of a vector.
  public static double norm(SparseVector a) {
    return Math.sqrt(a.dot(a));
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

  private static void checkLengths(int a, int b) {
    if (a != b) {
      throw new ProximaException(
          ErrorCode.DIMENSION_MISMATCH, "the distance of vectors of dimensions " + a + " and " + b);
    }
  }
}
