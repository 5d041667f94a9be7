package io.proxima.engine.schema;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a catalog demands of indexes and foreign keys.
///
/// - **Threads:** immutable.
record KeyRules(Catalog catalog) {
  /// A table whose indexes and foreign keys have ids from `nextId` on.
  static TableDef numbered(TableDef table, int nextId) {
    int next = nextId;
    List<IndexDef> indexes = new ArrayList<>();
    for (IndexDef index : table.indexes()) {
      indexes.add(index.withId(next++));
    }
    List<ForeignKeyDef> foreignKeys = new ArrayList<>();
    for (ForeignKeyDef foreignKey : table.foreignKeys()) {
      foreignKeys.add(foreignKey.withId(next++));
    }
    return table.with(indexes, foreignKeys);
  }

  /// Checks a table that is not in the catalog yet, or is there without some of its keys.
  void requireSound(TableDef table) {
    table.orderedIndexes().forEach(index -> requireFree(table, index));
    table.vectorIndexes().forEach(index -> requireFree(table, index));
    table.foreignKeys().forEach(foreignKey -> requireParent(table, foreignKey));
  }

  void requireFree(TableDef table, IndexDef index) {
    Catalog.IndexPlace place = catalog.index(new TableName(table.name().schema(), index.name()));
    if (place != null && place.index().id() != index.id()) {
      throw new ProximaException(
          ErrorCode.DUPLICATE_OBJECT,
          "index "
              + index.name()
              + " exists already in schema "
              + table.name().schema()
              + ", on table "
              + place.table().name());
    }
  }

  private void requireParent(TableDef table, ForeignKeyDef foreignKey) {
    TableDef parent =
        foreignKey.parentId() == ForeignKeyDef.ITSELF
            ? table
            : catalog.table(foreignKey.parentId());
    if (parent == null) {
      throw new ProximaException(
          ErrorCode.UNDEFINED_TABLE,
          "constraint " + foreignKey.name() + " refers to a table that does not exist any more");
    }
    if (!parent.isUnique(foreignKey.parentColumns())) {
      throw new ProximaException(
          ErrorCode.INVALID_DEFINITION,
          "constraint "
              + foreignKey.name()
              + " must refer to the primary key or the columns of a UNIQUE of table "
              + parent.name());
    }
    List<Integer> own = OrderedIndexDef.positions(table, foreignKey.columns());
    List<Integer> others = OrderedIndexDef.positions(parent, foreignKey.parentColumns());
    for (int i = 0; i < own.size(); i++) {
      ColumnDef column = table.columns().get(own.get(i));
      ColumnDef referred = parent.columns().get(others.get(i));
      if (!ForeignKeyDef.fits(column.type(), referred.type())) {
        throw new ProximaException(
            ErrorCode.TYPE_MISMATCH,
            "column "
                + column.name()
                + " of constraint "
                + foreignKey.name()
                + " is of type "
                + column.type()
                + ", column "
                + referred.name()
                + " of table "
                + parent.name()
                + " of type "
                + referred.type());
      }
      if (foreignKey.onDelete() == ForeignKeyDef.Action.SET_NULL && !column.nullable()) {
        throw new ProximaException(
            ErrorCode.INVALID_DEFINITION,
            "ON DELETE SET NULL of constraint "
                + foreignKey.name()
                + " needs a column that takes NULL, which "
                + column.name()
                + " does not");
      }
    }
  }

  /// Refuses to drop or empty a table to which others refer.
  void requireUnreferred(TableDef table, String hint) {
    for (Catalog.Referrer referrer : catalog.referrersOf(table)) {
      if (referrer.table().id() != table.id()) {
        throw new ProximaException(
            ErrorCode.DEPENDENT_OBJECTS,
            table.name()
                + " is used by constraint "
                + referrer.foreignKey().name()
                + " of table "
                + referrer.table().name()
                + hint);
      }
    }
  }

  /// A table without an index.
  TableDef without(Catalog.IndexPlace place) {
    TableDef table = place.table();
    IndexDef index = place.index();
    if (index.isOwned()) {
      throw new ProximaException(
          ErrorCode.DEPENDENT_OBJECTS,
          "index "
              + index.name()
              + " belongs to the constraint of that name of table "
              + table.name());
    }
    return without(table, index);
  }

