package io.proxima.engine;

import io.proxima.engine.wal.LogFile;
import io.proxima.engine.wal.Wal;

/// How far one file of the log is: the numbers of its first and last frame, the last one that is
/// forced, and its length. Only the one that `isCurrent` grows.
public record LogFileState(
    String name, long firstLsn, long lastLsn, long syncedLsn, long bytes, boolean isCurrent) {
  static LogFileState of(LogFile file, Wal.Progress progress) {
    return file.isEnded()
        ? new LogFileState(
            file.name(), file.firstLsn(), file.lastLsn(), file.lastLsn(), file.endBytes(), false)
        : new LogFileState(
            file.name(),
            file.firstLsn(),
            progress.writtenLsn(),
            progress.syncedLsn(),
            progress.bytes(),
            true);
  }
}
