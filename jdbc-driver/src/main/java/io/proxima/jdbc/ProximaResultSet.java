package io.proxima.jdbc;

import io.proxima.client.Nullable;
import io.proxima.client.ResultColumn;
import io.proxima.client.RowStream;
import io.proxima.client.ValueType;
import io.proxima.client.value.Coercion;
import io.proxima.client.value.Place;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Date;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Calendar;
import java.util.List;
import java.util.Map;

/// Rows of a query, forward only, read only.
///
/// Behind the last row the stream is given back at once. A closed one refuses everything but
/// `close` and `isClosed` with `HY010`.
///
/// - **Threads:** one thread at a time.
final class ProximaResultSet extends UnsupportedResultSet {
  private enum At {
    START,
    ROW,
    END
  }

  private final SessionGate gate;
  private final @Nullable ProximaStatement statement;
  private final RowStream rows;
  private final List<ResultColumn> columns;
  private final ValueType[] types;
  private final Labels labels;
  private final VectorType vectorType;
  private At at = At.START;
  private long row;
  private boolean wasNull;
  private int fetchSize;
  private volatile boolean cancelled;
  private volatile boolean closed;

  private ProximaResultSet(
      SessionGate gate,
      @Nullable ProximaStatement statement,
      RowStream rows,
      VectorType vectorType,
      int fetchSize) {
    this.gate = gate;
    this.statement = statement;
    this.rows = rows;
    this.columns = rows.columns();
    this.types = columns.stream().map(ResultColumn::type).toArray(ValueType[]::new);
    this.labels = new Labels(columns);
    this.vectorType = vectorType;
    this.fetchSize = fetchSize;
  }

  /// The rows of a statement.
  static ProximaResultSet of(ProximaStatement statement, RowStream rows) throws SQLException {
    ProximaConnection connection = statement.connection();
    return new ProximaResultSet(
        connection.gate(),
        statement,
        rows,
        connection.defaults().vectorType(),
        statement.getFetchSize());
  }

  /// Rows that belong to no statement.
  static ProximaResultSet of(SessionGate gate, RowStream rows) {
    return new ProximaResultSet(gate, null, rows, VectorType.OTHER, 0);
  }

  @Override
  public boolean next() throws SQLException {
    checkOpen();
    if (at == At.END) {
      return false;
    }
    if (cancelled) {
      throw SqlErrors.of("57014", "the statement was cancelled");
    }
    Object owner = statement == null ? this : statement;
    if (gate.next(owner, rows)) {
      at = At.ROW;
      row++;
      return true;
    }
    at = At.END;
    gate.giveBack(owner, session -> rows.close());
    return false;
  }

  /// The current row in the classes of the contract; `next` of this class moves it.
  @Override
  public RowStream wrapped() {
    return rows;
  }

  /// Gives no more rows; comes from any thread.
  void cancel() {
    cancelled = true;
  }

