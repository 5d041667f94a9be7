package io.proxima.bench;

import java.util.Arrays;

/// Measured times of one thing.
///
/// - **Unit:** nanoseconds.
record Sampled(long[] sorted) {
  Sampled {
    sorted = sorted.clone();
    Arrays.sort(sorted);
    if (sorted.length == 0) {
      throw new IllegalArgumentException("nothing was measured");
    }
  }

  long quantile(double q) {
    return sorted[(int) Math.min(sorted.length - 1, Math.round(q * (sorted.length - 1)))];
  }

  double medianMicros() {
    return quantile(0.5) / 1e3;
  }

  double medianMillis() {
    return quantile(0.5) / 1e6;
  }
}
