package io.proxima.engine.index;

/// How good the answer of a search should be; every kind of index makes of it what it understands.
///
/// @param recall the share of the true nearest rows to be found on average, 0 to 1
/// @param efSearch the candidates to hold, 0 to leave that to the index
/// @param probes the lists to look at, 0 to leave that to the index
public record Aim(double recall, int efSearch, int probes) {
  private static final int MOST_SURVIVORS = 1 << 20;

  /// Checks the ranges.
  public Aim {
    if (!(recall >= 0 && recall <= 1)) {
      throw new IllegalArgumentException("recall must be 0 to 1, got " + recall);
    }
    if (efSearch < 0 || probes < 0) {
      throw new IllegalArgumentException("efSearch and probes must not be negative");
    }
  }

  /// A share of the nearest rows, the rest left to the index.
  public static Aim recall(double recall) {
    return new Aim(recall, 0, 0);
  }

  /// What a pass over all codes of `dim` components needs for the `k` nearest.
  ///
  /// A nearest row is missed where its estimate is wrong by more than ε standard deviations; the
  /// farthest of them at the rate of a normal variable, those nearer more seldom.
  public Effort effort(int k, int dim) {
    Effort normal = Effort.of(k, dim);
    int survivors =
        efSearch == 0 ? normal.survivors() : Math.clamp(efSearch, k, Math.max(k, MOST_SURVIVORS));
    return new Effort(survivors, epsilon());
  }

  /// The standard deviations by which an estimate may be wrong; 1.9 for a recall of 0.99.
  public float epsilon() {
    double missed = Math.max(1e-5, 1 - recall);
    return (float) Math.clamp(0.1 - 0.9 * Math.log10(missed), 0.5, 4);
  }
}