  @Override
  public void close() throws SQLException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (at != At.END) {
        gate.giveBack(this, session -> rows.close());
      }
    } finally {
      if (statement != null) {
        statement.resultClosed();
      }
    }
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public boolean wasNull() throws SQLException {
    checkOpen();
    return wasNull;
  }

  @Override
  public int findColumn(String columnLabel) throws SQLException {
    checkOpen();
    return labels.find(columnLabel);
  }

  @Override
  public ResultSetMetaData getMetaData() throws SQLException {
    checkOpen();
    return new ProximaResultSetMetaData(columns, vectorType);
  }

  @Override
  public @Nullable Statement getStatement() throws SQLException {
    checkOpen();
    return statement;
  }

  @Override
  public int getRow() throws SQLException {
    checkOpen();
    return at == At.ROW ? (int) Math.min(row, Integer.MAX_VALUE) : 0;
  }

  @Override
  public boolean isFirst() throws SQLException {
    return getRow() == 1;
  }

  @Override
  public boolean isAfterLast() throws SQLException {
    checkOpen();
    return at == At.END && row > 0;
  }

  @Override
  public int getType() throws SQLException {
    checkOpen();
    return TYPE_FORWARD_ONLY;
  }

  @Override
  public int getConcurrency() throws SQLException {
    checkOpen();
    return CONCUR_READ_ONLY;
  }

  @Override
  public int getHoldability() throws SQLException {
    checkOpen();
    return CLOSE_CURSORS_AT_COMMIT;
  }

  @Override
  public int getFetchDirection() throws SQLException {
    checkOpen();
    return FETCH_FORWARD;
  }

  @Override
  public void setFetchDirection(int direction) throws SQLException {
    checkOpen();
    if (direction != FETCH_FORWARD) {
      throw SqlErrors.unsupported("another fetch direction than forward");
    }
  }

  @Override
  public int getFetchSize() throws SQLException {
    checkOpen();
    return fetchSize;
  }

  @Override
  public void setFetchSize(int rowCount) throws SQLException {
    checkOpen();
    fetchSize = ProximaStatement.notNegative(rowCount, "fetch size");
  }

  @Override
  public @Nullable SQLWarning getWarnings() throws SQLException {
    checkOpen();
    return null;
  }

  @Override
  public void clearWarnings() throws SQLException {
    checkOpen();
  }

  // Values by position.

  @Override
  public boolean getBoolean(int columnIndex) throws SQLException {
    Boolean value = value(columnIndex, Boolean.class);
    return value != null && value;
  }

  @Override
  public byte getByte(int columnIndex) throws SQLException {
    Byte value = value(columnIndex, Byte.class);
    return value == null ? 0 : value;
  }

  @Override
  public short getShort(int columnIndex) throws SQLException {
    Short value = value(columnIndex, Short.class);
    return value == null ? 0 : value;
  }

  @Override
  public int getInt(int columnIndex) throws SQLException {
    int column = column(columnIndex);
    if (types[column] == ValueType.INTEGER || types[column] == ValueType.SMALLINT) {
      wasNull = rows.isNull(column);
      return (int) rows.longAt(column);
    }
    Integer value = value(columnIndex, Integer.class);
    return value == null ? 0 : value;
  }

  @Override
  public long getLong(int columnIndex) throws SQLException {
    int column = column(columnIndex);
    if (types[column] == ValueType.BIGINT || types[column] == ValueType.INTEGER) {
      wasNull = rows.isNull(column);
      return rows.longAt(column);
    }
    Long value = value(columnIndex, Long.class);
    return value == null ? 0 : value;
  }

  @Override
  public float getFloat(int columnIndex) throws SQLException {
    Float value = value(columnIndex, Float.class);
    return value == null ? 0 : value;
  }

  @Override
  public double getDouble(int columnIndex) throws SQLException {
    int column = column(columnIndex);
    if (types[column] == ValueType.DOUBLE || types[column] == ValueType.REAL) {
      wasNull = rows.isNull(column);
      return rows.doubleAt(column);
    }
    Double value = value(columnIndex, Double.class);
    return value == null ? 0 : value;
  }

  @Override
  public @Nullable BigDecimal getBigDecimal(int columnIndex) throws SQLException {
    return value(columnIndex, BigDecimal.class);
  }

  @Override
  public @Nullable String getString(int columnIndex) throws SQLException {
    return value(columnIndex, String.class);
  }

  @Override
  public @Nullable String getNString(int columnIndex) throws SQLException {
    return getString(columnIndex);
  }

  @Override
  public byte @Nullable [] getBytes(int columnIndex) throws SQLException {
    return value(columnIndex, byte[].class);
  }

  @Override
  public @Nullable Date getDate(int columnIndex) throws SQLException {
    return value(columnIndex, Date.class);
  }

  @Override
  public @Nullable Time getTime(int columnIndex) throws SQLException {
    return value(columnIndex, Time.class);
  }

  @Override
  public @Nullable Timestamp getTimestamp(int columnIndex) throws SQLException {
    return value(columnIndex, Timestamp.class);
  }

  @Override
  public @Nullable Date getDate(int columnIndex, @Nullable Calendar calendar) throws SQLException {
    LocalDate date = value(columnIndex, LocalDate.class);
    return date == null ? null : new Date(Zones.millis(date.atStartOfDay(), calendar));
  }

  @Override
  public @Nullable Time getTime(int columnIndex, @Nullable Calendar calendar) throws SQLException {
    LocalTime time = value(columnIndex, LocalTime.class);
    return time == null ? null : new Time(Zones.millis(LocalDate.EPOCH.atTime(time), calendar));
  }

  @Override
  public @Nullable Timestamp getTimestamp(int columnIndex, @Nullable Calendar calendar)
      throws SQLException {
    if (calendar == null || types[column(columnIndex)] == ValueType.TIMESTAMP_TZ) {
      return getTimestamp(columnIndex);
    }
    LocalDateTime time = value(columnIndex, LocalDateTime.class);
    return time == null ? null : Zones.timestamp(time, calendar);
  }

  @Override
  public @Nullable Array getArray(int columnIndex) throws SQLException {
    float[] vector = value(columnIndex, float[].class);
    return vector == null ? null : new VectorArray(gate, vector);
  }

  @Override
  public @Nullable Object getObject(int columnIndex) throws SQLException {
    Class<?> type = JdbcTypes.classOf(types[column(columnIndex)], vectorType);
    return getObject(columnIndex, type);
  }

  @Override
  public @Nullable Object getObject(int columnIndex, @Nullable Map<String, Class<?>> map)
      throws SQLException {
    if (map != null && !map.isEmpty()) {
      throw SqlErrors.unsupported("a type map");
    }
    return getObject(columnIndex);
  }

  @Override
  public <T> @Nullable T getObject(int columnIndex, Class<T> type) throws SQLException {
    if (type == null) {
      throw SqlErrors.of("22023", "the class wanted of column " + columnIndex + " is null");
    }
    return type == Array.class ? type.cast(getArray(columnIndex)) : value(columnIndex, type);
  }

  // Values by label.

  @Override
  public boolean getBoolean(String columnLabel) throws SQLException {
    return getBoolean(findColumn(columnLabel));
  }

  @Override
  public byte getByte(String columnLabel) throws SQLException {
    return getByte(findColumn(columnLabel));
  }

  @Override
  public short getShort(String columnLabel) throws SQLException {
    return getShort(findColumn(columnLabel));
  }

  @Override
  public int getInt(String columnLabel) throws SQLException {
    return getInt(findColumn(columnLabel));
  }

  @Override
  public long getLong(String columnLabel) throws SQLException {
    return getLong(findColumn(columnLabel));
  }

  @Override
  public float getFloat(String columnLabel) throws SQLException {
    return getFloat(findColumn(columnLabel));
  }

  @Override
  public double getDouble(String columnLabel) throws SQLException {
    return getDouble(findColumn(columnLabel));
  }

  @Override
  public @Nullable BigDecimal getBigDecimal(String columnLabel) throws SQLException {
    return getBigDecimal(findColumn(columnLabel));
  }

  @Override
  public @Nullable String getString(String columnLabel) throws SQLException {
    return getString(findColumn(columnLabel));
  }

  @Override
  public @Nullable String getNString(String columnLabel) throws SQLException {
    return getString(findColumn(columnLabel));
  }

  @Override
  public byte @Nullable [] getBytes(String columnLabel) throws SQLException {
    return getBytes(findColumn(columnLabel));
  }

  @Override
  public @Nullable Date getDate(String columnLabel) throws SQLException {
    return getDate(findColumn(columnLabel));
  }

  @Override
  public @Nullable Time getTime(String columnLabel) throws SQLException {
    return getTime(findColumn(columnLabel));
  }

  @Override
  public @Nullable Timestamp getTimestamp(String columnLabel) throws SQLException {
    return getTimestamp(findColumn(columnLabel));
  }

  @Override
  public @Nullable Date getDate(String columnLabel, @Nullable Calendar calendar)
      throws SQLException {
    return getDate(findColumn(columnLabel), calendar);
  }

  @Override
  public @Nullable Time getTime(String columnLabel, @Nullable Calendar calendar)
      throws SQLException {
    return getTime(findColumn(columnLabel), calendar);
  }

  @Override
  public @Nullable Timestamp getTimestamp(String columnLabel, @Nullable Calendar calendar)
      throws SQLException {
    return getTimestamp(findColumn(columnLabel), calendar);
  }

  @Override
  public @Nullable Array getArray(String columnLabel) throws SQLException {
    return getArray(findColumn(columnLabel));
  }

  @Override
  public @Nullable Object getObject(String columnLabel) throws SQLException {
    return getObject(findColumn(columnLabel));
  }

  @Override
  public @Nullable Object getObject(String columnLabel, @Nullable Map<String, Class<?>> map)
      throws SQLException {
    return getObject(findColumn(columnLabel), map);
  }

  @Override
  public <T> @Nullable T getObject(String columnLabel, Class<T> type) throws SQLException {
    return getObject(findColumn(columnLabel), type);
  }

  // What the getters share.

  private <T> @Nullable T value(int columnIndex, Class<T> type) throws SQLException {
    int column = column(columnIndex);
    Object value = rows.valueAt(column);
    wasNull = value == null;
    if (value == null) {
      return null;
    }
    if (type.isInstance(value) && type != Object.class) {
      return type.cast(value);
    }
    if (types[column] == ValueType.INT8VEC && type == byte[].class) {
      return type.cast(Coercion.signedBytes((float[]) value));
    }
    Place place = () -> "column " + columns.get(column).label();
    return Conversions.to(type, value, place);
  }

  /// The position from 0 in the current row.
  private int column(int columnIndex) throws SQLException {
    checkOpen();
    if (at != At.ROW) {
      throw SqlErrors.of(
          "24000", at == At.START ? "call next() before reading a row" : "behind the last row");
    }
    if (columnIndex < 1 || columnIndex > types.length) {
      throw SqlErrors.of(
          "07009", "column " + columnIndex + " of a result of " + types.length + " column(s)");
    }
    return columnIndex - 1;
  }

  private void checkOpen() throws SQLException {
    if (closed) {
      throw SqlErrors.of(SqlErrors.SEQUENCE, "the result set is closed");
    }
    gate.checkOpen();
  }
}
