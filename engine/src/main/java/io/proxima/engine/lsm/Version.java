package io.proxima.engine.lsm;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.schema.Catalog;
import io.proxima.engine.schema.TableDef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The tables of the database between two changes of the catalog or of the places where rows are.
///
/// It is made with one pin, that of being the current one. When the last pin is gone, so are the
/// memory and the open files that no other version has.
///
/// - **Threads:** thread-safe; the set of tables never changes.
public final class Version {
  private final Catalog catalog;
  private final long definedAt;
  private final Map<Integer, TableState> tables;
  private final AtomicInteger pins = new AtomicInteger(1);

  private Version(Catalog catalog, long definedAt, Map<Integer, TableState> tables) {
    this.catalog = catalog;
    this.definedAt = definedAt;
    this.tables = Map.copyOf(tables);
    this.tables.values().forEach(TableState::retain);
  }

  /// The version that a manifest describes; tables without segments are empty. A damaged segment
  /// hinders only those who read its table.
  public static Version open(Manifest manifest, SegmentStore store, MemoryBudget budget) {
    Map<Integer, TableState> tables = new HashMap<>();
    List<LiveSegment> segments = new ArrayList<>();
    try {
      for (TableDef table : manifest.catalog().tables()) {
        LiveTable live = new LiveTable(table, budget);
        manifest.table(table.id()).restore(live);
        List<LiveSegment> own = new ArrayList<>();
        List<LostSegment> lost = new ArrayList<>();
        for (SegmentRef ref : manifest.segmentsOf(table.id())) {
          LiveSegment segment = store.open(ref, table, lost::add);
          if (segment != null) {
            own.add(segment);
            segments.add(segment);
          }
        }
        tables.put(table.id(), TableState.of(live, own, lost));
      }
      return new Version(manifest.catalog(), manifest.catalogSequence(), tables);
    } finally {
      segments.forEach(LiveSegment::letGo);
    }
  }

  /// The version after a change of the catalog.
  ///
  /// @param fresh the table that is new or altered in `next`, or null
  public Version with(Catalog next, long sequence, @Nullable LiveTable fresh) {
    Map<Integer, TableState> left = new HashMap<>();
    for (TableDef table : next.tables()) {
      TableState known = tables.get(table.id());
      if (fresh != null && fresh.definition().id() == table.id()) {
        left.put(
            table.id(),
            known == null
                ? TableState.of(fresh, List.of(), List.of())
                : known.altered(fresh, sequence));
      } else if (known != null) {
        left.put(table.id(), known);
      } else {
        throw new IllegalArgumentException("no rows for table " + table.name());
      }
    }
    return new Version(next, sequence, left);
  }

  /// This version with another state of one of its tables.
  public Version with(TableState state) {
    Map<Integer, TableState> changed = new HashMap<>(tables);
    changed.put(state.table().definition().id(), state);
    return new Version(catalog, definedAt, changed);
  }

  /// The table that `next` has and `before` has not, empty, or the one that it has in another
  /// version; null if there is none.
  public @Nullable LiveTable fresh(Catalog before, Catalog next, MemoryBudget budget) {
    for (TableDef table : next.tables()) {
      TableDef known = before.table(table.id());
      if (known == null) {
        return new LiveTable(table, budget);
      }
      if (known.version() != table.version()) {
        TableState state = tables.get(table.id());
        if (state == null) {
          throw new ProximaException(
              ErrorCode.WRITE_CONFLICT,
              "table " + table.name() + " is being made by another transaction");
        }
        return state.table().latest().altered(table);
      }
    }
    return null;
  }

  /// The definitions.
  public Catalog catalog() {
    return catalog;
  }

  /// The commit as of which the catalog holds.
  public long definedAt() {
    return definedAt;
  }

  /// The table with that id, or null.
  public @Nullable TableState table(int id) {
    return tables.get(id);
  }

  /// All tables, in no order.
  public Collection<TableState> tables() {
    return tables.values();
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
      tables.values().forEach(TableState::release);
    }
  }
}
