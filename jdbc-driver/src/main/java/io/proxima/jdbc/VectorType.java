package io.proxima.jdbc;

import io.proxima.client.ProximaUrl;
import io.proxima.client.SparseVector;
import io.proxima.client.UrlProperty;
import io.proxima.client.ValueType;
import java.sql.Types;
import java.util.Locale;

/// What a vector is to JDBC: its type code and the class `getObject` gives. Only dense vectors are
/// arrays, and a sparse one is no bytes; they stay what they are then.
enum VectorType {
  OTHER,
  ARRAY,
  VARCHAR,
  BINARY;

  static VectorType of(ProximaUrl url) {
    String text = url.text(UrlProperty.VECTOR_TYPE);
    return text == null ? OTHER : valueOf(text.toUpperCase(Locale.ROOT));
  }

  /// One of `java.sql.Types`.
  int jdbcType(ValueType vector) {
    return switch (effective(vector)) {
      case OTHER -> Types.OTHER;
      case ARRAY -> Types.ARRAY;
      case VARCHAR -> Types.VARCHAR;
      case BINARY -> Types.VARBINARY;
    };
  }

  /// What `getObject` gives.
  Class<?> type(ValueType vector) {
    return switch (effective(vector)) {
      case OTHER -> own(vector);
      case ARRAY -> java.sql.Array.class;
      case VARCHAR -> String.class;
      case BINARY -> byte[].class;
    };
  }

  private VectorType effective(ValueType vector) {
    boolean isPossible =
        switch (vector) {
          case BIT -> this != ARRAY;
          case SPARSEVEC -> this == VARCHAR;
          default -> true;
        };
    return isPossible ? this : OTHER;
  }

  private static Class<?> own(ValueType vector) {
    return switch (vector) {
      case INT8VEC -> byte[].class;
      case BIT -> boolean[].class;
      case SPARSEVEC -> SparseVector.class;
      default -> float[].class;
    };
  }
}
