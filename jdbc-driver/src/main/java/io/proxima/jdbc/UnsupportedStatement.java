package io.proxima.jdbc;

import java.sql.SQLException;
import java.sql.Statement;

/// What a statement of ours does not do. All of it answers `0A000`.
abstract class UnsupportedStatement implements Statement, Unwrapping {

  @Override
  public void setCursorName(String name) throws SQLException {
    throw SqlErrors.unsupported("setCursorName");
  }
}
