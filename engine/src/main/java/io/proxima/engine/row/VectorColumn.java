package io.proxima.engine.row;

import io.proxima.engine.schema.ColumnType;

/// Values of layout `VECTOR`: `values[rowCount × dim]`, row after row, zeros where NULL. Keeps the
/// array.
public record VectorColumn(ColumnType type, int rowCount, float[] values, Validity validity)
    implements Column {
  /// The number of dimensions.
  public int dim() {
    return type.size();
  }

  @Override
  public boolean isNull(int row) {
    return validity.isNull(row);
  }

  /// A copy of the vector of a row.
  @Override
  public float[] valueAt(int row) {
    float[] vector = new float[dim()];
    System.arraycopy(values, row * dim(), vector, 0, dim());
    return vector;
  }

  @Override
  public VectorColumn select(int[] rows, int count) {
    int dim = dim();
    float[] selected = new float[count * dim];
    for (int i = 0; i < count; i++) {
      System.arraycopy(values, rows[i] * dim, selected, i * dim, dim);
    }
    return new VectorColumn(type, count, selected, validity.select(rows, count));
  }
}
