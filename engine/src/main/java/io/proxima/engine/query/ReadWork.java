package io.proxima.engine.query;

import java.util.List;
import java.util.stream.Stream;

/// What a reading of a table has cost: rows that were looked at, those of them that passed the
/// filter, distances that were estimated, and distances that were computed exactly; and the ordered
/// indexes that told which rows to look at.
public record ReadWork(
    long rowsVisited,
    long rowsPassed,
    long distancesEstimated,
    long distancesExact,
    List<String> indexes) {
  /// Nothing yet.
  public static final ReadWork NONE = new ReadWork(0, 0, 0, 0);

  /// Copies the list.
  public ReadWork {
    indexes = List.copyOf(indexes);
  }

  /// The work without an index.
  public ReadWork(long rowsVisited, long rowsPassed, long distancesEstimated, long distancesExact) {
    this(rowsVisited, rowsPassed, distancesEstimated, distancesExact, List.of());
  }

  /// Both together.
  public ReadWork plus(ReadWork more) {
    return new ReadWork(
        rowsVisited + more.rowsVisited,
        rowsPassed + more.rowsPassed,
        distancesEstimated + more.distancesEstimated,
        distancesExact + more.distancesExact,
        Stream.concat(indexes.stream(), more.indexes.stream()).distinct().toList());
  }
}
