package io.proxima.engine.row;

import io.proxima.engine.schema.ColumnType;

/// Values of layout `LONG`: `values[rowCount]`, 0 where NULL. Keeps the array.
public record LongColumn(ColumnType type, int rowCount, long[] values, Validity validity)
    implements Column {
  @Override
  public boolean isNull(int row) {
    return validity.isNull(row);
  }

  @Override
  public Object valueAt(int row) {
    return values[row];
  }

  @Override
  public LongColumn select(int[] rows, int count) {
    long[] selected = new long[count];
    for (int i = 0; i < count; i++) {
      selected[i] = values[rows[i]];
    }
    return new LongColumn(type, count, selected, validity.select(rows, count));
  }
}
