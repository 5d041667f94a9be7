package io.proxima.engine.txn;

import io.proxima.engine.row.Key;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// The keys of the commits that are in the log's queue and not visible yet.
///
/// - **Threads:** guarded by the commit lock.
final class InFlight {
  /// Keys by what they are keys of: the id of a table or of a unique index.
  ///
  /// @param written of rows and unique values that are written
  /// @param needed of parents that rows refer to
  /// @param removed of parents that go
  record Keys(
      Map<Integer, Set<Key>> written,
      Map<Integer, Set<Key>> needed,
      Map<Integer, Set<Key>> removed) {
    static final Keys NONE = new Keys(Map.of(), Map.of(), Map.of());
  }

  private record Commit(long sequence, Keys keys) {}

  private final ArrayDeque<Commit> commits = new ArrayDeque<>();

  void add(long sequence, Keys keys) {
    commits.add(new Commit(sequence, keys));
  }

  /// Whether a commit after `sequence` writes the key.
  boolean writes(int namespace, Key key, long sequence) {
    return has(Keys::written, namespace, key, sequence);
  }

  /// Whether a commit after `sequence` needs the parent.
  boolean needs(int namespace, Key key, long sequence) {
    return has(Keys::needed, namespace, key, sequence);
  }

  /// Whether a commit after `sequence` removes the parent.
  boolean removes(int namespace, Key key, long sequence) {
    return has(Keys::removed, namespace, key, sequence);
  }

  private boolean has(
      Function<Keys, Map<Integer, Set<Key>>> kind, int namespace, Key key, long sequence) {
    for (Commit commit : commits) {
      Set<Key> keys = kind.apply(commit.keys()).get(namespace);
      if (keys != null && commit.sequence() > sequence && keys.contains(key)) {
        return true;
      }
    }
    return false;
  }

  /// Whether a commit writes the table.
  boolean hasTable(int tableId) {
    return commits.stream().anyMatch(commit -> commit.keys().written().containsKey(tableId));
  }

  boolean isEmpty() {
    return commits.isEmpty();
  }

  void removeUpTo(long sequence) {
    while (!commits.isEmpty() && commits.peek().sequence() <= sequence) {
      commits.remove();
    }
  }
}
