package io.proxima.engine.txn;

import io.proxima.engine.error.ErrorCode;
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
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Judges rows that are about to be written by the unique indexes and the foreign keys of their
/// table.
final class KeyChecks {
  private final Catalog catalog;
  private final Sight sight;

  /// What the transaction sees of a table.
  interface Sight {
    List<RowSource> of(TableDef table);
  }

  KeyChecks(Catalog catalog, Sight sight) {
    this.catalog = catalog;
    this.sight = sight;
  }

  /// Rows of one operation: those whose bit is set come, with these keys, and the rows with the
  /// keys in `going` are not there any more then.
  record Coming(RowBatch rows, List<Key> keys, BitSet applied, Set<Key> going) {}

  /// Refuses the rows if another has their values of a unique index, or if there is no parent for
  /// one.
  ///
  /// @throws ProximaException `DUPLICATE_KEY`, `FOREIGN_KEY`
  void require(TableDef table, Coming coming) {
    for (OrderedIndexDef index : table.uniqueIndexes()) {
      requireUnique(table, index, coming);
    }
    for (ForeignKeyDef foreignKey : table.foreignKeys()) {
      requireParents(ParentLink.of(catalog, table, foreignKey), coming);
    }
  }

  private void requireUnique(TableDef table, OrderedIndexDef index, Coming coming) {
    IndexCodec codec = IndexCodec.of(table, index);
    List<RowSource> sources = sight.of(table);
    Set<Key> seen = new HashSet<>();
    RowBatch rows = coming.rows();
    for (int row = coming.applied().nextSetBit(0);
        row >= 0;
        row = coming.applied().nextSetBit(row + 1)) {
      Key values = codec.encodeWhole(rows::column, row);
      if (values != null
          && (!seen.add(values) || isThere(sources, index, values, coming.going()))) {
        throw duplicate(table, index, codec.describe(values));
      }
    }
  }

  private static boolean isThere(
      List<RowSource> sources, OrderedIndexDef index, Key values, Set<Key> going) {
    IndexRange range = IndexCodec.equal(values);
    for (RowSource source : sources) {
      if (source.anyIn(index, range, ord -> !going.contains(source.keyAt(ord))) >= 0) {
        return true;
      }
    }
    return false;
  }

  static ProximaException duplicate(TableDef table, OrderedIndexDef index, String values) {
    String kind =
        index.origin() == OrderedIndexDef.Origin.UNIQUE_CONSTRAINT
            ? "constraint "
            : "unique index ";
    return new ProximaException(
        ErrorCode.DUPLICATE_KEY,
        "table "
            + table.name()
            + " has a row with "
            + values
            + " already ("
            + kind
            + index.name()
            + ")");
  }

  private void requireParents(ParentLink link, Coming coming) {
    boolean isItself = link.parent().id() == link.child().id();
    RowBatch rows = coming.rows();
    Set<Key> known = new HashSet<>();
    if (isItself) {
      coming.applied().stream()
          .mapToObj(row -> link.nameOf(rows::column, row, coming.keys().get(row)))
          .filter(name -> name != null)
          .forEach(known::add);
    }
    List<RowSource> parents = sight.of(link.parent());
    for (int row = coming.applied().nextSetBit(0);
        row >= 0;
        row = coming.applied().nextSetBit(row + 1)) {
      Key name = link.parentOf(rows::column, row);
      if (name != null
          && known.add(name)
          && !link.hasParent(parents, name, key -> !isItself || !coming.going().contains(key))) {
        throw noParent(link, name);
      }
    }
  }

  private static ProximaException noParent(ParentLink link, Key name) {
    return new ProximaException(
        ErrorCode.FOREIGN_KEY,
        "table "
            + link.parent().name()
            + " has no row with "
            + link.describe(name)
            + ", to which a row of table "
            + link.child().name()
            + " refers (constraint "
            + link.foreignKey().name()
            + ")");
  }

  /// The error that a parent cannot go.
  static ProximaException hasChildren(ParentLink link, Key name) {
    return new ProximaException(
        ErrorCode.FOREIGN_KEY,
        "the row of table "
            + link.parent().name()
            + " with "
            + link.describe(name)
            + " has to stay: a row of table "
            + link.child().name()
            + " refers to it (constraint "
            + link.foreignKey().name()
            + ")");
  }
}
