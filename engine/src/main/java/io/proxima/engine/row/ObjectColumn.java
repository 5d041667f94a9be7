package io.proxima.engine.row;

import io.proxima.engine.schema.ColumnType;
import org.jspecify.annotations.Nullable;

/// Values of layout `OBJECT`: `values[rowCount]`, null where NULL. Keeps the array.
public record ObjectColumn(ColumnType type, int rowCount, @Nullable Object[] values)
    implements Column {
  @Override
  public boolean isNull(int row) {
    return values[row] == null;
  }

  @Override
  public Object valueAt(int row) {
    Object value = values[row];
    if (value == null) {
      throw new IllegalStateException("row " + row + " is NULL");
    }
    return value;
  }

  @Override
  public ObjectColumn select(int[] rows, int count) {
    @Nullable Object[] selected = new Object[count];
    for (int i = 0; i < count; i++) {
      selected[i] = values[rows[i]];
    }
    return new ObjectColumn(type, count, selected);
  }
}
