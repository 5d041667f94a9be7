package io.proxima.engine.row;

import io.proxima.engine.schema.ColumnType;
import java.util.Arrays;

/// Builds a [DoubleColumn].
public final class DoubleColumnBuilder implements ColumnBuilder {
  private final ColumnType type;
  private final NullBits nulls = new NullBits();
  private double[] values;
  private int rowCount;

  /// A builder of values of `type` that expects about `expectedRows`.
  public DoubleColumnBuilder(ColumnType type, int expectedRows) {
    this.type = type;
    this.values = new double[expectedRows];
  }

  @Override
  public int rowCount() {
    return rowCount;
  }

  /// Adds a value.
  public void append(double value) {
    if (rowCount == values.length) {
      values = Arrays.copyOf(values, Math.max(16, 2 * rowCount));
    }
    values[rowCount++] = value;
  }

  @Override
  public void append(Object value) {
    append((double) (Double) value);
  }

  @Override
  public void appendNull() {
    nulls.set(rowCount);
    append(0.0);
  }

  @Override
  public DoubleColumn build() {
    double[] exact = values.length == rowCount ? values : Arrays.copyOf(values, rowCount);
    return new DoubleColumn(type, rowCount, exact, nulls.build());
  }
}
