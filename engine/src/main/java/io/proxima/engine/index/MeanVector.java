package io.proxima.engine.index;

import io.proxima.engine.vector.Metric;

/// The mean of some vectors, as a [io.proxima.engine.quant.Space] wants it: of vectors of length 1
/// for cosine.
///
/// - **Threads:** one thread.
public final class MeanVector {
  private final Metric metric;
  private final double[] sums;
  private int count;

  /// Of no vector yet.
  public MeanVector(Metric metric, int dim) {
    this.metric = metric;
    this.sums = new double[dim];
  }

  /// Takes a vector.
  ///
  /// @param vector `float[dim]`, borrowed until return
  public void add(float[] vector) {
    double scale = metric == Metric.COSINE ? inverseLength(vector) : 1;
    if (Double.isFinite(scale)) {
      count++;
      for (int i = 0; i < sums.length; i++) {
        sums[i] += scale * vector[i];
      }
    }
  }

  private static double inverseLength(float[] vector) {
    double square = 0;
    for (float component : vector) {
      square += (double) component * component;
    }
    return 1 / Math.sqrt(square);
  }

  /// The mean, zero if there was no vector.
  public float[] toArray() {
    float[] mean = new float[sums.length];
    for (int i = 0; i < mean.length && count > 0; i++) {
      mean[i] = (float) (sums[i] / count);
    }
    return mean;
  }
}
