package io.proxima.engine.schema;

import java.util.List;

/// Columns whose values, unless one is NULL, must be those of a row of a parent table.
///
/// `id` is given by the engine (0 before) and never used again; it is also that of the index which
/// the constraint brings. `parentId` is the id of the parent, or 0 if the table refers to itself.
/// `parentColumns` are all columns of the parent's primary key or of one of its unique indexes, in
/// the order of that; `columns` stand for them one for one. All columns are named by their ids.
///
/// - **Threads:** immutable.
public record ForeignKeyDef(
    int id,
    String name,
    List<Integer> columns,
    int parentId,
    List<Integer> parentColumns,
    Action onDelete) {
  /// The `parentId` of a table that refers to itself.
  public static final int ITSELF = 0;

  /// What becomes of the rows that refer to a parent which goes.
  public enum Action {
    /// The parent stays: the change is refused.
    RESTRICT("RESTRICT"),
    /// They go, too.
    CASCADE("CASCADE"),
    /// They refer to nothing any more.
    SET_NULL("SET NULL");

    private final String words;

    Action(String words) {
      this.words = words;
    }

    /// As a user writes it.
    public String words() {
      return words;
    }
  }

  /// Copies the lists.
  public ForeignKeyDef {
    columns = List.copyOf(columns);
    parentColumns = List.copyOf(parentColumns);
  }

  /// The index that finds the rows which refer to a parent.
  public OrderedIndexDef index() {
    return new OrderedIndexDef(
        id,
        name,
        OrderedIndexDef.Origin.FOREIGN_KEY,
        columns.stream().map(column -> new OrderedIndexDef.Part(column, false)).toList());
  }

  /// The id of the parent of a table that has this key.
  public int parentOf(TableDef table) {
    return parentId == ITSELF ? table.id() : parentId;
  }

  /// Whether a column of the one type can refer to one of the other: equal values have the same
  /// bytes in keys and indexes.
  public static boolean fits(ColumnType column, ColumnType parent) {
    boolean isNumber = isInteger(column.kind()) && isInteger(parent.kind());
    boolean isReal = isReal(column.kind()) && isReal(parent.kind());
    return isNumber
        || isReal
        || (column.kind() == parent.kind()
            && column.scale() == parent.scale()
            && (column.kind() != TypeKind.CHAR || column.size() == parent.size()));
  }

  private static boolean isInteger(TypeKind kind) {
    return kind == TypeKind.SMALLINT || kind == TypeKind.INTEGER || kind == TypeKind.BIGINT;
  }

  private static boolean isReal(TypeKind kind) {
    return kind == TypeKind.REAL || kind == TypeKind.DOUBLE;
  }

  /// The same constraint under an id of the engine.
  ForeignKeyDef withId(int newId) {
    return new ForeignKeyDef(newId, name, columns, parentId, parentColumns, onDelete);
  }
}
