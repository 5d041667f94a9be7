package io.proxima.engine.txn;

import io.proxima.engine.row.Column;
import io.proxima.engine.row.ColumnBuilder;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.schema.Catalog;
import io.proxima.engine.schema.ForeignKeyDef;
import io.proxima.engine.schema.TableDef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What one statement does to the rows that refer to rows which go.
///
/// Rows go first, then those that refer to them; at the end nothing may refer to a row that went.
///
/// - **Threads:** one thread, one statement.
final class Referrals {
  private final Catalog catalog;
  private final Target target;
  private final List<Gone> kept = new ArrayList<>();

  /// The transaction.
  interface Target extends KeyChecks.Sight {
    /// Removes rows, and what goes with them.
    void delete(TableDef table, List<Key> keys, Referrals statement);

    /// Replaces rows one for one.
    void update(TableDef table, List<Key> keys, RowBatch rows, Referrals statement);
  }

  /// Names of parents that nobody has any more.
  record Gone(ParentLink link, Set<Key> names) {}

  Referrals(Catalog catalog, Target target) {
    this.catalog = catalog;
    this.target = target;
  }

  /// What the rows with some keys are called by others, before they go.
  List<Gone> before(TableDef table, Iterable<Key> keys) {
    List<Gone> names = new ArrayList<>();
    for (Catalog.Referrer referrer : catalog.referrersOf(table)) {
      ParentLink link = ParentLink.of(catalog, referrer.table(), referrer.foreignKey());
      names.add(new Gone(link, new HashSet<>(link.namesOf(target.of(table), keys))));
    }
    return names;
  }

  /// Follows the rows that went: `isDelete` if none came in their place.
  void after(List<Gone> before, boolean isDelete) {
    for (Gone gone : before) {
      List<RowSource> parents = target.of(gone.link().parent());
      gone.names().removeIf(name -> gone.link().hasParent(parents, name, _ -> true));
      ForeignKeyDef.Action action =
          isDelete ? gone.link().foreignKey().onDelete() : ForeignKeyDef.Action.RESTRICT;
      switch (action) {
        case RESTRICT -> kept.add(gone);
        case CASCADE -> delete(gone);
        case SET_NULL -> setNull(gone);
      }
    }
  }

  /// Refuses the statement if rows refer to what went.
  ///
  /// @throws io.proxima.engine.error.ProximaException `FOREIGN_KEY`
  void end() {
    for (Gone gone : kept) {
      List<RowSource> children = target.of(gone.link().child());
      List<RowSource> parents = target.of(gone.link().parent());
      for (Key name : gone.names()) {
        if (gone.link().hasChild(children, name, _ -> true)
            && !gone.link().hasParent(parents, name, _ -> true)) {
          throw KeyChecks.hasChildren(gone.link(), name);
        }
      }
    }
  }

  private void delete(Gone gone) {
    List<Key> keys = new ArrayList<>();
    List<RowSource> children = target.of(gone.link().child());
    for (Key name : gone.names()) {
      gone.link().children(children, name, (source, ord) -> keys.add(source.keyAt(ord)));
    }
    if (!keys.isEmpty()) {
      target.delete(gone.link().child(), keys, this);
    }
  }

  private void setNull(Gone gone) {
    ParentLink link = gone.link();
    TableDef child = link.child();
    List<Integer> cleared = link.foreignKey().index().positions(child);
    List<Key> keys = new ArrayList<>();
    List<ColumnBuilder> rows =
        child.columns().stream().map(column -> ColumnBuilder.of(column.type(), 16)).toList();
    List<RowSource> children = target.of(child);
    for (Key name : gone.names()) {
      link.children(
          children,
          name,
          (source, ord) -> {
            keys.add(source.keyAt(ord));
            for (int i = 0; i < rows.size(); i++) {
              if (cleared.contains(i)) {
                rows.get(i).appendNull();
              } else {
                source.copy(i, new int[] {ord}, 0, 1, rows.get(i));
              }
            }
          });
    }
    if (!keys.isEmpty()) {
      List<Column> columns = rows.stream().map(ColumnBuilder::build).toList();
      target.update(child, keys, new RowBatch(keys.size(), columns), this);
    }
  }
}
