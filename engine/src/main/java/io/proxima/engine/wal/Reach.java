package io.proxima.engine.wal;

/// How far the frames of a group must have come before the group counts as logged.
public enum Reach {
  /// Into the log's own memory.
  BUFFER,
  /// Into the file.
  FILE,
  /// Onto the disk.
  DISK
}
