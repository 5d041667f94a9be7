package io.proxima.engine.row;

import io.proxima.engine.schema.ColumnType;

/// Values of layout `DOUBLE`: `values[rowCount]`, 0 where NULL. Keeps the array.
public record DoubleColumn(ColumnType type, int rowCount, double[] values, Validity validity)
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
  public DoubleColumn select(int[] rows, int count) {
    double[] selected = new double[count];
    for (int i = 0; i < count; i++) {
      selected[i] = values[rows[i]];
    }
    return new DoubleColumn(type, count, selected, validity.select(rows, count));
  }
}
