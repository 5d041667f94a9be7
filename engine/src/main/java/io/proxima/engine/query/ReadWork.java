package io.proxima.engine.query;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What a reading of a table has cost: rows that were looked at, those of them that passed the
/// filter, distances that were estimated, and distances that were computed exactly; the indexes
/// that told which rows to look at; and how the nearest were looked for, if they were.
public record ReadWork(
    long rowsVisited,
    long rowsPassed,
    long distancesEstimated,
    long distancesExact,
    List<String> indexes,
    List<SearchWay> ways) {
  /// Nothing yet.
  public static final ReadWork NONE = new ReadWork(0, 0, 0, 0);

  /// Copies the lists.
  public ReadWork {
    indexes = List.copyOf(indexes);
    ways = List.copyOf(ways);
  }

  /// The work without an index.
  public ReadWork(long rowsVisited, long rowsPassed, long distancesEstimated, long distancesExact) {
    this(rowsVisited, rowsPassed, distancesEstimated, distancesExact, List.of());
  }

  /// The work without a search.
  public ReadWork(
      long rowsVisited,
      long rowsPassed,
      long distancesEstimated,
      long distancesExact,
      List<String> indexes) {
    this(rowsVisited, rowsPassed, distancesEstimated, distancesExact, indexes, List.of());
  }

  /// Both together.
  public ReadWork plus(ReadWork more) {
    return new ReadWork(
        rowsVisited + more.rowsVisited,
        rowsPassed + more.rowsPassed,
        distancesEstimated + more.distancesEstimated,
        distancesExact + more.distancesExact,
        Stream.concat(indexes.stream(), more.indexes.stream()).distinct().toList(),
        sum(ways, more.ways));
  }

  private static List<SearchWay> sum(List<SearchWay> some, List<SearchWay> more) {
    List<SearchWay> all = new ArrayList<>(some);
    for (SearchWay way : more) {
      int at = 0;
      while (at < all.size() && !all.get(at).isSame(way)) {
        at++;
      }
      if (at == all.size()) {
        all.add(way);
      } else {
        int sources = all.get(at).sources() + way.sources();
        all.set(at, new SearchWay(way.strategy(), way.reason(), sources));
      }
    }
    return all;
  }
}
