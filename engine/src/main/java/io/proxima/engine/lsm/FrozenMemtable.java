package io.proxima.engine.lsm;

import io.proxima.engine.memtable.Memtable;

/// A memtable that gets no more rows: it has those of all commits up to `upTo` that the table's
/// older sources have not.
///
/// - **Threads:** immutable; rows of the memtable may still be deleted.
public final class FrozenMemtable {
  private final Shared<Memtable> memtable;
  private final long upTo;

  FrozenMemtable(Shared<Memtable> memtable, long upTo) {
    this.memtable = memtable;
    this.upTo = upTo;
  }

  /// The rows.
  public Memtable memtable() {
    return memtable.value();
  }

  /// The last commit whose rows it may have.
  public long upTo() {
    return upTo;
  }

  Shared<Memtable> shared() {
    return memtable;
  }
}
