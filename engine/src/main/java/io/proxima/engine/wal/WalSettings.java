package io.proxima.engine.wal;

import java.time.Duration;
import java.util.UUID;

/// What a log is given for its life.
///
/// @param databaseId what every file of this log says in its head
/// @param codec how records are encoded
/// @param logFileBytes a file takes no further group once it has so many
/// @param syncInterval what is written and not forced is forced after this
public record WalSettings(
    UUID databaseId, WalCodec codec, long logFileBytes, Duration syncInterval) {
  /// Checks the ranges.
  public WalSettings {
    if (logFileBytes <= 0 || syncInterval.isNegative()) {
      throw new IllegalArgumentException(
          "logFileBytes is %d, expected more than 0; syncInterval is %s, expected not negative"
              .formatted(logFileBytes, syncInterval));
    }
  }
}
