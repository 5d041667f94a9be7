package io.proxima.engine.schema;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// The definition of a table.
///
/// `key` holds positions in `columns`; when it is empty the hidden row id is the key. `id` is given
/// by the engine (0 before) and never used again. `schemaId` is that of the schema it was made in,
/// below whose directory its files are. `version` grows with every change of columns, name or
/// options. Columns that came after the table was made are behind the others. `options` are those
/// of `WITH (…)`; `keyName` is that of the key as a constraint, and empty without one. At most one
/// column is an identity column. `indexes` are those that were asked for; each of the `foreignKeys`
/// brings one more.
///
/// - **Threads:** immutable.
public record TableDef(
    int id,
    int schemaId,
    TableName name,
    int version,
    List<ColumnDef> columns,
    List<Integer> key,
    Map<String, String> options,
    List<CheckDef> checks,
    String keyName,
    List<IndexDef> indexes,
    List<ForeignKeyDef> foreignKeys,
    ColumnHistory history) {
  /// Copies the lists and checks that the definition is sound.
  ///
  /// @throws ProximaException `INVALID_DEFINITION`
  public TableDef {
    columns = List.copyOf(columns);
    key = List.copyOf(key);
    options = Map.copyOf(options);
    checks = List.copyOf(checks);
    indexes = List.copyOf(indexes);
    foreignKeys = List.copyOf(foreignKeys);
    Set<String> names = new HashSet<>();
    for (ColumnDef column : columns) {
      if (!names.add(column.name())) {
        throw new ProximaException(
            ErrorCode.INVALID_DEFINITION,
            "table " + name + " has two columns named " + column.name());
      }
    }
    for (int position : key) {
      ColumnDef column = columns.get(position);
      if (column.nullable() || !column.type().kind().canBeKey()) {
        throw new ProximaException(
            ErrorCode.INVALID_DEFINITION,
            "key column "
                + column.name()
                + " of table "
                + name
                + " must be a scalar that is NOT NULL");
      }
    }
    checkIdentity(name, columns);
    KeyRules.check(name, columns, indexes, foreignKeys);
    for (ColumnDef column : columns) {
      if (column.id() >= history.nextId()) {
        throw new ProximaException(
            ErrorCode.INVALID_DEFINITION,
            "column " + column.name() + " of table " + name + " has an id that is not given yet");
      }
    }
  }

  private static void checkIdentity(TableName table, List<ColumnDef> columns) {
    List<ColumnDef> found =
        columns.stream().filter(column -> column.identity().isPresent()).toList();
    if (found.size() > 1) {
      throw new ProximaException(
          ErrorCode.INVALID_DEFINITION, "table " + table + " has two identity columns");
    }
    for (ColumnDef column : found) {
      boolean isSound =
          !column.nullable()
              && !column.hasDefault()
              && column.identity().get().fits(column.type().kind());
      if (!isSound) {
        throw new ProximaException(
            ErrorCode.INVALID_DEFINITION,
            "identity column "
                + column.name()
                + " of table "
                + table
                + " must be a SMALLINT, INTEGER or BIGINT that holds its first number, and have no"
                + " DEFAULT");
      }
    }
  }

  /// A table without conditions.
  public TableDef(
      int id,
      TableName name,
      int version,
      List<ColumnDef> columns,
      List<Integer> key,
      Map<String, String> options) {
    this(id, name, version, columns, key, options, List.of());
  }

  /// A table whose key has the name that it gets when none is given.
  public TableDef(
      int id,
      TableName name,
      int version,
      List<ColumnDef> columns,
      List<Integer> key,
      Map<String, String> options,
      List<CheckDef> checks) {
    this(id, name, version, columns, key, options, checks, key.isEmpty() ? "" : keyName(name));
  }

  /// A table without indexes and foreign keys.
  public TableDef(
      int id,
      TableName name,
      int version,
      List<ColumnDef> columns,
      List<Integer> key,
      Map<String, String> options,
      List<CheckDef> checks,
      String keyName) {
    this(
        id,
        Catalog.DEFAULT_SCHEMA_ID,
        name,
        version,
        columns,
        key,
        options,
        checks,
        keyName,
        List.of(),
        List.of(),
        ColumnHistory.of(columns));
  }

  /// The name of the key of a table for which none is given.
  public static String keyName(TableName table) {
    return table.name() + "_pkey";
  }

  /// The same definition under an id of the engine, under which there are no rows yet.
  public TableDef withId(int newId) {
    return new TableDef(
        newId,
        schemaId,
        name,
        version,
        columns,
        key,
        options,
        checks,
        keyName,
        indexes,
        foreignKeys,
        history.forgotten());
  }

  /// The same definition in the schema with that id.
  TableDef inSchema(int newSchemaId) {
    return new TableDef(
        id,
        newSchemaId,
        name,
        version,
        columns,
        key,
        options,
        checks,
        keyName,
        indexes,
        foreignKeys,
        history);
  }

  /// The same definition with another history of its columns.
  TableDef with(ColumnHistory newHistory) {
    return new TableDef(
        id,
        schemaId,
        name,
        version,
        columns,
        key,
        options,
        checks,
        keyName,
        indexes,
        foreignKeys,
        newHistory);
  }

  /// The definition as far as rows are concerned that were written under an earlier version: its
  /// columns and key, and the names of today. A column that is gone has a name that no other has.
  public TableDef asOf(int earlier) {
    if (earlier == version) {
      return this;
    }
    List<ColumnDef> then = new ArrayList<>();
    for (ColumnDef column : columns) {
      if (history.firstVersion(column.id()) <= earlier) {
        then.add(column);
      }
    }
    for (ColumnHistory.Dropped past : history.dropped()) {
      if (past.firstVersion() <= earlier && earlier <= past.lastVersion()) {
        then.add(past.column().withName("dropped column " + past.column().id()));
      }
    }
    then.sort(Comparator.comparingInt(ColumnDef::id));
    List<Integer> positions =
        key.stream().map(position -> then.indexOf(columns.get(position))).toList();
    return new TableDef(id, name, earlier, then, positions, options, List.of(), keyName)
        .inSchema(schemaId);
  }

  /// The same definition with other indexes and foreign keys.
  ///
  /// @throws ProximaException `INVALID_DEFINITION`
  public TableDef with(List<? extends IndexDef> newIndexes, List<ForeignKeyDef> newForeignKeys) {
    return new TableDef(
        id,
        schemaId,
        name,
        version,
        columns,
        key,
        options,
        checks,
        keyName,
        List.copyOf(newIndexes),
        newForeignKeys,
        history);
  }

  /// All indexes: those that were asked for, and those of the foreign keys.
  public List<IndexDef> allIndexes() {
    return Stream.concat(indexes.stream(), foreignKeys.stream().map(ForeignKeyDef::index)).toList();
  }

  /// All ordered indexes: those that were asked for, and those of the foreign keys.
  public List<OrderedIndexDef> orderedIndexes() {
    return Stream.concat(of(OrderedIndexDef.class), foreignKeys.stream().map(ForeignKeyDef::index))
        .toList();
  }

  /// The unique indexes.
  public List<OrderedIndexDef> uniqueIndexes() {
    return of(OrderedIndexDef.class).filter(OrderedIndexDef::isUnique).toList();
  }

  /// The vector indexes.
  public List<VectorIndexDef> vectorIndexes() {
    return of(VectorIndexDef.class).toList();
  }

  private <T extends IndexDef> Stream<T> of(Class<T> kind) {
    return indexes.stream().filter(kind::isInstance).map(kind::cast);
  }

  /// The ids of the columns of the primary key, in its order.
  public List<Integer> keyIds() {
    return key.stream().map(position -> columns.get(position).id()).toList();
  }

  /// The names of the columns of the primary key, in its order.
  public List<String> keyNames() {
    return key.stream().map(position -> columns.get(position).name()).toList();
  }

  /// Whether no two rows can have the same values in these columns, in the order of the primary key
  /// or of a unique index.
  public boolean isUnique(List<Integer> columnIds) {
    return (!key.isEmpty() && keyIds().equals(columnIds))
        || uniqueIndexes().stream().anyMatch(index -> index.columnIds().equals(columnIds));
  }

  /// The name of the primary key or the unique index that [#isUnique] goes by; empty without one.
  public String uniqueName(List<Integer> columnIds) {
    if (columnIds.equals(keyIds())) {
      return keyName;
    }
    return uniqueIndexes().stream()
        .filter(index -> index.columnIds().equals(columnIds))
        .map(OrderedIndexDef::name)
        .findFirst()
        .orElse("");
  }

  /// The position of the column with that id.
  ///
  /// @throws IllegalArgumentException if there is none
  public int positionOfId(int columnId) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).id() == columnId) {
        return i;
      }
    }
    throw new IllegalArgumentException("table " + name + " has no column with the id " + columnId);
  }

  /// The position of the identity column, or -1.
  public int identityColumn() {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).identity().isPresent()) {
        return i;
      }
    }
    return -1;
  }

  /// The position of a column, or -1.
  public int position(String column) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(column)) {
        return i;
      }
    }
    return -1;
  }
}
