package io.proxima.bench.contest;

/// The middle of some measurements, and how far they are apart.
public record Spread(double median, double min, double max) {
  /// That of these.
  public static Spread of(double[] values) {
    return new Spread(Quantile.of(values, 0.5), Quantile.of(values, 0), Quantile.of(values, 1));
  }
}
