package io.proxima.engine.row;

import io.proxima.engine.schema.ColumnType;
import java.util.Arrays;

/// Builds a [LongColumn].
public final class LongColumnBuilder implements ColumnBuilder {
  private final ColumnType type;
  private final NullBits nulls = new NullBits();
  private long[] values;
  private int rowCount;

  /// A builder of values of `type` that expects about `expectedRows`.
  public LongColumnBuilder(ColumnType type, int expectedRows) {
    this.type = type;
    this.values = new long[expectedRows];
  }

  @Override
  public int rowCount() {
    return rowCount;
  }

  /// Adds a value.
  public void append(long value) {
    if (rowCount == values.length) {
      values = Arrays.copyOf(values, Math.max(16, 2 * rowCount));
    }
    values[rowCount++] = value;
  }

  @Override
  public void append(Object value) {
    append((long) (Long) value);
  }

  @Override
  public void appendNull() {
    nulls.set(rowCount);
    append(0L);
  }

  @Override
  public LongColumn build() {
    long[] exact = values.length == rowCount ? values : Arrays.copyOf(values, rowCount);
    return new LongColumn(type, rowCount, exact, nulls.build());
  }
}
