package io.proxima.jdbc;

import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLXML;

/// What a result set of ours does not do: scroll, update, stream. All of it answers `0A000`.
@SuppressWarnings("deprecation")
abstract class UnsupportedResultSet implements ResultSet, Unwrapping {

  @Override
  public BigDecimal getBigDecimal(int columnIndex, int scale) throws SQLException {
    throw SqlErrors.unsupported("getBigDecimal");
  }

  @Override
  public java.io.InputStream getAsciiStream(int columnIndex) throws SQLException {
    throw SqlErrors.unsupported("getAsciiStream");
  }

  @Override
  public java.io.InputStream getUnicodeStream(int columnIndex) throws SQLException {
    throw SqlErrors.unsupported("getUnicodeStream");
  }

  @Override
  public java.io.InputStream getBinaryStream(int columnIndex) throws SQLException {
    throw SqlErrors.unsupported("getBinaryStream");
  }

  @Override
  public BigDecimal getBigDecimal(String columnLabel, int scale) throws SQLException {
    throw SqlErrors.unsupported("getBigDecimal");
  }

  @Override
  public java.io.InputStream getAsciiStream(String columnLabel) throws SQLException {
    throw SqlErrors.unsupported("getAsciiStream");
  }

  @Override
  public java.io.InputStream getUnicodeStream(String columnLabel) throws SQLException {
    throw SqlErrors.unsupported("getUnicodeStream");
  }

  @Override
  public java.io.InputStream getBinaryStream(String columnLabel) throws SQLException {
    throw SqlErrors.unsupported("getBinaryStream");
  }

  @Override
  public String getCursorName() throws SQLException {
    throw SqlErrors.unsupported("getCursorName");
  }

  @Override
  public java.io.Reader getCharacterStream(int columnIndex) throws SQLException {
    throw SqlErrors.unsupported("getCharacterStream");
  }

  @Override
  public java.io.Reader getCharacterStream(String columnLabel) throws SQLException {
    throw SqlErrors.unsupported("getCharacterStream");
  }

  @Override
  public boolean isBeforeFirst() throws SQLException {
    throw SqlErrors.unsupported("isBeforeFirst");
  }

  @Override
  public boolean isLast() throws SQLException {
    throw SqlErrors.unsupported("isLast");
  }

  @Override
  public void beforeFirst() throws SQLException {
    throw SqlErrors.unsupported("beforeFirst");
  }

  @Override
  public void afterLast() throws SQLException {
    throw SqlErrors.unsupported("afterLast");
  }

  @Override
  public boolean first() throws SQLException {
    throw SqlErrors.unsupported("first");
  }

  @Override
  public boolean last() throws SQLException {
    throw SqlErrors.unsupported("last");
  }

  @Override
  public boolean absolute(int row) throws SQLException {
    throw SqlErrors.unsupported("absolute");
  }

  @Override
  public boolean relative(int rows) throws SQLException {
    throw SqlErrors.unsupported("relative");
  }

  @Override
  public boolean previous() throws SQLException {
    throw SqlErrors.unsupported("previous");
  }

  @Override
  public boolean rowUpdated() throws SQLException {
    throw SqlErrors.unsupported("rowUpdated");
  }

  @Override
  public boolean rowInserted() throws SQLException {
    throw SqlErrors.unsupported("rowInserted");
  }

  @Override
  public boolean rowDeleted() throws SQLException {
    throw SqlErrors.unsupported("rowDeleted");
  }

  @Override
  public void updateNull(int columnIndex) throws SQLException {
    throw SqlErrors.unsupported("updateNull");
  }

  @Override
  public void updateBoolean(int columnIndex, boolean x) throws SQLException {
    throw SqlErrors.unsupported("updateBoolean");
  }

  @Override
  public void updateByte(int columnIndex, byte x) throws SQLException {
    throw SqlErrors.unsupported("updateByte");
  }

  @Override
  public void updateShort(int columnIndex, short x) throws SQLException {
    throw SqlErrors.unsupported("updateShort");
  }

