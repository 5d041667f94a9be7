package io.proxima.jdbc;

import io.proxima.client.Nullable;
import io.proxima.client.ParameterColumn;
import io.proxima.client.PreparedQuery;
import io.proxima.client.RowLayout;
import io.proxima.client.Session;
import io.proxima.client.SessionException;
import io.proxima.client.ValueType;
import io.proxima.client.value.Coercion;
import io.proxima.client.value.Place;
import io.proxima.client.value.RowEncoder;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Array;
import java.sql.Date;
import java.sql.ParameterMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.List;

/// A statement that was planned once, with its parameters.
///
/// Values are copied when they are set: a program may reuse its arrays. They are brought to the
/// types of the plan when the statement is executed. A batch of a plain `INSERT` or `UPSERT` goes
/// as one Avro block; of anything else as a list of rows. Either is one statement: all of it takes
/// effect or nothing.
final class ProximaPreparedStatement extends UnsupportedPreparedStatement {
  private final PreparedQuery query;
  private final boolean givesKeys;
  private final @Nullable Object[] values;
  private final boolean[] isSet;
  private final List<@Nullable Object[]> batch = new ArrayList<>();

  ProximaPreparedStatement(ProximaConnection connection, GeneratedKeys.Asked asked) {
    super(connection);
    this.query = asked.query();
    this.givesKeys = asked.givesKeys();
    this.values = new @Nullable Object[query.parameters().size()];
    this.isSet = new boolean[values.length];
  }

  @Override
  public PreparedQuery wrapped() {
    return query;
  }

  // Execution.

  @Override
  public boolean execute() throws SQLException {
    return run(Gives.ANY);
  }

  @Override
  public ResultSet executeQuery() throws SQLException {
    run(Gives.ROWS);
    return rows();
  }

  @Override
  public int executeUpdate() throws SQLException {
    return toInt(executeLargeUpdate());
  }

  @Override
  public long executeLargeUpdate() throws SQLException {
    run(Gives.COUNT);
    return count();
  }

  private boolean run(Gives gives) throws SQLException {
    begin();
    checkAllSet();
    return take(
        gate()
            .call(
                this,
                session -> {
                  if (!givesKeys) {
                    gives.check(query);
                  }
                  return session.execute(query, coerced(values, 0), options(givesKeys));
                }),
        givesKeys);
  }

  /// The values in the classes of the plan's types; `row` from 1, or 0 outside a batch.
  private @Nullable Object[] coerced(@Nullable Object[] given, int row) throws SessionException {
    @Nullable Object[] coerced = new @Nullable Object[given.length];
    for (int i = 0; i < given.length; i++) {
      Object value = given[i];
      if (value != null) {
        int number = i + 1;
        Place place = () -> "parameter " + number + (row == 0 ? "" : ", row " + row);
        ParameterColumn parameter = query.parameters().get(i);
        coerced[i] = Coercion.coerce(parameter.type(), parameter.precision(), value, place);
      }
    }
    return coerced;
  }

  // Batches.

  @Override
  public void addBatch() throws SQLException {
    checkOpen();
    if (givesKeys) {
      throw SqlErrors.unsupported("generated keys of a batch");
    }
    if (query.isQuery()) {
      throw SqlErrors.of("07005", "a batch of a statement that gives rows");
    }
    checkAllSet();
    batch.add(values.clone());
  }

  @Override
  public void clearBatch() throws SQLException {
    checkOpen();
    batch.clear();
  }

  @Override
  public long[] executeLargeBatch() throws SQLException {
    begin();
    List<@Nullable Object[]> rows = new ArrayList<>(batch);
    batch.clear();
    if (rows.isEmpty()) {
      return new long[0];
    }
    try {
      return gate().call(this, session -> send(session, rows));
    } catch (SQLException e) {
      throw SqlErrors.ofWholeBatch(e, rows.size());
    }
  }

  private long[] send(Session session, List<@Nullable Object[]> rows) throws SessionException {
    RowLayout layout = query.rowLayout();
    if (layout == null) {
      List<@Nullable Object[]> coerced = new ArrayList<>(rows.size());
      for (int i = 0; i < rows.size(); i++) {
        coerced.add(coerced(rows.get(i), i + 1));
      }
      return session.executeBatch(query, coerced, options(false));
    }
    long count = session.executeBlock(query, new RowEncoder(layout).encode(rows), options(false));
    long[] counts = new long[rows.size()];
    Arrays.fill(counts, count == rows.size() ? 1 : SUCCESS_NO_INFO);
    return counts;
  }

  // Parameters.

  @Override
  public void setObject(int parameterIndex, @Nullable Object x) throws SQLException {
    int index = index(parameterIndex);
    values[index] = x == null ? null : Parameters.copy(x, parameterIndex);
    isSet[index] = true;
  }

  @Override
  public void setObject(int parameterIndex, @Nullable Object x, int targetSqlType)
      throws SQLException {
    setObject(parameterIndex, x, targetSqlType, -1);
  }

