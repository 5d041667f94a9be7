package io.proxima.sql.type;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.vector.BitVector;
import io.proxima.engine.vector.ElementType;
import io.proxima.engine.vector.SparseVector;

/// Vectors of one kind as vectors of another, and texts as any of them.
///
/// The dimension never changes. A number is rounded to half precision; as `INT8` it must be whole.
/// Nothing becomes bits but their text, and they become nothing else.
public final class VectorConversion {
  private VectorConversion() {}

  /// Whether values of one kind can become values of another; whether each can is known only then.
  public static boolean isPossible(TypeKind from, TypeKind to) {
    return from.isVector() && to.isVector() && (from == TypeKind.BIT) == (to == TypeKind.BIT);
  }

  /// The type of a vector; of floats it is `VECTOR`.
  public static ColumnType typeOf(Object vector) {
    return switch (vector) {
      case BitVector bits -> ColumnType.of(TypeKind.BIT, bits.dim());
      case SparseVector sparse -> ColumnType.of(TypeKind.SPARSEVEC, sparse.dim());
      default -> ColumnType.vector(((float[]) vector).length);
    };
  }

  /// A vector or its text as a value of a vector type. `place` names the target in messages.
  ///
  /// @throws ProximaException `INVALID_TEXT`, `NON_FINITE_VECTOR`, `DIMENSION_MISMATCH`,
  ///   `NUMERIC_OUT_OF_RANGE`, or `TYPE_MISMATCH` between bits and numbers
  public static Object convert(Object value, ColumnType to, String place) {
    Object vector = value instanceof String text ? VectorText.parseAny(text) : value;
    ColumnType from = typeOf(vector);
    if (!isPossible(from.kind(), to.kind())) {
      throw new ProximaException(
          ErrorCode.TYPE_MISMATCH, place + " is of type " + to + ", got a value of type " + from);
    }
    if (from.size() != to.size()) {
      throw new ProximaException(
          ErrorCode.DIMENSION_MISMATCH,
          place + " has dimension " + to.size() + ", got " + from.size());
    }
    return switch (to.kind()) {
      case BIT -> vector;
      case SPARSEVEC ->
          vector instanceof float[] dense ? (Object) SparseVector.ofDense(dense) : vector;
      default ->
          fit(
              vector instanceof SparseVector sparse ? sparse.toDense() : (float[]) vector,
              to.kind(),
              place);
    };
  }

  /// A dense vector as the elements of a kind hold it; may be `vector` itself. `place` names the
  /// target in messages.
  ///
  /// @throws ProximaException `NUMERIC_OUT_OF_RANGE`
  public static float[] fit(float[] vector, TypeKind kind, String place) {
    ElementType element = kind.element();
    if (element == ElementType.FLOAT32) {
      return vector;
    }
    float[] stored = new float[vector.length];
    for (int i = 0; i < vector.length; i++) {
      stored[i] = element.stored(vector[i]);
      if (!Float.isFinite(stored[i])) {
        throw new ProximaException(
            ErrorCode.NUMERIC_OUT_OF_RANGE,
            "element " + (i + 1) + " of " + place + " is no " + element + ": " + vector[i]);
      }
    }
    return stored;
  }
}
