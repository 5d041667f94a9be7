package io.proxima.engine.schema;

import java.util.List;

/// An index of a table.
///
/// `id` is given by the engine (0 before) and never used again; the names of a schema's indexes
/// differ.
///
/// - **Threads:** immutable.
public sealed interface IndexDef permits OrderedIndexDef, VectorIndexDef {
  /// The id, or 0.
  int id();

  /// The name, which is unique in the schema of the table.
  String name();

  /// The ids of its columns, in order.
  List<Integer> columnIds();

  /// Whether it is there for a constraint, and goes with it.
  boolean isOwned();

  /// The same index under an id of the engine.
  IndexDef withId(int newId);

  /// The positions of its columns in a table.
  default List<Integer> positions(TableDef table) {
    return OrderedIndexDef.positions(table, columnIds());
  }

  /// The names of its columns in a table.
  default List<String> columnNames(TableDef table) {
    return positions(table).stream().map(position -> table.columns().get(position).name()).toList();
  }
}
