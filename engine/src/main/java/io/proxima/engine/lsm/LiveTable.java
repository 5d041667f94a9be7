package io.proxima.engine.lsm;

import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memtable.Memtable;
import io.proxima.engine.row.AvroRows;
import io.proxima.engine.row.KeyCodec;
import io.proxima.engine.schema.TableDef;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A table with the rows that are in memory, shared by all versions that have the table.
///
/// - **Owns:** the memtable, until the last version that has the table is gone.
/// - **Threads:** thread-safe.
public final class LiveTable {
  private final TableDef definition;
  private final Memtable memtable;
  private final KeyCodec keys;
  private final AvroRows rows;
  private final @Nullable IdentityCounter identity;
  private final AtomicLong nextRowId = new AtomicLong(1);
  private final AtomicInteger versions = new AtomicInteger();

  /// An empty table; what it holds counts against `budget`.
  public LiveTable(TableDef definition, MemoryBudget budget) {
    this.definition = definition;
    this.memtable = new Memtable(definition, budget);
    this.keys = KeyCodec.of(definition);
    this.rows = AvroRows.of(definition);
    int column = definition.identityColumn();
    this.identity =
        column < 0 ? null : new IdentityCounter(definition, definition.columns().get(column));
  }

  /// The definition.
  public TableDef definition() {
    return definition;
  }

  /// The rows.
  public Memtable memtable() {
    return memtable;
  }

  /// The codec of its keys.
  public KeyCodec keys() {
    return keys;
  }

  /// The codec of its rows.
  public AvroRows rows() {
    return rows;
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

  void retain() {
    versions.incrementAndGet();
  }

  void release() {
    if (versions.decrementAndGet() == 0) {
      memtable.close();
    }
  }
}
