package io.proxima.engine.schema;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The next version of a table, after one change.
///
/// What is made here is sound in itself; whether the rows and the rest of the catalog allow it is
/// for others to say.
///
/// - **Threads:** immutable.
public final class Alteration {
  private final TableDef table;

  private Alteration(TableDef table) {
    this.table = table;
  }

  /// Changes of a table.
  public static Alteration of(TableDef table) {
    return new Alteration(table);
  }

  /// Adds a column behind the others, under an id that none had before.
  ///
  /// @param fill what the rows hold that are there already; empty for NULL
  /// @throws ProximaException `INVALID_DEFINITION` if there is one of that name
  public TableDef addColumn(ColumnDef column, String fill) {
    List<ColumnDef> columns = new ArrayList<>(table.columns());
    columns.add(column.withId(table.history().nextId()));
    return next(columns, table.key(), table.history().withAdded(table.version() + 1, fill));
  }

  /// Removes a column, which must be no part of the key and not the only one.
  ///
  /// @throws ProximaException `UNDEFINED_COLUMN`, `DEPENDENT_OBJECTS`, `INVALID_DEFINITION`
  public TableDef dropColumn(String name) {
    int position = require(name);
    ColumnDef column = table.columns().get(position);
    if (table.key().contains(position)) {
      throw dependent(name, "the primary key " + table.keyName());
    }
    if (column.identity().isPresent()) {
      throw dependent(name, "its identity");
    }
    for (String option : TableOptions.OF_COLUMNS) {
      if (name.equals(table.options().get(option))) {
        throw dependent(name, "option " + option + "; RESET it first");
      }
    }
    for (IndexDef index : table.indexes()) {
      if (index.columnIds().contains(column.id())) {
        throw dependent(name, "index " + index.name());
      }
    }
    for (ForeignKeyDef foreignKey : table.foreignKeys()) {
      if (foreignKey.columns().contains(column.id())) {
        throw dependent(name, "constraint " + foreignKey.name());
      }
    }
    List<ColumnDef> columns = new ArrayList<>(table.columns());
    columns.remove(position);
    if (columns.isEmpty()) {
      throw new ProximaException(
          ErrorCode.INVALID_DEFINITION,
          "column " + name + " is the only one of table " + table.name());
    }
    List<Integer> key =
        table.key().stream().map(place -> place > position ? place - 1 : place).toList();
    return next(columns, key, table.history().withDropped(column, table.version()));
  }

  /// Gives a column another name.
  ///
  /// @param checks the conditions of the table as they are to be under the new name
  /// @throws ProximaException `UNDEFINED_COLUMN`, `INVALID_DEFINITION`
  public TableDef renameColumn(String name, String newName, List<CheckDef> checks) {
    int position = require(name);
    List<ColumnDef> columns = new ArrayList<>(table.columns());
    columns.set(position, columns.get(position).withName(newName));
    Map<String, String> options = new HashMap<>(table.options());
    TableOptions.OF_COLUMNS.forEach(option -> options.replace(option, name, newName));
    return new TableDef(
        table.id(),
        table.schemaId(),
        table.name(),
        table.version() + 1,
        columns,
        table.key(),
        options,
        checks,
        table.keyName(),
        table.indexes(),
        table.foreignKeys(),
        table.history());
  }

  /// Gives the table another name.
  ///
  /// @param checks the conditions of the table as they are to be under the new name
  public TableDef rename(TableName newName, List<CheckDef> checks) {
    return new TableDef(
        table.id(),
        table.schemaId(),
        newName,
        table.version() + 1,
        table.columns(),
        table.key(),
        table.options(),
        checks,
        table.keyName(),
        table.indexes(),
        table.foreignKeys(),
        table.history());
  }

  /// Gives the table these conditions instead of all it had.
  public TableDef withChecks(List<CheckDef> checks) {
    return rename(table.name(), checks);
  }

  /// Gives the table these options instead of all it had; [TableOptions] says which there are.
  public TableDef withOptions(Map<String, String> options) {
    return new TableDef(
        table.id(),
        table.schemaId(),
        table.name(),
        table.version() + 1,
        table.columns(),
        table.key(),
        options,
        table.checks(),
        table.keyName(),
        table.indexes(),
        table.foreignKeys(),
        table.history());
  }

  private TableDef next(List<ColumnDef> columns, List<Integer> key, ColumnHistory history) {
    return new TableDef(
        table.id(),
        table.schemaId(),
        table.name(),
        table.version() + 1,
        columns,
        key,
        table.options(),
        table.checks(),
        table.keyName(),
        table.indexes(),
        table.foreignKeys(),
        history);
  }

  private int require(String name) {
    int position = table.position(name);
    if (position < 0) {
      throw new ProximaException(
          ErrorCode.UNDEFINED_COLUMN, "table " + table.name() + " has no column " + name);
    }
    return position;
  }

  private ProximaException dependent(String column, String user) {
    return new ProximaException(
        ErrorCode.DEPENDENT_OBJECTS,
        "column " + column + " of table " + table.name() + " is used by " + user);
  }
}
