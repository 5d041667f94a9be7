package io.proxima.engine.quant;

import io.proxima.engine.vector.CodeKernels;
import io.proxima.engine.vector.Metric;
import java.util.Arrays;
import java.util.SplittableRandom;

/// Where the vectors of a column are put before they are coded: moved by a mean, filled with zeros
/// up to a multiple of 64, and turned at random. Distances stay what they were.
///
/// All codes that are compared, copied between files or asked with one prepared query must be of
/// one space. A space is made once for a column and a form of its vectors (as they are, or of
/// length 1 for cosine) and kept with the codes as seed and mean; the same seed always turns alike.
/// A mean far from the true one costs precision, never an answer.
///
/// The turn is four rounds of random signs and a fast Hadamard transform, with sums and differences
/// of the two halves between the rounds where the length is no power of two: `n log n` steps, and
/// each component of a vector reaches all components of its image.
///
/// - **Shape:** `dim` components outside, `paddedDim` inside.
/// - **Threads:** immutable.
public final class Space {
  private static final int ROUNDS = 4;

  private final CodeKernels kernels;
  private final Metric metric;
  private final int dim;
  private final long seed;
  private final float[] mean;
  private final int paddedDim;
  private final float[] factors;
  private final float[] turnedMean;

  private Space(CodeKernels kernels, Metric metric, long seed, float[] mean) {
    this.kernels = kernels;
    this.metric = metric;
    this.dim = mean.length;
    this.seed = seed;
    this.mean = mean.clone();
    this.paddedDim = paddedDim(dim);
    this.factors = factors(paddedDim, seed);
    this.turnedMean = new float[paddedDim];
    System.arraycopy(mean, 0, turnedMean, 0, dim);
    kernels.rotate(turnedMean, paddedDim, factors);
  }

  /// The space with that seed and mean.
  ///
  /// @param metric one that [#codes] admits; cosine codes vectors of length 1
  public static Space of(Metric metric, long seed, float[] mean) {
    return of(CodeKernels.best(), metric, seed, mean);
  }

  static Space of(CodeKernels kernels, Metric metric, long seed, float[] mean) {
    if (!codes(metric)) {
      throw new IllegalArgumentException("there are no codes for " + metric);
    }
    if (mean.length < 1) {
      throw new IllegalArgumentException("a vector has at least one component");
    }
    return new Space(kernels, metric, seed, mean);
  }

  /// Whether codes tell distances by that metric.
  public static boolean codes(Metric metric) {
    return switch (metric) {
      case L2, INNER_PRODUCT, COSINE -> true;
      case L1, HAMMING, JACCARD -> false;
    };
  }

  /// The number of components inside for `dim` outside.
  public static int paddedDim(int dim) {
    return (dim + Long.SIZE - 1) / Long.SIZE * Long.SIZE;
  }

  /// The multiplications of the four rounds: random signs, and the scale that leaves lengths as
  /// they are. That of the halves is part of the first round.
  private static float[] factors(int dim, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int power = Integer.highestOneBit(dim);
    float halves = power == dim ? 1 : 0.25f;
    float scale = (float) (1 / Math.sqrt(power));
    float[] factors = new float[ROUNDS * dim];
    for (int round = 0; round < ROUNDS; round++) {
      int from = (round & 1) == 0 ? 0 : dim - power;
      for (int word = 0; word < dim; word += Long.SIZE) {
        long bits = random.nextLong();
        for (int i = word; i < word + Long.SIZE; i++) {
          float size = i >= from && i < from + power ? scale : 1;
          factors[round * dim + i] =
              ((bits >>> i & 1) == 0 ? size : -size) * (round == 0 ? halves : 1);
        }
      }
    }
    return factors;
  }

  /// What distance the codes tell.
  public Metric metric() {
    return metric;
  }

  /// The number of components outside.
  public int dim() {
    return dim;
  }

  /// The number of components inside, a multiple of 64.
  public int paddedDim() {
    return paddedDim;
  }

  /// The number of 64-bit words of one bit a component.
  public int words() {
    return paddedDim / Long.SIZE;
  }

  /// From which the turn is made.
  public long seed() {
    return seed;
  }

  /// The mean, a copy.
  public float[] mean() {
    return mean.clone();
  }

  /// Whether codes of the one are codes of the other.
  public boolean isSame(Space other) {
    return this == other
        || (metric == other.metric && seed == other.seed && Arrays.equals(mean, other.mean));
  }

  CodeKernels kernels() {
    return kernels;
  }

  float[] turnedMean() {
    return turnedMean;
  }

  /// Puts the vector `vector[offset .. offset + dim)` into this space. For cosine it is made one of
  /// length 1 first.
  ///
  /// @param out `float[paddedDim]`
  /// @return false if the vector has no place: a zero vector under cosine
  public boolean place(float[] vector, int offset, float[] out) {
    System.arraycopy(vector, offset, out, 0, dim);
    if (metric == Metric.COSINE && !normalise(out)) {
      return false;
    }
    shiftAndTurn(out);
    return true;
  }

  /// Puts a centre of vectors that are in this space, `centre[offset .. offset + dim)`, into it.
  /// For cosine it is a centre of vectors of length 1, and is itself not made so long.
  ///
  /// @param out `float[paddedDim]`
  public void placeCentre(float[] centre, int offset, float[] out) {
    System.arraycopy(centre, offset, out, 0, dim);
    shiftAndTurn(out);
  }

  private void shiftAndTurn(float[] out) {
    for (int i = 0; i < dim; i++) {
      out[i] -= mean[i];
    }
    for (int i = dim; i < paddedDim; i++) {
      out[i] = 0;
    }
    kernels.rotate(out, paddedDim, factors);
  }

  private boolean normalise(float[] vector) {
    double square = 0;
    for (int i = 0; i < dim; i++) {
      square += (double) vector[i] * vector[i];
    }
    double scale = 1 / Math.sqrt(square);
    for (int i = 0; i < dim; i++) {
      vector[i] = (float) (vector[i] * scale);
    }
    return square > 0;
  }
}
