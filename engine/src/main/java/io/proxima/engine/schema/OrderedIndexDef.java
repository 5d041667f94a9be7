package io.proxima.engine.schema;

import java.util.ArrayList;
import java.util.List;

/// An ordered index on scalar columns of a table.
///
/// NULLs are kept, and are equal to nothing, so that a unique index takes many of them.
///
/// - **Threads:** immutable.
public record OrderedIndexDef(int id, String name, Origin origin, List<Part> parts)
    implements IndexDef {
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
  public OrderedIndexDef {
    parts = List.copyOf(parts);
  }

  /// Whether no two rows may have the same values.
  public boolean isUnique() {
    return origin == Origin.UNIQUE_INDEX || origin == Origin.UNIQUE_CONSTRAINT;
  }

  @Override
  public boolean isOwned() {
    return origin == Origin.UNIQUE_CONSTRAINT || origin == Origin.FOREIGN_KEY;
  }

  @Override
  public List<Integer> columnIds() {
    return parts.stream().map(Part::columnId).toList();
  }

  @Override
  public OrderedIndexDef withId(int newId) {
    return new OrderedIndexDef(newId, name, origin, parts);
  }

  static List<Integer> positions(TableDef table, List<Integer> columnIds) {
    List<Integer> positions = new ArrayList<>();
    for (int id : columnIds) {
      positions.add(table.positionOfId(id));
    }
    return positions;
  }
}
