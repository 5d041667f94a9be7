package io.proxima.engine.query;

/// What a reading of a table has cost: rows that were looked at, those of them that passed the
/// filter, distances that were estimated, and distances that were computed exactly.
public record ReadWork(
    long rowsVisited, long rowsPassed, long distancesEstimated, long distancesExact) {
  /// Nothing yet.
  public static final ReadWork NONE = new ReadWork(0, 0, 0, 0);

  /// Both together.
  public ReadWork plus(ReadWork more) {
    return new ReadWork(
        rowsVisited + more.rowsVisited,
        rowsPassed + more.rowsPassed,
        distancesEstimated + more.distancesEstimated,
        distancesExact + more.distancesExact);
  }
}