  /// A table without a UNIQUE or a FOREIGN KEY.
  TableDef withoutConstraint(TableDef table, String name) {
    for (IndexDef index : table.indexes()) {
      if (index.isOwned() && index.name().equals(name)) {
        return without(table, index);
      }
    }
    List<ForeignKeyDef> left = new ArrayList<>(table.foreignKeys());
    if (!left.removeIf(foreignKey -> foreignKey.name().equals(name))) {
      throw new ProximaException(
          ErrorCode.UNDEFINED_OBJECT, "table " + table.name() + " has no constraint " + name);
    }
    return table.with(table.indexes(), left);
  }

  private TableDef without(TableDef table, IndexDef index) {
    List<IndexDef> left = new ArrayList<>(table.indexes());
    left.remove(index);
    TableDef changed = table.with(left, table.foreignKeys());
    for (Catalog.Referrer referrer : catalog.referrersOf(table)) {
      if (!changed.isUnique(referrer.foreignKey().parentColumns())) {
        throw new ProximaException(
            ErrorCode.DEPENDENT_OBJECTS,
            "index "
                + index.name()
                + " is used by constraint "
                + referrer.foreignKey().name()
                + " of table "
                + referrer.table().name());
      }
    }
    return changed;
  }

  /// A table without the foreign keys that refer to one of the tables that go.
  static TableDef withoutReferences(TableDef table, Set<Integer> going) {
    List<ForeignKeyDef> left = new ArrayList<>(table.foreignKeys());
    left.removeIf(foreignKey -> going.contains(foreignKey.parentId()));
    return left.size() == table.foreignKeys().size() ? table : table.with(table.indexes(), left);
  }

  /// Checks that the indexes and foreign keys of a table fit its columns.
  static void check(
      TableName table,
      List<ColumnDef> columns,
      List<IndexDef> indexes,
      List<ForeignKeyDef> foreignKeys) {
    Set<String> names = new HashSet<>();
    for (IndexDef index : indexes) {
      switch (index) {
        case OrderedIndexDef ordered -> check(table, columns, ordered, names);
        case VectorIndexDef vectors -> check(table, columns, vectors, names);
      }
    }
    for (ForeignKeyDef foreignKey : foreignKeys) {
      check(table, columns, foreignKey.index(), names);
      if (foreignKey.columns().size() != foreignKey.parentColumns().size()) {
        throw invalid(
            table,
            "constraint "
                + foreignKey.name()
                + ", in which "
                + foreignKey.columns().size()
                + " columns refer to "
                + foreignKey.parentColumns().size());
      }
    }
  }

  private static void check(
      TableName table, List<ColumnDef> columns, VectorIndexDef index, Set<String> names) {
    requireOwnName(table, index, names);
    ColumnDef column = column(columns, index.columnId());
    if (column == null) {
      throw invalid(table, "index " + index.name() + " on a column that does not exist");
    }
    boolean isDense = column.type().kind().layout() == TypeKind.Layout.VECTOR;
    if (!isDense || column.type().size() == 0) {
      throw invalid(
          table,
          "vector index "
              + index.name()
              + " on column "
              + column.name()
              + " of type "
              + column.type()
              + "; a vector index takes a dense vector column with a dimension");
    }
    if (index.metric().isOfBits()) {
      throw invalid(
          table, "index " + index.name() + " by " + index.metric() + ", which is of bit vectors");
    }
    VectorIndexOptions.check(index.method(), index.options());
  }

  private static void requireOwnName(TableName table, IndexDef index, Set<String> names) {
    if (!names.add(index.name())) {
      throw invalid(table, "two indexes or keys named " + index.name());
    }
  }

  private static void check(
      TableName table, List<ColumnDef> columns, OrderedIndexDef index, Set<String> names) {
    requireOwnName(table, index, names);
    if (index.parts().isEmpty()) {
      throw invalid(table, "index " + index.name() + " on no column");
    }
    Set<Integer> found = new HashSet<>();
    for (int id : index.columnIds()) {
      ColumnDef column = column(columns, id);
      if (column == null) {
        throw invalid(table, "index " + index.name() + " on a column that does not exist");
      }
      if (!found.add(id)) {
        throw invalid(table, "index " + index.name() + " on column " + column.name() + " twice");
      }
      if (!column.type().kind().canBeKey()) {
        throw invalid(
            table,
            "index "
                + index.name()
                + " on column "
                + column.name()
                + " of type "
                + column.type()
                + ", which has no order for indexes");
      }
    }
  }

  private static @Nullable ColumnDef column(List<ColumnDef> columns, int id) {
    return columns.stream().filter(column -> column.id() == id).findFirst().orElse(null);
  }

  private static ProximaException invalid(TableName table, String what) {
    return new ProximaException(ErrorCode.INVALID_DEFINITION, "table " + table + " has " + what);
  }
}
