package io.proxima.engine.row;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.ColumnType;
import java.util.Arrays;

/// Builds a [VectorColumn].
public final class VectorColumnBuilder implements ColumnBuilder {
  private static final int MAX_FLOATS = Integer.MAX_VALUE - 8;

  private final ColumnType type;
  private final int dim;
  private final NullBits nulls = new NullBits();
  private float[] values;
  private int rowCount;

  /// A builder of values of `type` that expects about `expectedRows`.
  public VectorColumnBuilder(ColumnType type, int expectedRows) {
    this.type = type;
    this.dim = type.size();
    this.values = new float[checkedLength(expectedRows)];
  }

  @Override
  public int rowCount() {
    return rowCount;
  }

  /// Adds a row of zeros that the caller overwrites.
  ///
  /// @return where the row begins in [#values]
  public int appendRow() {
    int end = checkedLength(rowCount + 1);
    if (end > values.length) {
      long doubled = Math.min(2L * values.length, MAX_FLOATS - MAX_FLOATS % dim);
      values = Arrays.copyOf(values, Math.max(end, (int) doubled));
    }
    rowCount++;
    return end - dim;
  }

  /// The array that holds the rows; another one after the next row.
  public float[] values() {
    return values;
  }

  /// Adds a vector, copying it.
  public void append(float[] vector) {
    if (vector.length != dim) {
      throw new IllegalArgumentException("dimension " + vector.length + ", not " + dim);
    }
    int start = appendRow();
    System.arraycopy(vector, 0, values, start, dim);
  }

  @Override
  public void append(Object value) {
    append((float[]) value);
  }

  @Override
  public void appendNull() {
    nulls.set(rowCount);
    rowCount++;
  }

  @Override
  public VectorColumn build() {
    long length = Math.min(values.length, (long) rowCount * dim);
    float[] exact = values.length == length ? values : Arrays.copyOf(values, (int) length);
    return new VectorColumn(type, rowCount, exact, nulls.build());
  }

  private int checkedLength(int rows) {
    long length = (long) rows * dim;
    if (length > MAX_FLOATS) {
      throw new ProximaException(
          ErrorCode.INVALID_PARAMETER,
          "a batch of " + rows + " rows with vectors of dimension " + dim + " is too large");
    }
    return (int) length;
  }
}