  @Override
  public void updateInt(int columnIndex, int x) throws SQLException {
    throw SqlErrors.unsupported("updateInt");
  }

  @Override
  public void updateLong(int columnIndex, long x) throws SQLException {
    throw SqlErrors.unsupported("updateLong");
  }

  @Override
  public void updateFloat(int columnIndex, float x) throws SQLException {
    throw SqlErrors.unsupported("updateFloat");
  }

  @Override
  public void updateDouble(int columnIndex, double x) throws SQLException {
    throw SqlErrors.unsupported("updateDouble");
  }

  @Override
  public void updateBigDecimal(int columnIndex, BigDecimal x) throws SQLException {
    throw SqlErrors.unsupported("updateBigDecimal");
  }

  @Override
  public void updateString(int columnIndex, String x) throws SQLException {
    throw SqlErrors.unsupported("updateString");
  }

  @Override
  public void updateBytes(int columnIndex, byte x[]) throws SQLException {
    throw SqlErrors.unsupported("updateBytes");
  }

  @Override
  public void updateDate(int columnIndex, java.sql.Date x) throws SQLException {
    throw SqlErrors.unsupported("updateDate");
  }

  @Override
  public void updateTime(int columnIndex, java.sql.Time x) throws SQLException {
    throw SqlErrors.unsupported("updateTime");
  }

  @Override
  public void updateTimestamp(int columnIndex, java.sql.Timestamp x) throws SQLException {
    throw SqlErrors.unsupported("updateTimestamp");
  }

  @Override
  public void updateAsciiStream(int columnIndex, java.io.InputStream x, int length)
      throws SQLException {
    throw SqlErrors.unsupported("updateAsciiStream");
  }

  @Override
  public void updateBinaryStream(int columnIndex, java.io.InputStream x, int length)
      throws SQLException {
    throw SqlErrors.unsupported("updateBinaryStream");
  }

  @Override
  public void updateCharacterStream(int columnIndex, java.io.Reader x, int length)
      throws SQLException {
    throw SqlErrors.unsupported("updateCharacterStream");
  }

  @Override
  public void updateObject(int columnIndex, Object x, int scaleOrLength) throws SQLException {
    throw SqlErrors.unsupported("updateObject");
  }

  @Override
  public void updateObject(int columnIndex, Object x) throws SQLException {
    throw SqlErrors.unsupported("updateObject");
  }

  @Override
  public void updateNull(String columnLabel) throws SQLException {
    throw SqlErrors.unsupported("updateNull");
  }

  @Override
  public void updateBoolean(String columnLabel, boolean x) throws SQLException {
    throw SqlErrors.unsupported("updateBoolean");
  }

  @Override
  public void updateByte(String columnLabel, byte x) throws SQLException {
    throw SqlErrors.unsupported("updateByte");
  }

  @Override
  public void updateShort(String columnLabel, short x) throws SQLException {
    throw SqlErrors.unsupported("updateShort");
  }

  @Override
  public void updateInt(String columnLabel, int x) throws SQLException {
    throw SqlErrors.unsupported("updateInt");
  }

  @Override
  public void updateLong(String columnLabel, long x) throws SQLException {
    throw SqlErrors.unsupported("updateLong");
  }

  @Override
  public void updateFloat(String columnLabel, float x) throws SQLException {
    throw SqlErrors.unsupported("updateFloat");
  }

  @Override
  public void updateDouble(String columnLabel, double x) throws SQLException {
    throw SqlErrors.unsupported("updateDouble");
  }

  @Override
  public void updateBigDecimal(String columnLabel, BigDecimal x) throws SQLException {
    throw SqlErrors.unsupported("updateBigDecimal");
  }

  @Override
  public void updateString(String columnLabel, String x) throws SQLException {
    throw SqlErrors.unsupported("updateString");
  }

  @Override
  public void updateBytes(String columnLabel, byte x[]) throws SQLException {
    throw SqlErrors.unsupported("updateBytes");
  }

