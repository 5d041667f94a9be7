package io.proxima.engine.schema;

import java.util.Objects;

/// A condition that no row of a table may make false, as SQL text.
public record CheckDef(String name, String condition) {
  /// Checks that nothing is missing.
  public CheckDef {
    Objects.requireNonNull(name);
    Objects.requireNonNull(condition);
  }
}
