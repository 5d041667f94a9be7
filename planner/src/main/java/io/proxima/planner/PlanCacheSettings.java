package io.proxima.planner;

/// How much a [PlanCache] keeps: at most `maxEntries` plans (0: none), and with their texts at most
/// `maxBytes`.
///
/// - **Unit:** `maxBytes` is an estimate.
public record PlanCacheSettings(int maxEntries, long maxBytes) {
  /// Checks the ranges.
  ///
  /// @throws IllegalArgumentException if one of them is negative
  public PlanCacheSettings {
    if (maxEntries < 0 || maxBytes < 0) {
      throw new IllegalArgumentException(
          "a plan cache of " + maxEntries + " entries and " + maxBytes + " bytes");
    }
  }

  /// A thousand plans in at most 32 MiB.
  public static PlanCacheSettings defaults() {
    return new PlanCacheSettings(1_000, 32L << 20);
  }
}
