package io.proxima.engine.row;

import io.proxima.engine.schema.ColumnType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Builds an [ObjectColumn].
final class ObjectColumnBuilder implements ColumnBuilder {
  private final ColumnType type;
  private @Nullable Object[] values;
  private int rowCount;

  /// A builder of values of `type` that expects about `expectedRows`.
  public ObjectColumnBuilder(ColumnType type, int expectedRows) {
    this.type = type;
    this.values = new Object[expectedRows];
  }

  @Override
  public int rowCount() {
    return rowCount;
  }

  @Override
  public void append(Object value) {
    add(value);
  }

  @Override
  public void appendNull() {
    add(null);
  }

  @Override
  public ObjectColumn build() {
    @Nullable Object[] exact = values.length == rowCount ? values : Arrays.copyOf(values, rowCount);
    return new ObjectColumn(type, rowCount, exact);
  }

  private void add(@Nullable Object value) {
    if (rowCount == values.length) {
      values = Arrays.copyOf(values, Math.max(16, 2 * rowCount));
    }
    values[rowCount++] = value;
  }
}
