package io.proxima.engine.query;

import io.proxima.engine.row.Key;
import io.proxima.engine.row.PredicateFilter;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.task.Cancellation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Finds rows by their keys.
final class KeyLookup {
  private static final int CHECK_EVERY = 1024;

  private final List<RowSource> sources;
  private final PredicateFilter filter;
  private final Cancellation cancellation;
  private final int[] row = new int[1];

  KeyLookup(List<RowSource> sources, PredicateFilter filter, Cancellation cancellation) {
    this.sources = sources;
    this.filter = filter;
    this.cancellation = cancellation;
  }

  /// The rows that exist and pass, in the order of the keys; of equal keys the first counts.
  RankedRows find(List<Key> keys) {
    int[] foundSources = new int[keys.size()];
    int[] ords = new int[keys.size()];
    Set<Key> seen = new HashSet<>();
    int found = 0;
    for (int i = 0; i < keys.size(); i++) {
      if (i % CHECK_EVERY == 0) {
        cancellation.check();
      }
      Key key = keys.get(i);
      if (keys.size() == 1 || seen.add(key)) {
        int source = sourceOf(key);
        if (source >= 0) {
          foundSources[found] = source;
          ords[found] = sources.get(source).find(key);
          found++;
        }
      }
    }
    RankedRows rows = new RankedRows(found);
    for (int i = 0; i < found; i++) {
      rows.set(i, 0, foundSources[i], ords[i]);
    }
    return rows;
  }

  /// The source in which a row with that key is visible and passes, or -1.
  private int sourceOf(Key key) {
    for (int i = 0; i < sources.size(); i++) {
      RowSource source = sources.get(i);
      int ord = source.find(key);
      if (ord >= 0) {
        row[0] = ord % RowSource.BLOCK_ROWS;
        return filter.select(source.block(ord / RowSource.BLOCK_ROWS), row, 1) == 1 ? i : -1;
      }
    }
    return -1;
  }
}
