package io.proxima.engine.segment.viper;

import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.vector.ElementType;

/// How dense vectors stand in a Parquet file; the bytes of the vectors follow each other without a
/// gap in each case.
///
/// | kind | Parquet |
/// |---|---|
/// | VECTOR | list of FLOAT |
/// | HALFVEC | list of FIXED_LEN_BYTE_ARRAY(2), logically FLOAT16 |
/// | INT8VEC | FIXED_LEN_BYTE_ARRAY(dim): a list would take four bytes a component |
record VectorLayout(ElementType element, int dim, boolean nullable) {
  static VectorLayout of(ColumnType type, boolean nullable) {
    return new VectorLayout(type.kind().element(), type.size(), nullable);
  }

  boolean isList() {
    return element != ElementType.INT8;
  }

  /// The values that Parquet counts for a row with a vector.
  int valuesPerRow() {
    return isList() ? dim : 1;
  }

  /// The definition level of a value; that of a row without a vector is 0.
  int definedLevel() {
    return (isList() ? 1 : 0) + (nullable ? 1 : 0);
  }

  long rowBytes() {
    return (long) dim * element.bytes();
  }
}
