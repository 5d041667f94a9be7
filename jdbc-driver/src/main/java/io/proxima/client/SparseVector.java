package io.proxima.client;

import java.util.Arrays;

/// A value of type `SPARSEVEC(n)`: the components that are not 0, with their positions.
///
/// Positions count from 0 here, as in Java's arrays, and from 1 in the text `{1:0.5,7:2}/30522`.
///
/// - **Threads:** immutable.
public final class SparseVector {
  private static final int LARGEST_DIM = 1_000_000_000;

  private final int dim;
  private final int[] indices;
  private final float[] values;

  /// A vector of `dim` components; copies the arrays. Values of 0 are left out.
  ///
  /// @param indices strictly ascending, from 0 to `dim - 1`
  /// @param values finite, one for each index
  /// @throws IllegalArgumentException if they are not so
  public SparseVector(int dim, int[] indices, float[] values) {
    if (dim < 1 || dim > LARGEST_DIM) {
      throw new IllegalArgumentException("1 to " + LARGEST_DIM + " dimensions, not " + dim);
    }
    if (indices.length != values.length) {
      throw new IllegalArgumentException(indices.length + " indices, " + values.length + " values");
    }
    int[] kept = new int[indices.length];
    float[] nonZero = new float[indices.length];
    int count = 0;
    for (int i = 0; i < indices.length; i++) {
      boolean ascends = indices[i] >= 0 && (i == 0 || indices[i] > indices[i - 1]);
      if (!ascends || indices[i] >= dim) {
        throw new IllegalArgumentException(
            "indices must ascend strictly from 0 to " + (dim - 1) + ": " + indices[i]);
      }
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException("values must be finite: " + values[i]);
      }
      if (values[i] != 0) {
        kept[count] = indices[i];
        nonZero[count++] = values[i];
      }
    }
    this.dim = dim;
    this.indices = Arrays.copyOf(kept, count);
    this.values = Arrays.copyOf(nonZero, count);
  }

  /// The components of a dense vector that are not 0.
  public static SparseVector of(float[] dense) {
    int[] indices = new int[dense.length];
    Arrays.setAll(indices, i -> i);
    return new SparseVector(dense.length, indices, dense);
  }

  /// The number of components, zeros among them.
  public int dim() {
    return dim;
  }

  /// The positions from 0 of the components that are not 0, ascending; a copy.
  public int[] indices() {
    return indices.clone();
  }

  /// The components that are not 0; a copy.
  public float[] values() {
    return values.clone();
  }

  /// All components.
  public float[] toArray() {
    float[] dense = new float[dim];
    for (int i = 0; i < indices.length; i++) {
      dense[indices[i]] = values[i];
    }
    return dense;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SparseVector vector
        && dim == vector.dim
        && Arrays.equals(indices, vector.indices)
        && Arrays.equals(values, vector.values);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * dim + Arrays.hashCode(indices)) + Arrays.hashCode(values);
  }

  /// The text, with positions from 1: `{1:0.5,7:2}/30522`.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < indices.length; i++) {
      text.append(i == 0 ? "" : ",").append(indices[i] + 1).append(':');
      int whole = (int) values[i];
      if (whole == values[i] && Math.abs(whole) < 1 << 24) {
        text.append(whole);
      } else {
        text.append(values[i]);
      }
    }
    return text.append("}/").append(dim).toString();
  }
}
