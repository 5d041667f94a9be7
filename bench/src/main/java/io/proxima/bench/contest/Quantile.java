package io.proxima.bench.contest;

import java.util.Arrays;

/// Quantiles of measured values.
public final class Quantile {
  private Quantile() {}

  /// The value that `share` of the values are not above, between the two nearest ones.
  public static double of(double[] values, double share) {
    if (values.length == 0 || !(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(share + " of " + values.length + " values");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
