package io.proxima.engine.upkeep;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Background work that is asked for: of what kind and for which table, if for one; whether it is
/// being done, how often it has failed, and why it did the last time; and how far it is, if it
/// writes at a limited rate.
public record BackgroundJob(
    String kind,
    OptionalInt tableId,
    boolean isRunning,
    int failures,
    Optional<String> error,
    Optional<Progress> progress) {
  /// How far work is that writes.
  ///
  /// @param bytesWritten what it has written so far
  /// @param bytesPerSecond the rate that holds for it now, if one does
  /// @param isWaiting whether it waits now because it has written as much as it may
  public record Progress(long bytesWritten, OptionalLong bytesPerSecond, boolean isWaiting) {}

  BackgroundJob with(Progress now) {
    return new BackgroundJob(kind, tableId, isRunning, failures, error, Optional.of(now));
  }
}
