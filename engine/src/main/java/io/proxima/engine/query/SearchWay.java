package io.proxima.engine.query;

/// How some of the sources of rows of a table were searched for the nearest.
///
/// @param strategy the kind of the index, or that distances were measured: `exact` of all rows,
///   `filtered scan` of those that pass a filter
/// @param reason why no index was used, if there is one; else empty
/// @param sources how many segments and memtables
public record SearchWay(String strategy, String reason, int sources) {
  boolean isSame(SearchWay other) {
    return strategy.equals(other.strategy) && reason.equals(other.reason);
  }
}
