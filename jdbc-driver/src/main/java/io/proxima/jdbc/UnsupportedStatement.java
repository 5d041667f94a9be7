package io.proxima.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// What a statement of ours does not do. All of it answers `0A000`.
abstract class UnsupportedStatement implements Statement, Unwrapping {

  @Override
  public void setCursorName(String name) throws SQLException {
    throw SqlErrors.unsupported("setCursorName");
  }

  @Override
  public ResultSet getGeneratedKeys() throws SQLException {
    throw SqlErrors.unsupported("getGeneratedKeys");
  }

  @Override
  public int executeUpdate(String sql, int columnIndexes[]) throws SQLException {
    throw SqlErrors.unsupported("executeUpdate");
  }

  @Override
  public int executeUpdate(String sql, String columnNames[]) throws SQLException {
    throw SqlErrors.unsupported("executeUpdate");
  }

  @Override
  public boolean execute(String sql, int columnIndexes[]) throws SQLException {
    throw SqlErrors.unsupported("execute");
  }

  @Override
  public boolean execute(String sql, String columnNames[]) throws SQLException {
    throw SqlErrors.unsupported("execute");
  }
}
