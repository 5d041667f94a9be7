package io.proxima.cli;

import java.util.List;

/// The names that a user may want to type.
interface Names {
  /// Tables and views of the schema that is current, and those of others with their schema.
  List<String> tables();

  /// The columns of a table, by its name as above; empty if there is no such table.
  List<String> columns(String table);

  List<String> schemas();

  List<String> settings();
}
