package io.proxima.engine;

import io.proxima.engine.txn.Durability;
import java.time.Duration;

/// The numbers of an engine that a user may tune.
public record EngineSettings(
    Durability durability,
    long maxMemoryBytes,
    long logFileBytes,
    Duration syncInterval,
    Duration closeWait) {
  /// Checks the ranges.
  public EngineSettings {
    if (maxMemoryBytes < 1 << 20
        || logFileBytes < 1 << 12
        || syncInterval.isNegative()
        || closeWait.isNegative()) {
      throw new IllegalArgumentException(
          "maxMemoryBytes "
              + maxMemoryBytes
              + " (at least 1 MiB), logFileBytes "
              + logFileBytes
              + " (at least 4 KiB)");
    }
  }

  /// What a user gets without asking.
  public static EngineSettings defaults() {
    return new EngineSettings(
        Durability.SYNC,
        Math.max(256L << 20, Runtime.getRuntime().maxMemory()),
        64L << 20,
        Duration.ofMillis(100),
        Duration.ofSeconds(30));
  }
}
