package io.proxima.engine.upkeep;

import java.util.OptionalLong;

/// How far the making of an index is: in how many of the segments that lack it, and with how many
/// of their rows.
///
/// @param startedMicros when it was begun, if it was
public record IndexProgress(
    int tableId,
    int indexId,
    int segmentsDone,
    int segments,
    long rowsDone,
    long rows,
    Phase phase,
    OptionalLong startedMicros) {
  /// What is being done.
  public enum Phase {
    /// Another index is being made.
    WAITING,
    /// Rows are looked at to learn how to code them.
    READING,
    /// Rows are being coded.
    CODING,
    /// What was made is being written.
    WRITING
  }
}
