package io.proxima.engine.txn;

import java.util.TreeMap;

/// The sequences that are being read.
///
/// - **Threads:** thread-safe.
public final class SnapshotRegistry {
  private final TreeMap<Long, Integer> open = new TreeMap<>();

  /// Nobody reads.
  public SnapshotRegistry() {}

  /// Pins what is visible and counts its reader. From the first of these steps to the last no
  /// version of a row can go that the reader may have to know.
  public Published open(CommitPipeline pipeline) {
    long before = pipeline.published().sequence();
    add(before);
    try {
      Published now = pipeline.pin();
      add(now.sequence());
      return now;
    } finally {
      remove(before);
    }
  }

  /// Somebody reads at `sequence`.
  public synchronized void add(long sequence) {
    open.merge(sequence, 1, Integer::sum);
  }

  /// One reader at `sequence` less.
  public synchronized void remove(long sequence) {
    open.computeIfPresent(sequence, (key, count) -> count == 1 ? null : count - 1);
  }

  /// The number of readers.
  public synchronized int count() {
    return open.values().stream().mapToInt(Integer::intValue).sum();
  }

  /// The oldest sequence that is read, or `current` if nobody reads an older one.
  public synchronized long oldest(long current) {
    return open.isEmpty() ? current : Math.min(current, open.firstKey());
  }
}
