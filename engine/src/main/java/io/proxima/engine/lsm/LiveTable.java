package io.proxima.engine.lsm;

import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memtable.Memtable;
import io.proxima.engine.row.AvroRows;
import io.proxima.engine.row.KeyCodec;
import io.proxima.engine.schema.TableDef;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// What a table is in all versions that have it under one definition: its codecs, the memtable that
/// commits go into, and what it gives away but once.
///
/// An altered table is another one, which gives away what this one has not.
///
/// - **Threads:** thread-safe.
public final class LiveTable {
  private final TableDef definition;
  private final MemoryBudget budget;
  private final KeyCodec keys;
  private final AvroRows rows;
  private final @Nullable IdentityCounter identity;
  private final AtomicLong nextRowId;
  private final AtomicLong lastChange;
  private final Memtable first;
  private volatile Memtable active;
  private volatile @Nullable LiveTable next;

  /// A table without rows; what it will hold in memory counts against `budget`.
  public LiveTable(TableDef definition, MemoryBudget budget) {
    this(definition, budget, counter(definition), new AtomicLong(1), new AtomicLong());
  }

  private LiveTable(
      TableDef definition,
      MemoryBudget budget,
      @Nullable IdentityCounter identity,
      AtomicLong nextRowId,
      AtomicLong lastChange) {
    this.definition = definition;
    this.budget = budget;
    this.keys = KeyCodec.of(definition);
    this.rows = AvroRows.of(definition);
    this.identity = identity;
    this.nextRowId = nextRowId;
    this.lastChange = lastChange;
    this.first = new Memtable(definition, budget);
    this.active = first;
  }

  private static @Nullable IdentityCounter counter(TableDef definition) {
    int column = definition.identityColumn();
    return column < 0 ? null : new IdentityCounter(definition, definition.columns().get(column));
  }

  /// This table as its next definition has it; nobody knows of it yet.
  public LiveTable altered(TableDef definition) {
    return new LiveTable(definition, budget, identity, nextRowId, lastChange);
  }

  /// The commits that are not in the log's queue yet see `altered` in the place of this.
  ///
  /// - **Threads:** under the lock that gives commits their order.
  public void follow(LiveTable altered) {
    active.seal();
    next = altered;
  }

  /// Whether it was altered, as far as the commits are concerned that are not in the log's queue.
  public boolean isAltered() {
    return next != null;
  }

  /// This table as it was altered last.
  public LiveTable latest() {
    LiveTable latest = this;
    for (LiveTable later = next; later != null; later = latest.next) {
      latest = later;
    }
    return latest;
  }

  /// The memtable of its first commits.
  Memtable first() {
    return first;
  }

  /// The definition.
  public TableDef definition() {
    return definition;
  }

  /// The codec of its keys.
  public KeyCodec keys() {
    return keys;
  }

  /// The codec of its rows.
  public AvroRows rows() {
    return rows;
  }

  /// The memtable that the commits go into which are not in the log's queue yet.
  public Memtable active() {
    return active;
  }

  /// Lets commits go into a new memtable, which becomes a part of a version in their order.
  ///
  /// - **Threads:** under the lock that gives commits their order.
  ///
  /// @return the new one
  public Memtable freeze() {
    active.seal();
    active = new Memtable(definition, budget);
    return active;
  }

  /// What gives away the numbers of its identity column, or null if it has none.
  public @Nullable IdentityCounter identity() {
    return identity;
  }

  /// Whether the hidden row id is the key.
  public boolean hasHiddenKey() {
    return definition.key().isEmpty();
  }

  /// Hands out `count` row ids in a row that nobody else gets; the first of them.
  public long takeRowIds(int count) {
    return nextRowId.getAndAdd(count);
  }

  /// Makes sure that ids up to `last` are not handed out again.
  public void useRowIds(long last) {
    nextRowId.accumulateAndGet(last + 1, Math::max);
  }

  /// All ids from this one on were never handed out.
  public long nextRowId() {
    return nextRowId.get();
  }

  /// A commit has changed rows of it.
  public void changed(long sequence) {
    lastChange.set(sequence);
  }

  /// The last commit that changed rows of it since the database was opened, or 0.
  public long lastChange() {
    return lastChange.get();
  }
}
