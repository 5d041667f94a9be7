package io.proxima.engine.index;

/// What a search did.
///
/// @param visited the rows that were looked at by their codes
/// @param measured the rows whose vectors were read
/// @param probes the lists that were looked at, 0 if there are none
public record SearchFigures(long visited, long measured, int probes) {
  /// Nothing was done.
  public static final SearchFigures NONE = new SearchFigures(0, 0, 0);

  /// The sum of what two searches did.
  public SearchFigures plus(SearchFigures other) {
    return new SearchFigures(
        visited + other.visited, measured + other.measured, probes + other.probes);
  }
}
