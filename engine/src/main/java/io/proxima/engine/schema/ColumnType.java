package io.proxima.engine.schema;

import io.proxima.engine.vector.SparseVector;

/// The type of a column.
///
/// - **Unit:** `size` is characters for `CHAR` and `VARCHAR`, bytes for `VARBINARY`, decimal digits
///   for `DECIMAL`, dimensions for vectors, and 0 for all others or where there is no limit.
///   `scale` is digits behind the point of a `DECIMAL`.
public record ColumnType(TypeKind kind, int size, int scale) {
  /// The largest number of dimensions of a vector that is not sparse.
  public static final int MAX_DIM = 65_535;

  /// Checks the limits of the type.
  public ColumnType {
    if (size < 0 || scale < 0 || (kind.isVector() && (size < 1 || size > maxDim(kind)))) {
      throw new IllegalArgumentException(kind + " of size " + size + ", scale " + scale);
    }
  }

  /// The largest number of dimensions of a kind of vectors.
  public static int maxDim(TypeKind kind) {
    return kind == TypeKind.SPARSEVEC ? SparseVector.MAX_DIM : MAX_DIM;
  }

  /// A type without size and scale.
  public static ColumnType of(TypeKind kind) {
    return new ColumnType(kind, 0, 0);
  }

  /// A type with a size.
  public static ColumnType of(TypeKind kind, int size) {
    return new ColumnType(kind, size, 0);
  }

  /// A vector of `dim` floats.
  public static ColumnType vector(int dim) {
    return new ColumnType(TypeKind.VECTOR, dim, 0);
  }

  /// The type as SQL writes it.
  @Override
  public String toString() {
    return switch (kind) {
      case TIMESTAMP_TZ -> "TIMESTAMP WITH TIME ZONE";
      case DECIMAL -> "DECIMAL(" + size + ", " + scale + ")";
      case BOOLEAN, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DATE, TIME, TIMESTAMP, JSON, UUID ->
          kind.name();
      case CHAR, VARCHAR, VARBINARY, VECTOR, HALFVEC, INT8VEC, BIT, SPARSEVEC ->
          size == 0 ? kind.name() : kind + "(" + size + ")";
    };
  }
}
