package io.proxima.engine.lsm;

import java.util.List;

/// Which earlier states of the database can still be read: those after `floor` and later commits,
/// and when some of them were made, in order.
///
/// - **Threads:** immutable.
public record HistoryState(long floor, List<Mark> marks) {
  /// That of a database in which nothing was ever written.
  public static final HistoryState EMPTY = new HistoryState(0, List.of());

  /// A commit and the engine's time when it was made, in microseconds since 1970.
  public record Mark(long sequence, long timeMicros) {}

  /// Copies the list.
  public HistoryState {
    marks = List.copyOf(marks);
  }
}
