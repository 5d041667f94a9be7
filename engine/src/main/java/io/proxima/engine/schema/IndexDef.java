package io.proxima.engine.schema;

import java.util.ArrayList;
import java.util.List;

/// An ordered index on scalar columns of a table.
///
/// `id` is given by the engine (0 before) and never used again; the names of a schema's indexes
/// differ. NULLs are kept, and are equal to nothing, so that a unique index takes many of them.
///
/// - **Threads:** immutable.
public record IndexDef(int id, String name, Origin origin, List<Part> parts) {
  /// What made the index.
  public enum Origin {
    /// `CREATE INDEX`.
    INDEX,
    /// `CREATE UNIQUE INDEX`.
    UNIQUE_INDEX,
    /// `UNIQUE` of the table.
    UNIQUE_CONSTRAINT,
    /// `FOREIGN KEY` of the table: the index finds the rows that refer to a parent.
    FOREIGN_KEY
  }

  /// A column, by its id, and how the index was declared to go.
  public record Part(int columnId, boolean descending) {}

  /// Copies the list.
  public IndexDef {
    parts = List.copyOf(parts);
  }

  /// Whether no two rows may have the same values.
  public boolean isUnique() {
    return origin == Origin.UNIQUE_INDEX || origin == Origin.UNIQUE_CONSTRAINT;
  }

  /// Whether it is there for a constraint, and goes with it.
  public boolean isOwned() {
    return origin == Origin.UNIQUE_CONSTRAINT || origin == Origin.FOREIGN_KEY;
  }

  /// The ids of its columns, in order.
  public List<Integer> columnIds() {
    return parts.stream().map(Part::columnId).toList();
  }

  /// The positions of its columns in a table.
  public List<Integer> positions(TableDef table) {
    return positions(table, columnIds());
  }

  /// The names of its columns in a table.
  public List<String> columnNames(TableDef table) {
    return positions(table).stream().map(position -> table.columns().get(position).name()).toList();
  }

  /// The same index under an id of the engine.
  IndexDef withId(int newId) {
    return new IndexDef(newId, name, origin, parts);
  }

  static List<Integer> positions(TableDef table, List<Integer> columnIds) {
    List<Integer> positions = new ArrayList<>();
    for (int id : columnIds) {
      positions.add(table.positionOfId(id));
    }
    return positions;
  }
}