  @Override
  public void updateDate(String columnLabel, java.sql.Date x) throws SQLException {
    throw SqlErrors.unsupported("updateDate");
  }

  @Override
  public void updateTime(String columnLabel, java.sql.Time x) throws SQLException {
    throw SqlErrors.unsupported("updateTime");
  }

  @Override
  public void updateTimestamp(String columnLabel, java.sql.Timestamp x) throws SQLException {
    throw SqlErrors.unsupported("updateTimestamp");
  }

  @Override
  public void updateAsciiStream(String columnLabel, java.io.InputStream x, int length)
      throws SQLException {
    throw SqlErrors.unsupported("updateAsciiStream");
  }

  @Override
  public void updateBinaryStream(String columnLabel, java.io.InputStream x, int length)
      throws SQLException {
    throw SqlErrors.unsupported("updateBinaryStream");
  }

  @Override
  public void updateCharacterStream(String columnLabel, java.io.Reader reader, int length)
      throws SQLException {
    throw SqlErrors.unsupported("updateCharacterStream");
  }

  @Override
  public void updateObject(String columnLabel, Object x, int scaleOrLength) throws SQLException {
    throw SqlErrors.unsupported("updateObject");
  }

  @Override
  public void updateObject(String columnLabel, Object x) throws SQLException {
    throw SqlErrors.unsupported("updateObject");
  }

  @Override
  public void insertRow() throws SQLException {
    throw SqlErrors.unsupported("insertRow");
  }

  @Override
  public void updateRow() throws SQLException {
    throw SqlErrors.unsupported("updateRow");
  }

  @Override
  public void deleteRow() throws SQLException {
    throw SqlErrors.unsupported("deleteRow");
  }

  @Override
  public void refreshRow() throws SQLException {
    throw SqlErrors.unsupported("refreshRow");
  }

  @Override
  public void cancelRowUpdates() throws SQLException {
    throw SqlErrors.unsupported("cancelRowUpdates");
  }

  @Override
  public void moveToInsertRow() throws SQLException {
    throw SqlErrors.unsupported("moveToInsertRow");
  }

  @Override
  public void moveToCurrentRow() throws SQLException {
    throw SqlErrors.unsupported("moveToCurrentRow");
  }

  @Override
  public Ref getRef(int columnIndex) throws SQLException {
    throw SqlErrors.unsupported("getRef");
  }

  @Override
  public Blob getBlob(int columnIndex) throws SQLException {
    throw SqlErrors.unsupported("getBlob");
  }

  @Override
  public Clob getClob(int columnIndex) throws SQLException {
    throw SqlErrors.unsupported("getClob");
  }

  @Override
  public Ref getRef(String columnLabel) throws SQLException {
    throw SqlErrors.unsupported("getRef");
  }

  @Override
  public Blob getBlob(String columnLabel) throws SQLException {
    throw SqlErrors.unsupported("getBlob");
  }

  @Override
  public Clob getClob(String columnLabel) throws SQLException {
    throw SqlErrors.unsupported("getClob");
  }

  @Override
  public java.net.URL getURL(int columnIndex) throws SQLException {
    throw SqlErrors.unsupported("getURL");
  }

  @Override
  public java.net.URL getURL(String columnLabel) throws SQLException {
    throw SqlErrors.unsupported("getURL");
  }

  @Override
  public void updateRef(int columnIndex, java.sql.Ref x) throws SQLException {
    throw SqlErrors.unsupported("updateRef");
  }

  @Override
  public void updateRef(String columnLabel, java.sql.Ref x) throws SQLException {
    throw SqlErrors.unsupported("updateRef");
  }

  @Override
  public void updateBlob(int columnIndex, java.sql.Blob x) throws SQLException {
    throw SqlErrors.unsupported("updateBlob");
  }

  @Override
  public void updateBlob(String columnLabel, java.sql.Blob x) throws SQLException {
    throw SqlErrors.unsupported("updateBlob");
  }

