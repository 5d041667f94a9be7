package io.proxima.engine.txn;

import io.proxima.engine.error.ProximaException;
import io.proxima.engine.row.IndexCodec;
import io.proxima.engine.row.IndexRange;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.schema.Catalog;
import io.proxima.engine.schema.ForeignKeyDef;
import io.proxima.engine.schema.OrderedIndexDef;
import io.proxima.engine.schema.TableDef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a commit takes or needs beside the keys of its rows, so that no two commits contradict each
/// other: the values of unique indexes that it takes, the parents that its rows refer to, and the
/// parents that it removes.
///
/// Parents are named as [ParentLink] does, by namespace; the values of a unique index have its id
/// as their namespace.
///
/// - **Threads:** immutable.
final class Claims {
  private final Catalog catalog;
  private final List<Unique> uniques = new ArrayList<>();
  private final List<ParentLink> up = new ArrayList<>();
  private final List<ParentLink> down = new ArrayList<>();
  private final Map<Integer, Set<Key>> taken = new HashMap<>();
  private final Map<Integer, Set<Key>> needed = new HashMap<>();
  private final Map<Integer, Set<Key>> gone = new HashMap<>();

  /// The keys of rows that go, by the id of their table.
  private final Map<Integer, Set<Key>> removed = new HashMap<>();

  private record Unique(TableDef table, OrderedIndexDef index) {}

  private Claims(Catalog catalog) {
    this.catalog = catalog;
  }

  /// The claims of what the writes of a transaction over `catalog` come to; `snapshot` is what was
  /// there before them.
  static Claims of(Catalog catalog, List<TableWrite> writes, KeyChecks.Sight snapshot) {
    Claims claims = new Claims(catalog);
    Set<Integer> tables = new HashSet<>();
    for (TableWrite write : writes) {
      TableDef table = claims.table(write);
      if (tables.add(table.id())) {
        claims.link(table);
      }
      put(claims.removed, table.id()).addAll(write.removed());
    }
    for (TableWrite write : writes) {
      claims.take(write, snapshot);
    }
    claims.forgetOwn(writes);
    return claims;
  }

  private TableDef table(TableWrite write) {
    return Objects.requireNonNull(catalog.table(write.table().definition().id()));
  }

  private static Set<Key> put(Map<Integer, Set<Key>> map, int namespace) {
    return map.computeIfAbsent(namespace, _ -> new HashSet<>());
  }

  private void link(TableDef table) {
    table.uniqueIndexes().forEach(index -> uniques.add(new Unique(table, index)));
    for (ForeignKeyDef foreignKey : table.foreignKeys()) {
      up.add(ParentLink.of(catalog, table, foreignKey));
    }
    for (Catalog.Referrer referrer : catalog.referrersOf(table)) {
      down.add(ParentLink.of(catalog, referrer.table(), referrer.foreignKey()));
    }
  }

  private void take(TableWrite write, KeyChecks.Sight snapshot) {
    RowBatch rows = write.rows().rows();
    int id = write.table().definition().id();
    for (Unique unique : uniques) {
      if (unique.table().id() == id) {
        IndexCodec codec = IndexCodec.of(unique.table(), unique.index());
        Set<Key> values = put(taken, unique.index().id());
        write.applied().stream().forEach(row -> add(values, codec.encodeWhole(rows::column, row)));
      }
    }
    for (ParentLink link : up) {
      if (link.child().id() == id) {
        Set<Key> names = put(needed, link.namespace());
        write.applied().stream().forEach(row -> add(names, link.parentOf(rows::column, row)));
      }
    }
    for (ParentLink link : down) {
      if (link.parent().id() == id) {
        put(gone, link.namespace())
            .addAll(link.namesOf(snapshot.of(link.parent()), write.removed()));
      }
    }
  }

  private static void add(Set<Key> keys, @Nullable Key key) {
    if (key != null) {
      keys.add(key);
    }
  }

  /// A parent that is written again does not go, and one of the transaction's own need not be
  /// there.
  private void forgetOwn(List<TableWrite> writes) {
    for (TableWrite write : writes) {
      RowBatch rows = write.rows().rows();
      for (ParentLink link : down) {
        if (link.parent().id() == write.table().definition().id()) {
          Set<Key> names = new HashSet<>();
          write.applied().stream()
              .forEach(row -> add(names, link.nameOf(rows::column, row, write.keys().get(row))));
          put(gone, link.namespace()).removeAll(names);
          put(needed, link.namespace()).removeAll(names);
        }
      }
    }
  }

