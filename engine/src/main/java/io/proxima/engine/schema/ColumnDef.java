package io.proxima.engine.schema;

import java.util.Objects;

/// The definition of a column. `id` is unique in its table and never used again.
public record ColumnDef(int id, String name, ColumnType type, boolean nullable) {
  /// Checks that nothing is missing.
  public ColumnDef {
    Objects.requireNonNull(name);
    Objects.requireNonNull(type);
  }
}
