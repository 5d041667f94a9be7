package io.proxima.jdbc;

import io.proxima.client.Nullable;
import io.proxima.client.ResultColumn;
import io.proxima.client.RowStream;
import io.proxima.client.ValueType;
import java.util.ArrayList;
import java.util.List;

/// Rows that are there already, such as those of the database's metadata.
final class ListRows implements RowStream {
  private final List<ResultColumn> columns;
  private final List<@Nullable Object[]> rows;
  private int at = -1;

  ListRows(List<ResultColumn> columns, List<@Nullable Object[]> rows) {
    this.columns = List.copyOf(columns);
    this.rows = rows;
  }

  /// Columns from names separated by blanks; a name may be followed by `:` and a type, otherwise it
  /// is a `VARCHAR`.
  static List<ResultColumn> columns(String names) {
    List<ResultColumn> columns = new ArrayList<>();
    for (String name : names.trim().split("\\s+")) {
      int colon = name.indexOf(':');
      ValueType type = colon < 0 ? ValueType.VARCHAR : ValueType.valueOf(name.substring(colon + 1));
      String label = colon < 0 ? name : name.substring(0, colon);
      columns.add(new ResultColumn(label, "", "", "", type, 0, 0, true, false));
    }
    return columns;
  }

  @Override
  public List<ResultColumn> columns() {
    return columns;
  }

  @Override
  public boolean next() {
    if (at < rows.size()) {
      at++;
    }
    return at < rows.size();
  }

  @Override
  public boolean isNull(int column) {
    return valueAt(column) == null;
  }

  @Override
  public long longAt(int column) {
    Object value = valueAt(column);
    if (value instanceof Boolean flag) {
      return flag ? 1 : 0;
    }
    return value == null ? 0 : ((Number) value).longValue();
  }

  @Override
  public double doubleAt(int column) {
    Object value = valueAt(column);
    return value == null ? 0 : ((Number) value).doubleValue();
  }

  @Override
  public @Nullable Object valueAt(int column) {
    return rows.get(at)[column];
  }

  @Override
  public void close() {}
}
