package io.proxima.engine.schema;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What has become of the columns of a table since it was made: all that is needed to read the rows
/// of its earlier versions.
///
/// `nextId` is above every id that a column of the table ever had. `added` are the columns that
/// came later and are there still; `dropped` are those that are gone.
///
/// - **Threads:** immutable.
public record ColumnHistory(int nextId, List<Added> added, List<Dropped> dropped) {
  /// Copies the lists and checks the ids.
  public ColumnHistory {
    added = List.copyOf(added);
    dropped = List.copyOf(dropped);
    Set<Integer> ids = new HashSet<>();
    for (Dropped past : dropped) {
      if (past.column().id() >= nextId || !ids.add(past.column().id())) {
        throw new IllegalArgumentException("a dropped column with the id " + past.column().id());
      }
    }
  }

  /// A column that the table has since the version `firstVersion`. Rows of earlier versions hold
  /// `fill` in it, a text of `io.proxima.engine.row.Fill`, or NULL if that is empty.
  public record Added(int columnId, int firstVersion, String fill) {}

  /// A column that the versions from `firstVersion` to `lastVersion` have.
  public record Dropped(ColumnDef column, int firstVersion, int lastVersion) {}

  /// That of a table that was never changed.
  static ColumnHistory of(List<ColumnDef> columns) {
    int last = columns.stream().mapToInt(ColumnDef::id).max().orElse(0);
    return new ColumnHistory(last + 1, List.of(), List.of());
  }

  /// The same without what only old rows need.
  ColumnHistory forgotten() {
    return new ColumnHistory(nextId, List.of(), List.of());
  }

  /// What the rows hold that were written before a column was there; empty for NULL.
  public String fill(int columnId) {
    return find(columnId).map(Added::fill).orElse("");
  }

  /// The first version that has a column; 0 for those that were there from the start.
  int firstVersion(int columnId) {
    return find(columnId).map(Added::firstVersion).orElse(0);
  }

  private Optional<Added> find(int columnId) {
    return added.stream().filter(column -> column.columnId() == columnId).findFirst();
  }

  /// This history after `nextId` was given to a column.
  ColumnHistory withAdded(int version, String fill) {
    List<Added> all = new ArrayList<>(added);
    all.add(new Added(nextId, version, fill));
    return new ColumnHistory(nextId + 1, all, dropped);
  }

  /// This history after a column was there for the last time.
  ColumnHistory withDropped(ColumnDef column, int lastVersion) {
    List<Dropped> gone = new ArrayList<>(dropped);
    gone.add(new Dropped(column.withDefault(""), firstVersion(column.id()), lastVersion));
    return new ColumnHistory(
        nextId, added.stream().filter(each -> each.columnId() != column.id()).toList(), gone);
  }
}
