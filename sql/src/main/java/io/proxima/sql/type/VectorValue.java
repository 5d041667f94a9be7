package io.proxima.sql.type;

import io.proxima.engine.row.ValueOrder;
import io.proxima.engine.schema.TypeKind;
import org.jspecify.annotations.Nullable;

/// A vector that is compared, hashed and ordered by its elements, which a bare array is not.
///
/// - **Shape:** `elements` is `float[dim]`.
/// - **Owns:** keeps the array, which nobody may change.
/// - **Threads:** immutable.
public record VectorValue(float[] elements) implements Comparable<VectorValue> {
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof VectorValue vector && compareTo(vector) == 0;
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (float element : elements) {
      hash = 31 * hash + Float.hashCode(element + 0f); // -0 equals 0
    }
    return hash;
  }

  @Override
  public int compareTo(VectorValue other) {
    return ValueOrder.of(TypeKind.VECTOR).compare(elements, other.elements);
  }

  @Override
  public String toString() {
    return VectorText.format(elements);
  }
}
