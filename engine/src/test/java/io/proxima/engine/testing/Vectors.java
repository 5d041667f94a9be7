package io.proxima.engine.testing;

import io.proxima.engine.vector.Metric;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// Sets of vectors, each `float[count][dim]`.
public final class Vectors {
  /// The metrics of vectors of numbers.
  public static final List<Metric> METRICS =
      Arrays.stream(Metric.values()).filter(metric -> !metric.isOfBits()).toList();

  private Vectors() {}

  /// Any finite numbers of half precision.
  public static float[] halves(RandomGenerator random, int dim) {
    float[] vector = new float[dim];
    for (int i = 0; i < dim; i++) {
      float value = Float.float16ToFloat((short) random.nextInt());
      vector[i] = Float.isFinite(value) ? value : Float.float16ToFloat((short) 0x7BFF);
    }
    return vector;
  }

  /// Any whole numbers of eight bits.
  public static float[] whole(RandomGenerator random, int dim) {
    float[] vector = new float[dim];
    for (int i = 0; i < dim; i++) {
      vector[i] = (byte) random.nextInt();
    }
    return vector;
  }

  /// Components of a normal distribution.
  public static float[][] gaussian(RandomGenerator random, int count, int dim) {
    float[][] vectors = new float[count][dim];
    for (float[] vector : vectors) {
      for (int i = 0; i < dim; i++) {
        vector[i] = (float) random.nextGaussian();
      }
    }
    return vectors;
  }

  /// Close together around `clusters` centres.
  public static float[][] clustered(RandomGenerator random, int count, int dim, int clusters) {
    float[][] centres = gaussian(random, clusters, dim);
    float[][] vectors = gaussian(random, count, dim);
    for (float[] vector : vectors) {
      float[] centre = centres[random.nextInt(clusters)];
      for (int i = 0; i < dim; i++) {
        vector[i] = centre[i] + 0.05f * vector[i];
      }
    }
    return vectors;
  }

  /// Few different ones, with small whole components: many equal distances, some zero vectors.
  public static float[][] duplicates(RandomGenerator random, int count, int dim) {
    float[][] vectors = new float[count][dim];
    for (float[] vector : vectors) {
      if (random.nextInt(8) > 0) {
        vector[random.nextInt(dim)] = random.nextInt(-2, 3);
        vector[random.nextInt(dim)] = random.nextInt(-2, 3);
      }
    }
    return vectors;
  }

  /// One vector with the last bits of its components changed: distances that floats cannot tell
  /// apart.
  public static float[][] nearTies(RandomGenerator random, int count, int dim) {
    float[] centre = gaussian(random, 1, dim)[0];
    float[][] vectors = new float[count][dim];
    for (float[] vector : vectors) {
      for (int i = 0; i < dim; i++) {
        int bits = Float.floatToRawIntBits(centre[i]);
        vector[i] = Float.intBitsToFloat(bits ^ random.nextInt(4));
      }
    }
    return vectors;
  }

  /// Components from the smallest floats to the largest: sums that overflow and vanish.
  public static float[][] extreme(RandomGenerator random, int count, int dim) {
    float[][] vectors = gaussian(random, count, dim);
    for (float[] vector : vectors) {
      int exponent = random.nextInt(-149, 127);
      for (int i = 0; i < dim; i++) {
        vector[i] = Math.scalb(Math.clamp(vector[i], -1f, 1f), exponent + random.nextInt(2));
      }
    }
    return vectors;
  }

  /// One of the sets above.
  public static float[][] any(RandomGenerator random, int count, int dim) {
    return switch (random.nextInt(5)) {
      case 0 -> gaussian(random, count, dim);
      case 1 -> clustered(random, count, dim, 1 + random.nextInt(4));
      case 2 -> duplicates(random, count, dim);
      case 3 -> extreme(random, count, dim);
      default -> nearTies(random, count, dim);
    };
  }
}
