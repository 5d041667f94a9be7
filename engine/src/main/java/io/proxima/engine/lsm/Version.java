package io.proxima.engine.lsm;

import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.schema.Catalog;
import io.proxima.engine.schema.TableDef;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The tables of the database between two changes of the catalog.
///
/// It is made with one pin, that of being the current one. When the last pin is gone, so is the
/// memory of the tables that no other version has.
///
/// - **Threads:** thread-safe; the set of tables never changes.
public final class Version {
  private final Catalog catalog;
  private final long definedAt;
  private final Map<Integer, LiveTable> tables;
  private final AtomicInteger pins = new AtomicInteger(1);

  private Version(Catalog catalog, long definedAt, Map<Integer, LiveTable> tables) {
    this.catalog = catalog;
    this.definedAt = definedAt;
    this.tables = Map.copyOf(tables);
    this.tables.values().forEach(LiveTable::retain);
  }

  /// A version of empty tables.
  ///
  /// @param definedAt the commit as of which the catalog holds
  public static Version of(Catalog catalog, long definedAt, MemoryBudget budget) {
    Map<Integer, LiveTable> tables = new HashMap<>();
    for (TableDef table : catalog.tables()) {
      tables.put(table.id(), new LiveTable(table, budget));
    }
    return new Version(catalog, definedAt, tables);
  }

  /// The version after a change of the catalog.
  ///
  /// @param fresh the table that is new in `next`, or null
  public Version with(Catalog next, long sequence, @Nullable LiveTable fresh) {
    Map<Integer, LiveTable> left = new HashMap<>();
    for (TableDef table : next.tables()) {
      LiveTable known = tables.get(table.id());
      if (known != null) {
        left.put(table.id(), known);
      } else if (fresh != null && fresh.definition().id() == table.id()) {
        left.put(table.id(), fresh);
      } else {
        throw new IllegalArgumentException("no rows for table " + table.name());
      }
    }
    return new Version(next, sequence, left);
  }

  /// The table that `next` has and `before` has not, empty, or null if there is none.
  public static @Nullable LiveTable fresh(Catalog before, Catalog next, MemoryBudget budget) {
    for (TableDef table : next.tables()) {
      if (before.table(table.id()) == null) {
        return new LiveTable(table, budget);
      }
    }
    return null;
  }

  /// The definitions.
  public Catalog catalog() {
    return catalog;
  }

  /// The commit that made this version.
  public long definedAt() {
    return definedAt;
  }

  /// The table with that id, or null.
  public @Nullable LiveTable table(int id) {
    return tables.get(id);
  }

  /// Keeps the tables until `unpin`.
  ///
  /// @return false if they are gone already
  public boolean tryPin() {
    return pins.getAndUpdate(count -> count == 0 ? 0 : count + 1) != 0;
  }

  /// Takes one pin back.
  public void unpin() {
    if (pins.decrementAndGet() == 0) {
      tables.values().forEach(LiveTable::release);
    }
  }
}
