package io.proxima.engine.txn;

import io.proxima.engine.row.Key;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Set;

/// The keys of the commits that are in the log's queue and not visible yet.
///
/// - **Threads:** guarded by the commit lock.
final class InFlight {
  private record Commit(long sequence, Map<Integer, Set<Key>> keys) {}

  private final ArrayDeque<Commit> commits = new ArrayDeque<>();

  void add(long sequence, Map<Integer, Set<Key>> keys) {
    commits.add(new Commit(sequence, keys));
  }

  /// Whether a commit after `sequence` writes the key.
  boolean has(int tableId, Key key, long sequence) {
    for (Commit commit : commits) {
      Set<Key> keys = commit.keys().get(tableId);
      if (keys != null && commit.sequence() > sequence && keys.contains(key)) {
        return true;
      }
    }
    return false;
  }

  /// Whether a commit writes the table.
  boolean hasTable(int tableId) {
    return commits.stream().anyMatch(commit -> commit.keys().containsKey(tableId));
  }

  void removeUpTo(long sequence) {
    while (!commits.isEmpty() && commits.peek().sequence() <= sequence) {
      commits.remove();
    }
  }
}
