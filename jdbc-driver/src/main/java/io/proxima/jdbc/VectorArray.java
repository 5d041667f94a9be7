package io.proxima.jdbc;

import io.proxima.client.Nullable;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// A vector as `java.sql.Array`: its elements are `REAL`, its array is `float[]`.
final class VectorArray implements Array {
  private final SessionGate gate;
  private float @Nullable [] vector;

  /// Keeps the array.
  VectorArray(SessionGate gate, float[] vector) {
    this.gate = gate;
    this.vector = vector;
  }

  @Override
  public String getBaseTypeName() {
    return "REAL";
  }

  @Override
  public int getBaseType() {
    return Types.REAL;
  }

  @Override
  public Object getArray() throws SQLException {
    return floats().clone();
  }

  @Override
  public Object getArray(@Nullable Map<String, Class<?>> map) throws SQLException {
    refuseMap(map);
    return getArray();
  }

  @Override
  public Object getArray(long index, int count) throws SQLException {
    float[] all = floats();
    if (index < 1 || count < 0 || index - 1 > all.length) {
      throw SqlErrors.of(
          "2202E", "elements " + index + " and on of an array of " + all.length + " elements");
    }
    int from = (int) index - 1;
    return Arrays.copyOfRange(all, from, from + Math.min(count, all.length - from));
  }

  @Override
  public Object getArray(long index, int count, @Nullable Map<String, Class<?>> map)
      throws SQLException {
    refuseMap(map);
    return getArray(index, count);
  }

  @Override
  public ResultSet getResultSet() throws SQLException {
    return rows(1, floats());
  }

  @Override
  public ResultSet getResultSet(@Nullable Map<String, Class<?>> map) throws SQLException {
    refuseMap(map);
    return getResultSet();
  }

  @Override
  public ResultSet getResultSet(long index, int count) throws SQLException {
    return rows((int) index, (float[]) getArray(index, count));
  }

  @Override
  public ResultSet getResultSet(long index, int count, @Nullable Map<String, Class<?>> map)
      throws SQLException {
    refuseMap(map);
    return getResultSet(index, count);
  }

  @Override
  public void free() {
    vector = null;
  }

  @Override
  public String toString() {
    return vector == null ? "freed" : io.proxima.client.value.VectorText.format(vector);
  }

  private ResultSet rows(int first, float[] elements) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (int i = 0; i < elements.length; i++) {
      rows.add(new Object[] {first + i, elements[i]});
    }
    return ProximaResultSet.of(
        gate, new ListRows(ListRows.columns("INDEX:INTEGER VALUE:REAL"), rows));
  }

  private float[] floats() throws SQLException {
    if (vector == null) {
      throw SqlErrors.of(SqlErrors.SEQUENCE, "the array was freed");
    }
    return vector;
  }

  private static void refuseMap(@Nullable Map<String, Class<?>> map) throws SQLException {
    if (map != null && !map.isEmpty()) {
      throw SqlErrors.unsupported("a type map");
    }
  }
}