  /// The values that nobody else may write meanwhile.
  Map<Integer, Set<Key>> taken() {
    return taken;
  }

  /// The parents that nobody may remove meanwhile.
  Map<Integer, Set<Key>> needed() {
    return needed;
  }

  /// The parents that nobody may refer to meanwhile.
  Map<Integer, Set<Key>> gone() {
    return gone;
  }

  /// Refuses a commit whose tables have other keys now than when its transaction began.
  ///
  /// @throws ProximaException `WRITE_CONFLICT`
  void requireSameKeys(Catalog now) {
    if (now == catalog) {
      return;
    }
    for (int id : removed.keySet()) {
      TableDef then = Objects.requireNonNull(catalog.table(id));
      TableDef table = now.table(id);
      if (table != null && !keys(catalog, then).equals(keys(now, table))) {
        throw Conflict.of("the keys of table " + table.name() + " were changed");
      }
    }
  }

  /// The ids of all that rows of a table are judged by.
  private static Set<Integer> keys(Catalog catalog, TableDef table) {
    Set<Integer> ids = new HashSet<>();
    table.uniqueIndexes().forEach(index -> ids.add(index.id()));
    table.foreignKeys().forEach(foreignKey -> ids.add(foreignKey.id()));
    catalog.referrersOf(table).forEach(referrer -> ids.add(referrer.foreignKey().id()));
    return ids;
  }

  /// Refuses the commit if others have taken its values, removed a parent that it needs, or refer
  /// to one that it removes: commits that are on their way, and those that became visible after
  /// `snapshot`, of which `latest` has the rows; it is null if there are none.
  ///
  /// @throws ProximaException `WRITE_CONFLICT`
  void require(InFlight inFlight, long snapshot, KeyChecks.@Nullable Sight latest) {
    for (Unique unique : uniques) {
      requireFree(unique, inFlight, snapshot, latest);
    }
    for (ParentLink link : up) {
      for (Key name : needed.getOrDefault(link.namespace(), Set.of())) {
        if (inFlight.removes(link.namespace(), name, snapshot)
            || (latest != null && !link.hasParent(latest.of(link.parent()), name, _ -> true))) {
          throw Conflict.of(
              "the row of table "
                  + link.parent().name()
                  + " with "
                  + link.describe(name)
                  + ", to which a row of table "
                  + link.child().name()
                  + " refers, was removed");
        }
      }
    }
    for (ParentLink link : down) {
      Set<Key> going = removed.getOrDefault(link.child().id(), Set.of());
      for (Key name : gone.getOrDefault(link.namespace(), Set.of())) {
        if (inFlight.needs(link.namespace(), name, snapshot)
            || (latest != null
                && link.hasChild(latest.of(link.child()), name, key -> !going.contains(key)))) {
          throw Conflict.of(
              "a row of table "
                  + link.child().name()
                  + " was made to refer to the row of table "
                  + link.parent().name()
                  + " with "
                  + link.describe(name));
        }
      }
    }
  }

  private void requireFree(
      Unique unique, InFlight inFlight, long snapshot, KeyChecks.@Nullable Sight latest) {
    OrderedIndexDef index = unique.index();
    Set<Key> going = removed.getOrDefault(unique.table().id(), Set.of());
    List<RowSource> sources = latest == null ? List.of() : latest.of(unique.table());
    for (Key values : taken.getOrDefault(index.id(), Set.of())) {
      boolean isTaken = inFlight.writes(index.id(), values, snapshot);
      IndexRange range = IndexCodec.equal(values);
      for (RowSource source : sources) {
        isTaken |= source.anyIn(index, range, ord -> !going.contains(source.keyAt(ord))) >= 0;
      }
      if (isTaken) {
        throw Conflict.of(
            "a row with "
                + IndexCodec.of(unique.table(), index).describe(values)
                + ", which are unique by "
                + index.name()
                + ", was written to table "
                + unique.table().name());
      }
    }
  }
}