  @Override
  public void setObject(
      int parameterIndex, @Nullable Object x, int targetSqlType, int scaleOrLength)
      throws SQLException {
    ValueType type = JdbcTypes.typeOf(targetSqlType);
    if (x == null || type == null) {
      setObject(parameterIndex, x);
      return;
    }
    try {
      Object value =
          Coercion.coerce(
              type, 0, Parameters.copy(x, parameterIndex), () -> "parameter " + parameterIndex);
      setObject(
          parameterIndex,
          value instanceof BigDecimal decimal && scaleOrLength >= 0
              ? decimal.setScale(scaleOrLength, RoundingMode.HALF_UP)
              : value);
    } catch (SessionException e) {
      throw SqlErrors.of(e);
    }
  }

  @Override
  public void setNull(int parameterIndex, int sqlType) throws SQLException {
    setObject(parameterIndex, null);
  }

  @Override
  public void setNull(int parameterIndex, int sqlType, @Nullable String typeName)
      throws SQLException {
    setObject(parameterIndex, null);
  }

  @Override
  public void setBoolean(int parameterIndex, boolean x) throws SQLException {
    setObject(parameterIndex, x);
  }

  @Override
  public void setByte(int parameterIndex, byte x) throws SQLException {
    setObject(parameterIndex, x);
  }

  @Override
  public void setShort(int parameterIndex, short x) throws SQLException {
    setObject(parameterIndex, x);
  }

  @Override
  public void setInt(int parameterIndex, int x) throws SQLException {
    setObject(parameterIndex, x);
  }

  @Override
  public void setLong(int parameterIndex, long x) throws SQLException {
    setObject(parameterIndex, x);
  }

  @Override
  public void setFloat(int parameterIndex, float x) throws SQLException {
    setObject(parameterIndex, x);
  }

  @Override
  public void setDouble(int parameterIndex, double x) throws SQLException {
    setObject(parameterIndex, x);
  }

  @Override
  public void setBigDecimal(int parameterIndex, @Nullable BigDecimal x) throws SQLException {
    setObject(parameterIndex, x);
  }

  @Override
  public void setString(int parameterIndex, @Nullable String x) throws SQLException {
    setObject(parameterIndex, x);
  }

  @Override
  public void setNString(int parameterIndex, @Nullable String value) throws SQLException {
    setObject(parameterIndex, value);
  }

  @Override
  public void setBytes(int parameterIndex, byte @Nullable [] x) throws SQLException {
    setObject(parameterIndex, x);
  }

  @Override
  public void setArray(int parameterIndex, @Nullable Array x) throws SQLException {
    setObject(parameterIndex, x);
  }

  @Override
  public void setDate(int parameterIndex, @Nullable Date x) throws SQLException {
    setObject(parameterIndex, x);
  }

  @Override
  public void setTime(int parameterIndex, @Nullable Time x) throws SQLException {
    setObject(parameterIndex, x);
  }

  @Override
  public void setTimestamp(int parameterIndex, @Nullable Timestamp x) throws SQLException {
    setObject(parameterIndex, x);
  }

  @Override
  public void setDate(int parameterIndex, @Nullable Date x, @Nullable Calendar calendar)
      throws SQLException {
    setObject(
        parameterIndex,
        x == null || calendar == null ? x : Zones.wall(x.getTime(), calendar).toLocalDate());
  }

  @Override
  public void setTime(int parameterIndex, @Nullable Time x, @Nullable Calendar calendar)
      throws SQLException {
    setObject(
        parameterIndex,
        x == null || calendar == null ? x : Zones.wall(x.getTime(), calendar).toLocalTime());
  }

  /// The instant itself for a column with a time zone, otherwise the calendar's wall time.
  @Override
  public void setTimestamp(int parameterIndex, @Nullable Timestamp x, @Nullable Calendar calendar)
      throws SQLException {
    boolean zoned = typeAt(parameterIndex) == ValueType.TIMESTAMP_TZ;
    setObject(
        parameterIndex,
        x == null || calendar == null || zoned ? x : Zones.wall(x.toInstant(), calendar));
  }

  @Override
  public void clearParameters() throws SQLException {
    checkOpen();
    Arrays.fill(values, null);
    Arrays.fill(isSet, false);
  }

  // Metadata.

  @Override
  public @Nullable ResultSetMetaData getMetaData() throws SQLException {
    checkOpen();
    return query.isQuery()
        ? new ProximaResultSetMetaData(query.columns(), connection().defaults().vectorType())
        : null;
  }

  @Override
  public ParameterMetaData getParameterMetaData() throws SQLException {
    checkOpen();
    return new ProximaParameterMetaData(query.parameters(), connection().defaults().vectorType());
  }

  @Override
  public void close() throws SQLException {
    if (isClosed()) {
      return;
    }
    super.close();
    gate().giveBack(this, session -> session.release(query));
  }

  private ValueType typeAt(int parameterIndex) throws SQLException {
    return query.parameters().get(index(parameterIndex)).type();
  }

  private int index(int parameterIndex) throws SQLException {
    checkOpen();
    if (parameterIndex < 1 || parameterIndex > values.length) {
      throw SqlErrors.of(
          "07009", "parameter " + parameterIndex + " of a statement of " + values.length);
    }
    return parameterIndex - 1;
  }

  private void checkAllSet() throws SQLException {
    for (int i = 0; i < isSet.length; i++) {
      if (!isSet[i]) {
        throw SqlErrors.of("07001", "parameter " + (i + 1) + " is not set");
      }
    }
  }
}