  @Override
  public void updateClob(int columnIndex, java.sql.Clob x) throws SQLException {
    throw SqlErrors.unsupported("updateClob");
  }

  @Override
  public void updateClob(String columnLabel, java.sql.Clob x) throws SQLException {
    throw SqlErrors.unsupported("updateClob");
  }

  @Override
  public void updateArray(int columnIndex, java.sql.Array x) throws SQLException {
    throw SqlErrors.unsupported("updateArray");
  }

  @Override
  public void updateArray(String columnLabel, java.sql.Array x) throws SQLException {
    throw SqlErrors.unsupported("updateArray");
  }

  @Override
  public RowId getRowId(int columnIndex) throws SQLException {
    throw SqlErrors.unsupported("getRowId");
  }

  @Override
  public RowId getRowId(String columnLabel) throws SQLException {
    throw SqlErrors.unsupported("getRowId");
  }

  @Override
  public void updateRowId(int columnIndex, RowId x) throws SQLException {
    throw SqlErrors.unsupported("updateRowId");
  }

  @Override
  public void updateRowId(String columnLabel, RowId x) throws SQLException {
    throw SqlErrors.unsupported("updateRowId");
  }

  @Override
  public void updateNString(int columnIndex, String nString) throws SQLException {
    throw SqlErrors.unsupported("updateNString");
  }

  @Override
  public void updateNString(String columnLabel, String nString) throws SQLException {
    throw SqlErrors.unsupported("updateNString");
  }

  @Override
  public void updateNClob(int columnIndex, NClob nClob) throws SQLException {
    throw SqlErrors.unsupported("updateNClob");
  }

  @Override
  public void updateNClob(String columnLabel, NClob nClob) throws SQLException {
    throw SqlErrors.unsupported("updateNClob");
  }

  @Override
  public NClob getNClob(int columnIndex) throws SQLException {
    throw SqlErrors.unsupported("getNClob");
  }

  @Override
  public NClob getNClob(String columnLabel) throws SQLException {
    throw SqlErrors.unsupported("getNClob");
  }

  @Override
  public SQLXML getSQLXML(int columnIndex) throws SQLException {
    throw SqlErrors.unsupported("getSQLXML");
  }

  @Override
  public SQLXML getSQLXML(String columnLabel) throws SQLException {
    throw SqlErrors.unsupported("getSQLXML");
  }

  @Override
  public void updateSQLXML(int columnIndex, SQLXML xmlObject) throws SQLException {
    throw SqlErrors.unsupported("updateSQLXML");
  }

  @Override
  public void updateSQLXML(String columnLabel, SQLXML xmlObject) throws SQLException {
    throw SqlErrors.unsupported("updateSQLXML");
  }

  @Override
  public java.io.Reader getNCharacterStream(int columnIndex) throws SQLException {
    throw SqlErrors.unsupported("getNCharacterStream");
  }

  @Override
  public java.io.Reader getNCharacterStream(String columnLabel) throws SQLException {
    throw SqlErrors.unsupported("getNCharacterStream");
  }

  @Override
  public void updateNCharacterStream(int columnIndex, java.io.Reader x, long length)
      throws SQLException {
    throw SqlErrors.unsupported("updateNCharacterStream");
  }

  @Override
  public void updateNCharacterStream(String columnLabel, java.io.Reader reader, long length)
      throws SQLException {
    throw SqlErrors.unsupported("updateNCharacterStream");
  }

  @Override
  public void updateAsciiStream(int columnIndex, java.io.InputStream x, long length)
      throws SQLException {
    throw SqlErrors.unsupported("updateAsciiStream");
  }

  @Override
  public void updateBinaryStream(int columnIndex, java.io.InputStream x, long length)
      throws SQLException {
    throw SqlErrors.unsupported("updateBinaryStream");
  }

  @Override
  public void updateCharacterStream(int columnIndex, java.io.Reader x, long length)
      throws SQLException {
    throw SqlErrors.unsupported("updateCharacterStream");
  }

