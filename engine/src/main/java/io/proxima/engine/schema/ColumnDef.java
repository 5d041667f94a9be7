package io.proxima.engine.schema;

import java.util.Objects;

/// The definition of a column. `id` is unique in its table and never used again. `defaultValue` is
/// the SQL text of what it holds when nothing is written; it is empty if that is NULL.
public record ColumnDef(
    int id, String name, ColumnType type, boolean nullable, String defaultValue) {
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

  /// Whether it has a default.
  public boolean hasDefault() {
    return !defaultValue.isEmpty();
  }
}
