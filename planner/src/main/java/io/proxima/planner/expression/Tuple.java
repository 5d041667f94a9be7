package io.proxima.planner.expression;

import java.math.BigDecimal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Values that are equal by content: what rows are grouped and joined by.
///
/// - **Threads:** immutable; keeps the array.
public final class Tuple {
  private final @Nullable Object[] values;
  private final int hash;

  /// A tuple of values that went through `normal`.
  public Tuple(@Nullable Object[] values) {
    this.values = values;
    this.hash = Arrays.deepHashCode(values);
  }

  /// The value at a position, or null.
  public @Nullable Object value(int position) {
    return values[position];
  }

  /// The one object that stands for all that SQL takes as equal to `value` in its type.
  public static Object normal(Object value) {
    return switch (value) {
      case Double real when real == 0 -> 0.0;
      case BigDecimal decimal -> decimal.stripTrailingZeros();
      case float[] vector -> normal(vector);
      default -> value;
    };
  }

  private static float[] normal(float[] vector) {
    float[] normal = vector.clone();
    for (int i = 0; i < normal.length; i++) {
      normal[i] += 0f; // -0 equals 0
    }
    return normal;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tuple tuple
        && hash == tuple.hash
        && Arrays.deepEquals(values, tuple.values);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