  @Override
  public void updateAsciiStream(String columnLabel, java.io.InputStream x, long length)
      throws SQLException {
    throw SqlErrors.unsupported("updateAsciiStream");
  }

  @Override
  public void updateBinaryStream(String columnLabel, java.io.InputStream x, long length)
      throws SQLException {
    throw SqlErrors.unsupported("updateBinaryStream");
  }

  @Override
  public void updateCharacterStream(String columnLabel, java.io.Reader reader, long length)
      throws SQLException {
    throw SqlErrors.unsupported("updateCharacterStream");
  }

  @Override
  public void updateBlob(int columnIndex, InputStream inputStream, long length)
      throws SQLException {
    throw SqlErrors.unsupported("updateBlob");
  }

  @Override
  public void updateBlob(String columnLabel, InputStream inputStream, long length)
      throws SQLException {
    throw SqlErrors.unsupported("updateBlob");
  }

  @Override
  public void updateClob(int columnIndex, Reader reader, long length) throws SQLException {
    throw SqlErrors.unsupported("updateClob");
  }

  @Override
  public void updateClob(String columnLabel, Reader reader, long length) throws SQLException {
    throw SqlErrors.unsupported("updateClob");
  }

  @Override
  public void updateNClob(int columnIndex, Reader reader, long length) throws SQLException {
    throw SqlErrors.unsupported("updateNClob");
  }

  @Override
  public void updateNClob(String columnLabel, Reader reader, long length) throws SQLException {
    throw SqlErrors.unsupported("updateNClob");
  }

  @Override
  public void updateNCharacterStream(int columnIndex, java.io.Reader x) throws SQLException {
    throw SqlErrors.unsupported("updateNCharacterStream");
  }

  @Override
  public void updateNCharacterStream(String columnLabel, java.io.Reader reader)
      throws SQLException {
    throw SqlErrors.unsupported("updateNCharacterStream");
  }

  @Override
  public void updateAsciiStream(int columnIndex, java.io.InputStream x) throws SQLException {
    throw SqlErrors.unsupported("updateAsciiStream");
  }

  @Override
  public void updateBinaryStream(int columnIndex, java.io.InputStream x) throws SQLException {
    throw SqlErrors.unsupported("updateBinaryStream");
  }

  @Override
  public void updateCharacterStream(int columnIndex, java.io.Reader x) throws SQLException {
    throw SqlErrors.unsupported("updateCharacterStream");
  }

  @Override
  public void updateAsciiStream(String columnLabel, java.io.InputStream x) throws SQLException {
    throw SqlErrors.unsupported("updateAsciiStream");
  }

  @Override
  public void updateBinaryStream(String columnLabel, java.io.InputStream x) throws SQLException {
    throw SqlErrors.unsupported("updateBinaryStream");
  }

  @Override
  public void updateCharacterStream(String columnLabel, java.io.Reader reader) throws SQLException {
    throw SqlErrors.unsupported("updateCharacterStream");
  }

  @Override
  public void updateBlob(int columnIndex, InputStream inputStream) throws SQLException {
    throw SqlErrors.unsupported("updateBlob");
  }

  @Override
  public void updateBlob(String columnLabel, InputStream inputStream) throws SQLException {
    throw SqlErrors.unsupported("updateBlob");
  }

  @Override
  public void updateClob(int columnIndex, Reader reader) throws SQLException {
    throw SqlErrors.unsupported("updateClob");
  }

  @Override
  public void updateClob(String columnLabel, Reader reader) throws SQLException {
    throw SqlErrors.unsupported("updateClob");
  }

  @Override
  public void updateNClob(int columnIndex, Reader reader) throws SQLException {
    throw SqlErrors.unsupported("updateNClob");
  }

  @Override
  public void updateNClob(String columnLabel, Reader reader) throws SQLException {
    throw SqlErrors.unsupported("updateNClob");
  }
}
