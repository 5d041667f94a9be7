package io.proxima.sql;

import io.proxima.engine.schema.Catalog;

/// Turns the text of a statement into a checked [Statement].
///
/// - **Threads:** thread-safe.
public final class SqlCompiler {
  /// Reads and checks one statement. Unqualified names mean `currentSchema`, then `public`.
  ///
  /// @throws io.proxima.engine.error.ProximaException with the position in `sql` where it has one
  public Statement compile(String sql, Catalog catalog, String currentSchema) {
    throw new UnsupportedOperationException();
  }
}
