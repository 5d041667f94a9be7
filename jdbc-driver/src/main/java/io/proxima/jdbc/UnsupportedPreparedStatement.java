package io.proxima.jdbc;

import java.io.InputStream;
import java.io.Reader;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLXML;

/// What a prepared statement of ours does not do. All of it answers `0A000`, or `HY010` where a
/// statement text is given to one that has its own.
@SuppressWarnings("deprecation")
abstract class UnsupportedPreparedStatement extends ProximaStatement implements PreparedStatement {
  UnsupportedPreparedStatement(ProximaConnection connection) {
    super(connection, true);
  }

  @Override
  final void checkTakesText() throws SQLException {
    throw ownText();
  }

  @Override
  public void addBatch(String sql) throws SQLException {
    throw ownText();
  }

  private static SQLException ownText() {
    return SqlErrors.of(SqlErrors.SEQUENCE, "a prepared statement has its own text");
  }

  @Override
  public void setAsciiStream(int parameterIndex, java.io.InputStream x, int length)
      throws SQLException {
    throw SqlErrors.unsupported("setAsciiStream");
  }

  @Override
  public void setUnicodeStream(int parameterIndex, java.io.InputStream x, int length)
      throws SQLException {
    throw SqlErrors.unsupported("setUnicodeStream");
  }

  @Override
  public void setBinaryStream(int parameterIndex, java.io.InputStream x, int length)
      throws SQLException {
    throw SqlErrors.unsupported("setBinaryStream");
  }

  @Override
  public void setCharacterStream(int parameterIndex, java.io.Reader reader, int length)
      throws SQLException {
    throw SqlErrors.unsupported("setCharacterStream");
  }

  @Override
  public void setRef(int parameterIndex, Ref x) throws SQLException {
    throw SqlErrors.unsupported("setRef");
  }

  @Override
  public void setBlob(int parameterIndex, Blob x) throws SQLException {
    throw SqlErrors.unsupported("setBlob");
  }

  @Override
  public void setClob(int parameterIndex, Clob x) throws SQLException {
    throw SqlErrors.unsupported("setClob");
  }

  @Override
  public void setURL(int parameterIndex, java.net.URL x) throws SQLException {
    throw SqlErrors.unsupported("setURL");
  }

  @Override
  public void setRowId(int parameterIndex, RowId x) throws SQLException {
    throw SqlErrors.unsupported("setRowId");
  }

  @Override
  public void setNCharacterStream(int parameterIndex, Reader value, long length)
      throws SQLException {
    throw SqlErrors.unsupported("setNCharacterStream");
  }

  @Override
  public void setNClob(int parameterIndex, NClob value) throws SQLException {
    throw SqlErrors.unsupported("setNClob");
  }

  @Override
  public void setClob(int parameterIndex, Reader reader, long length) throws SQLException {
    throw SqlErrors.unsupported("setClob");
  }

  @Override
  public void setBlob(int parameterIndex, InputStream inputStream, long length)
      throws SQLException {
    throw SqlErrors.unsupported("setBlob");
  }

  @Override
  public void setNClob(int parameterIndex, Reader reader, long length) throws SQLException {
    throw SqlErrors.unsupported("setNClob");
  }

  @Override
  public void setSQLXML(int parameterIndex, SQLXML xmlObject) throws SQLException {
    throw SqlErrors.unsupported("setSQLXML");
  }

  @Override
  public void setAsciiStream(int parameterIndex, java.io.InputStream x, long length)
      throws SQLException {
    throw SqlErrors.unsupported("setAsciiStream");
  }

  @Override
  public void setBinaryStream(int parameterIndex, java.io.InputStream x, long length)
      throws SQLException {
    throw SqlErrors.unsupported("setBinaryStream");
  }

  @Override
  public void setCharacterStream(int parameterIndex, java.io.Reader reader, long length)
      throws SQLException {
    throw SqlErrors.unsupported("setCharacterStream");
  }

  @Override
  public void setAsciiStream(int parameterIndex, java.io.InputStream x) throws SQLException {
    throw SqlErrors.unsupported("setAsciiStream");
  }

  @Override
  public void setBinaryStream(int parameterIndex, java.io.InputStream x) throws SQLException {
    throw SqlErrors.unsupported("setBinaryStream");
  }

  @Override
  public void setCharacterStream(int parameterIndex, java.io.Reader reader) throws SQLException {
    throw SqlErrors.unsupported("setCharacterStream");
  }

  @Override
  public void setNCharacterStream(int parameterIndex, Reader value) throws SQLException {
    throw SqlErrors.unsupported("setNCharacterStream");
  }

  @Override
  public void setClob(int parameterIndex, Reader reader) throws SQLException {
    throw SqlErrors.unsupported("setClob");
  }

  @Override
  public void setBlob(int parameterIndex, InputStream inputStream) throws SQLException {
    throw SqlErrors.unsupported("setBlob");
  }

  @Override
  public void setNClob(int parameterIndex, Reader reader) throws SQLException {
    throw SqlErrors.unsupported("setNClob");
  }
}
