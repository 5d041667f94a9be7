package io.proxima.engine.schema;

/// One change of the catalog, ready to be logged: it names ids where it can.
public sealed interface Definition {
  /// Adds a table; its id is given by the engine.
  record CreateTable(TableDef table) implements Definition {}

  /// Removes a table with its rows; no view may use it.
  record DropTable(TableName name) implements Definition {}

  /// Adds a view; with `replace` also in the place of one that has the name.
  record CreateView(ViewDef view, boolean replace) implements Definition {}

  /// Removes a view; no other may use it.
  record DropView(TableName name) implements Definition {}

  /// Removes a table with its rows or a view, and all views that use it.
  record DropCascade(TableName name) implements Definition {}

  /// Adds an index to a table; its id is given by the engine.
  record CreateIndex(TableName table, IndexDef index) implements Definition {}

  /// Removes an index, which is named by its schema, that of its table, and its own name.
  record DropIndex(TableName index) implements Definition {}

  /// Removes a UNIQUE or a FOREIGN KEY of a table.
  record DropConstraint(TableName table, String constraint) implements Definition {}

  /// Empties a table: its definition gets a new id.
  record TruncateTable(TableName name) implements Definition {}

  /// Puts a table's next version, made by [Alteration], in the place of the one called `name`.
  record AlterTable(TableName name, TableDef table) implements Definition {}

  /// Adds a schema.
  record CreateSchema(String name) implements Definition {}

  /// Removes an empty schema.
  record DropSchema(String name) implements Definition {}
}
