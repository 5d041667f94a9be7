package io.proxima.engine.vector;

import java.lang.foreign.MemorySegment;

/// Balls around sets of vectors, by which a search knows of a whole set that nothing in it is near
/// enough.
///
/// Each has a centre that no vector of its set is farther from than its radius, by L2 and by L1,
/// and the smallest and the largest length of these vectors, zero vectors left out. A ball without
/// a vector has the radius -1.
///
/// - **Shape:** `centers` is row-major `count × dim` little-endian floats outside the heap, the
///   other arrays are `double[count]`.
/// - **Owns:** borrows `centers`, keeps the arrays.
/// - **Threads:** immutable.
///
/// # The bounds
///
/// All are lower bounds of what [Distances] computes. Products and distances of query and centre
/// are floats, wrong by no more than [MatrixScorer] says; radii, lengths and the exact distances
/// are wrong by a few units of the last place of a `double`, for which [#SLACK] is more than
/// enough.
///
/// - L2, L1: the triangle inequality, `d(q, x) ≥ d(q, c) − r`.
/// - Inner product: `q·x ≤ q·c + |q| r`, and `≤ |q| |x|`.
/// - Cosine: with `n = |x|` and the unit query `u`, `1 − cos = |n u − x|² / 2n²`, and `|n u − x| /
///   n ≥ |u − c/n| − r/n`; the least of these over the lengths there are. Where the ball does not
///   hold 0 also by angles: `∠(u, x) ≥ ∠(u, c) − asin(r / |c|)`.
public final class Balls {
  private static final double U = 0x1p-24;
  private static final double SLACK = 1e-9;

  private final MemorySegment centers;
  private final int dim;
  private final Sizes sizes;

  /// What is known of the balls beside their centres.
  ///
  /// @param centerNorms the lengths of the centres
  public record Sizes(
      double[] radii,
      double[] radiiL1,
      double[] minNorms,
      double[] maxNorms,
      double[] centerNorms) {}

  /// Balls around sets of vectors of `dim` components.
  public Balls(MemorySegment centers, int dim, Sizes sizes) {
    this.centers = centers;
    this.dim = dim;
    this.sizes = sizes;
  }

  /// The number of balls.
  public int count() {
    return sizes.radii().length;
  }

  /// Below which distance, for sure, no vector of each ball is from `query`; infinite where there
  /// is none that has a distance.
  ///
  /// - **Cost:** about that of as many distances.
  public double[] lowerBounds(Metric metric, float[] query) {
    Kernels kernels = Kernels.best();
    int count = count();
    float[] found = new float[count];
    double[] bounds = new double[count];
    double queryNorm = Math.sqrt(kernels.exactDot(query, 0, query, 0, dim));
    switch (metric) {
      case L2 -> kernels.squaredL2(query, centers, 0, count, found, 0);
      case L1 -> kernels.l1(query, centers, 0, count, found, 0);
      case INNER_PRODUCT, COSINE -> kernels.dot(query, centers, 0, count, found, 0);
      case HAMMING, JACCARD -> throw metric.notOf("dense vectors");
    }
    for (int i = 0; i < count; i++) {
      if (sizes.radii()[i] < 0) {
        bounds[i] = Double.POSITIVE_INFINITY;
      } else if (!Float.isFinite(found[i])) {
        bounds[i] = Double.NEGATIVE_INFINITY;
      } else {
        bounds[i] =
            switch (metric) {
              case L2 -> l2(found[i], i);
              case L1 -> l1(found[i], i);
              case INNER_PRODUCT -> innerProduct(found[i], queryNorm, i);
              case COSINE -> cosine(found[i], queryNorm, i);
              case HAMMING, JACCARD -> throw metric.notOf("dense vectors");
            };
      }
    }
    return bounds;
  }

  private double relative() {
    double rounding = (dim / 8 + 40) * U;
    return rounding / (1 - 2 * rounding);
  }

  private double tiny() {
    return dim * 0x1p-148;
  }

  private double l2(float squared, int i) {
    double least = Math.sqrt(Math.max(0, squared * (1 - relative()) - tiny()));
    return Math.max(0, least - sizes.radii()[i] * (1 + SLACK)) * (1 - SLACK);
  }

  private double l1(float sum, int i) {
    double least = sum * (1 - relative()) - tiny();
    return Math.max(0, least - sizes.radiiL1()[i] * (1 + SLACK)) * (1 - SLACK);
  }

  /// The most that the product of query and centre can be.
  private double largestDot(float dot, double queryNorm, int i) {
    return dot + relative() * queryNorm * sizes.centerNorms()[i] * (1 + SLACK) + tiny();
  }

  private double innerProduct(float dot, double queryNorm, int i) {
    double byBall = largestDot(dot, queryNorm, i) + queryNorm * sizes.radii()[i] * (1 + SLACK);
    double byLength = queryNorm * sizes.maxNorms()[i];
    return -Math.min(byBall, byLength) - SLACK * byLength;
  }

  private double cosine(float dot, double queryNorm, int i) {
    double maxNorm = sizes.maxNorms()[i];
    if (queryNorm == 0 || maxNorm == 0) {
      return Double.POSITIVE_INFINITY;
    }
    double product = largestDot(dot, queryNorm, i) / queryNorm;
    double least = Math.max(byChord(product, i), byAngle(product, i));
    return Double.isNaN(least) ? 0 : Math.max(0, least - SLACK);
  }

  /// @param product the most that the product of unit query and centre can be
  private double byChord(double product, int i) {
    double shortest = 1 / (sizes.maxNorms()[i] * (1 + SLACK));
    double longest = (1 + SLACK) / sizes.minNorms()[i];
    double squared = sizes.centerNorms()[i] * sizes.centerNorms()[i];
    double at = squared > 0 ? Math.clamp(product / squared, shortest, longest) : shortest;
    double chord = Math.sqrt(Math.max(0, 1 - 2 * at * product + at * at * squared - SLACK));
    double left = Math.max(0, chord - sizes.radii()[i] * longest);
    return left * left / 2;
  }

  private double byAngle(double product, int i) {
    double norm = sizes.centerNorms()[i];
    double sine = sizes.radii()[i] * (1 + SLACK) / norm;
    if (!(sine < 1)) {
      return 0;
    }
    double angle = Math.acos(Math.clamp(product / norm + SLACK, -1.0, 1.0)) - Math.asin(sine);
    return angle > 0 ? 1 - Math.cos(angle) : 0;
  }
}
