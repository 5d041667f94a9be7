package io.proxima.engine.wal;

import java.time.Duration;
import java.util.UUID;

/// What a log is given for its life.
///
/// - **Unit:** a file takes no further group once it has `logFileBytes`; what is written and not
///   forced is forced after `syncInterval`.
public record WalSettings(
    UUID databaseId, WalCodec codec, long logFileBytes, Duration syncInterval) {}
