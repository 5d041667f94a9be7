package io.proxima.jdbc;

import io.proxima.client.ResultColumn;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.List;

/// What the columns of a result are.
///
/// - **Threads:** immutable.
final class ProximaResultSetMetaData implements ResultSetMetaData, Unwrapping {
  private final List<ResultColumn> columns;
  private final VectorType vectorType;

  ProximaResultSetMetaData(List<ResultColumn> columns, VectorType vectorType) {
    this.columns = columns;
    this.vectorType = vectorType;
  }

  @Override
  public int getColumnCount() {
    return columns.size();
  }

  @Override
  public boolean isAutoIncrement(int column) throws SQLException {
    return at(column).identity();
  }

  @Override
  public boolean isCaseSensitive(int column) throws SQLException {
    return switch (at(column).type()) {
      case CHAR, VARCHAR, JSON -> true;
      default -> false;
    };
  }

  @Override
  public boolean isSearchable(int column) throws SQLException {
    at(column);
    return true;
  }

  @Override
  public boolean isCurrency(int column) throws SQLException {
    at(column);
    return false;
  }

  @Override
  public int isNullable(int column) throws SQLException {
    return at(column).nullable() ? columnNullable : columnNoNulls;
  }

  @Override
  public boolean isSigned(int column) throws SQLException {
    return JdbcTypes.isSigned(at(column).type());
  }

  @Override
  public int getColumnDisplaySize(int column) throws SQLException {
    return JdbcTypes.displaySizeOf(at(column));
  }

  @Override
  public String getColumnLabel(int column) throws SQLException {
    return at(column).label();
  }

  @Override
  public String getColumnName(int column) throws SQLException {
    ResultColumn found = at(column);
    return found.name().isEmpty() ? found.label() : found.name();
  }

  @Override
  public String getSchemaName(int column) throws SQLException {
    return at(column).schema();
  }

  @Override
  public int getPrecision(int column) throws SQLException {
    ResultColumn found = at(column);
    return JdbcTypes.precisionOf(found.type(), found.precision());
  }

  @Override
  public int getScale(int column) throws SQLException {
    return at(column).scale();
  }

  @Override
  public String getTableName(int column) throws SQLException {
    return at(column).table();
  }

  @Override
  public String getCatalogName(int column) throws SQLException {
    at(column);
    return "";
  }

  @Override
  public int getColumnType(int column) throws SQLException {
    return JdbcTypes.codeOf(at(column).type(), vectorType);
  }

  @Override
  public String getColumnTypeName(int column) throws SQLException {
    return JdbcTypes.nameOf(at(column).type());
  }

  @Override
  public boolean isReadOnly(int column) throws SQLException {
    at(column);
    return true;
  }

  @Override
  public boolean isWritable(int column) throws SQLException {
    at(column);
    return false;
  }

  @Override
  public boolean isDefinitelyWritable(int column) throws SQLException {
    at(column);
    return false;
  }

  @Override
  public String getColumnClassName(int column) throws SQLException {
    return JdbcTypes.classOf(at(column).type(), vectorType).getName();
  }

  private ResultColumn at(int column) throws SQLException {
    if (column < 1 || column > columns.size()) {
      throw SqlErrors.of(
          "07009", "column " + column + " of a result of " + columns.size() + " column(s)");
    }
    return columns.get(column - 1);
  }
}
