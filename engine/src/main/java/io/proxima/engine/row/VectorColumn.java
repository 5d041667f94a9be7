package io.proxima.engine.row;

import io.proxima.engine.schema.ColumnType;

/// Values of layout `VECTOR`: row after row of `dim` floats, zeros where NULL. Keeps the array.
///
/// - **Shape:** `values` is `rowCount × dim`, or less: NULLs behind the last vector take no room.
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
    VectorColumnBuilder selected = new VectorColumnBuilder(type, count);
    for (int i = 0; i < count; i++) {
      if (isNull(rows[i])) {
        selected.appendNull();
      } else {
        int start = selected.appendRow();
        System.arraycopy(values, rows[i] * dim, selected.values(), start, dim);
      }
    }
    return selected.build();
  }
}
