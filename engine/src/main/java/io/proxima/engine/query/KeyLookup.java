package io.proxima.engine.query;

import io.proxima.engine.row.Key;
import io.proxima.engine.row.PredicateFilter;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.task.Cancellation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/// Finds rows by their keys.
final class KeyLookup {
  private static final int CHECK_EVERY = 1024;

  private final List<RowSource> sources;
  private final PredicateFilter filter;
  private final Cancellation cancellation;
  private final int[] row = new int[1];
  private int foundSource;
  private int foundOrd;
  private long visited;

  KeyLookup(List<RowSource> sources, PredicateFilter filter, Cancellation cancellation) {
    this.sources = sources;
    this.filter = filter;
    this.cancellation = cancellation;
  }

  /// The rows that exist and pass, in the order of the keys; of equal keys the first counts.
  RankedRows find(List<Key> keys) {
    if (keys.size() == 1) {
      return findOne(keys.getFirst());
    }
    List<Key> distinct = new ArrayList<>(new LinkedHashSet<>(keys));
    int[] foundSources = new int[distinct.size()];
    int[] ords = new int[distinct.size()];
    int found = 0;
    for (int i = 0; i < distinct.size(); i++) {
      if (i % CHECK_EVERY == 0) {
        cancellation.check();
      }
      if (find(distinct.get(i))) {
        foundSources[found] = foundSource;
        ords[found] = foundOrd;
        found++;
      }
    }
    RankedRows rows = new RankedRows(found, new ReadWork(visited, found, 0, 0));
    for (int i = 0; i < found; i++) {
      rows.set(i, 0, foundSources[i], ords[i]);
    }
    return rows;
  }

  private RankedRows findOne(Key key) {
    boolean isFound = find(key);
    int found = isFound ? 1 : 0;
    RankedRows rows = new RankedRows(found, new ReadWork(visited, found, 0, 0));
    if (isFound) {
      rows.set(0, 0, foundSource, foundOrd);
    }
    return rows;
  }

  /// Finds the visible row with that key, if it passes: in `foundSource` and `foundOrd`.
  private boolean find(Key key) {
    for (int i = 0; i < sources.size(); i++) {
      RowSource source = sources.get(i);
      int ord = source.find(key);
      if (ord >= 0) {
        foundSource = i;
        foundOrd = ord;
        visited++;
        row[0] = ord % RowSource.BLOCK_ROWS;
        return filter.select(source.block(ord / RowSource.BLOCK_ROWS), row, 1) == 1;
      }
    }
    return false;
  }
}
