package io.proxima.engine.txn;

import io.proxima.engine.row.Column;
import io.proxima.engine.row.ColumnBlock;
import io.proxima.engine.row.IndexCodec;
import io.proxima.engine.row.IndexRange;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.KeyCodec;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.schema.Catalog;
import io.proxima.engine.schema.ForeignKeyDef;
import io.proxima.engine.schema.OrderedIndexDef;
import io.proxima.engine.schema.TableDef;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// How the rows of a table and of its parent name each other by a foreign key.
///
/// A parent is named by its primary key, or by its values of a unique index, whichever the foreign
/// key refers to.
///
/// - **Threads:** immutable.
final class ParentLink {
  private final TableDef child;
  private final ForeignKeyDef foreignKey;
  private final TableDef parent;
  private final IndexCodec childCodec;
  private final @Nullable OrderedIndexDef unique;
  private final KeyCodec parentKeys;

  private ParentLink(
      TableDef child, ForeignKeyDef foreignKey, TableDef parent, @Nullable OrderedIndexDef unique) {
    this.child = child;
    this.foreignKey = foreignKey;
    this.parent = parent;
    this.unique = unique;
    this.childCodec = IndexCodec.of(child, foreignKey.index());
    this.parentKeys = KeyCodec.of(parent);
  }

  static ParentLink of(Catalog catalog, TableDef child, ForeignKeyDef foreignKey) {
    TableDef parent = Objects.requireNonNull(catalog.table(foreignKey.parentOf(child)));
    OrderedIndexDef unique =
        parent.keyIds().equals(foreignKey.parentColumns())
            ? null
            : parent.uniqueIndexes().stream()
                .filter(index -> index.columnIds().equals(foreignKey.parentColumns()))
                .findFirst()
                .orElseThrow();
    return new ParentLink(child, foreignKey, parent, unique);
  }

  TableDef child() {
    return child;
  }

  TableDef parent() {
    return parent;
  }

  ForeignKeyDef foreignKey() {
    return foreignKey;
  }

  /// What the names of parents are values of: the id of the parent's table for its primary key,
  /// that of the index otherwise.
  int namespace() {
    return unique == null ? parent.id() : unique.id();
  }

  /// The name of the parent of a row of the child, or null if it has none.
  @Nullable Key parentOf(IntFunction<Column> columns, int row) {
    Key values = childCodec.encodeWhole(columns, row);
    if (values == null || unique != null) {
      return values;
    }
    List<Object> key = new ArrayList<>();
    childCodec.positions().forEach(position -> key.add(columns.apply(position).valueAt(row)));
    return parentKeys.encode(key);
  }

  /// The names of those of the rows with some keys that are there.
  List<Key> namesOf(List<RowSource> parents, Iterable<Key> keys) {
    List<Key> names = new ArrayList<>();
    for (Key key : keys) {
      for (RowSource source : parents) {
        int ord = source.find(key);
        Key name = ord < 0 ? null : unique == null ? key : name(source, ord, unique);
        if (name != null) {
          names.add(name);
        }
      }
    }
    return names;
  }

  private @Nullable Key name(RowSource source, int ord, OrderedIndexDef index) {
    ColumnBlock block = source.block(ord / RowSource.BLOCK_ROWS);
    return IndexCodec.of(parent, index).encodeWhole(block::column, ord % RowSource.BLOCK_ROWS);
  }

  /// The name of a row of the parent that is written, or null if nobody can refer to it.
  @Nullable Key nameOf(IntFunction<Column> columns, int row, Key key) {
    return unique == null ? key : IndexCodec.of(parent, unique).encodeWhole(columns, row);
  }

  /// Whether there is a parent of that name whose key is accepted.
  boolean hasParent(List<RowSource> parents, Key name, Predicate<Key> accepted) {
    for (RowSource source : parents) {
      boolean isFound =
          unique == null
              ? source.find(name) >= 0 && accepted.test(name)
              : source.anyIn(
                      unique, IndexCodec.equal(name), ord -> accepted.test(source.keyAt(ord)))
                  >= 0;
      if (isFound) {
        return true;
      }
    }
    return false;
  }

  /// Whether a row refers to the parent of that name whose key is accepted.
  boolean hasChild(List<RowSource> children, Key name, Predicate<Key> accepted) {
    IndexRange range = childrenOf(name);
    for (RowSource source : children) {
      if (source.anyIn(foreignKey.index(), range, ord -> accepted.test(source.keyAt(ord))) >= 0) {
        return true;
      }
    }
    return false;
  }

  /// The rows that refer to the parent of that name.
  private IndexRange childrenOf(Key name) {
    return unique == null
        ? Objects.requireNonNull(childCodec.equal(parentKeys.decode(name)))
        : IndexCodec.equal(name);
  }

  /// Calls `each` with every source and ord of a row that refers to the parent of that name.
  void children(List<RowSource> children, Key name, Found each) {
    IndexRange range = childrenOf(name);
    for (RowSource source : children) {
      source.anyIn(
          foreignKey.index(),
          range,
          ord -> {
            each.row(source, ord);
            return false;
          });
    }
  }

  /// A row that was found.
  interface Found {
    void row(RowSource source, int ord);
  }

  /// What rows refer to as messages show it, such as `(id) = (7)`.
  String describe(Key name) {
    if (unique == null) {
      return parentKeys.describe(name);
    }
    return IndexCodec.of(parent, unique).describe(name);
  }
}
