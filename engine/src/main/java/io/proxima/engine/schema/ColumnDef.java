package io.proxima.engine.schema;

import java.util.Objects;
import java.util.Optional;

/// The definition of a column. `id` is unique in its table and never used again. `defaultValue` is
/// the SQL text of what it holds when nothing is written; it is empty if that is NULL, or a number
/// of the database as `identity` says.
public record ColumnDef(
    int id,
    String name,
    ColumnType type,
    boolean nullable,
    String defaultValue,
    Optional<IdentityDef> identity) {
  /// Checks that nothing is missing.
  public ColumnDef {
    Objects.requireNonNull(name);
    Objects.requireNonNull(type);
    Objects.requireNonNull(defaultValue);
  }

  /// A column without a default.
  public ColumnDef(int id, String name, ColumnType type, boolean nullable) {
    this(id, name, type, nullable, "");
  }

  /// A column whose numbers are not given by the database.
  public ColumnDef(int id, String name, ColumnType type, boolean nullable, String defaultValue) {
    this(id, name, type, nullable, defaultValue, Optional.empty());
  }

  /// The same column with another default.
  ColumnDef withDefault(String value) {
    return new ColumnDef(id, name, type, nullable, value, identity);
  }

  /// The same column under another id.
  ColumnDef withId(int newId) {
    return new ColumnDef(newId, name, type, nullable, defaultValue, identity);
  }

  /// The same column under another name.
  ColumnDef withName(String newName) {
    return new ColumnDef(id, newName, type, nullable, defaultValue, identity);
  }

  /// Whether it has a default.
  public boolean hasDefault() {
    return !defaultValue.isEmpty();
  }
}
