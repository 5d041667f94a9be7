package io.proxima.engine.index;

/// How much work a search may take; what trades recall for speed.
///
/// - `survivors`: how many rows the first pass over the codes keeps, those of the best estimates.
///   It bounds the work on data whose distances the codes cannot tell apart.
/// - `epsilon`: a row is measured if its estimate less that many standard deviations of its error
///   is within the k-th distance. Of the true neighbours at that distance, about 3 in 100 are
///   missed at 1.9, 1 in 100 at 2.3; those nearer are missed more seldom.
public record Effort(int survivors, float epsilon) {
  /// Checks the ranges.
  public Effort {
    if (survivors < 1) {
      throw new IllegalArgumentException("survivors must be at least 1, got " + survivors);
    }
    if (!(epsilon >= 0)) {
      throw new IllegalArgumentException("epsilon must not be negative, got " + epsilon);
    }
  }

  /// The default for the `k` nearest by `dim` components: recall of 0.99 and more on all data that
  /// was measured.
  public static Effort of(int k, int dim) {
    return new Effort((int) Math.min(1 << 20, (dim < 256 ? 4_000 : 2_000) + 20L * k), 1.9f);
  }
}
