package io.proxima.engine.vector;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A vector of which only the components that are not 0 are kept, equal and ordered by all of them.
///
/// - **Shape:** `indices` count from 0 and strictly ascend below `dim`; `values` belong to them,
///   are finite and not 0.
/// - **Threads:** immutable.
public final class SparseVector implements Comparable<SparseVector> {
  /// The largest number of dimensions.
  public static final int MAX_DIM = 1_000_000_000;

  /// The largest number of components that are not 0.
  public static final int MAX_ELEMENTS = 65_535;

  private final int dim;
  private final int[] indices;
  private final float[] values;

  private SparseVector(int dim, int[] indices, float[] values) {
    this.dim = dim;
    this.indices = indices;
    this.values = values;
  }

  /// A vector of `dim` components; keeps the arrays.
  ///
  /// @throws IllegalArgumentException if these are not as this class says
  public static SparseVector of(int dim, int[] indices, float[] values) {
    if (dim < 1 || dim > MAX_DIM || indices.length > MAX_ELEMENTS) {
      throw new IllegalArgumentException(indices.length + " of " + dim + " components");
    }
    if (indices.length != values.length) {
      throw new IllegalArgumentException(indices.length + " indices, " + values.length + " values");
    }
    int before = -1;
    for (int i = 0; i < indices.length; i++) {
      if (indices[i] <= before || indices[i] >= dim) {
        throw new IllegalArgumentException(
            "index " + indices[i] + " behind " + before + ", of " + dim + " components");
      }
      if (values[i] == 0 || !Float.isFinite(values[i])) {
        throw new IllegalArgumentException("component " + indices[i] + " is " + values[i]);
      }
      before = indices[i];
    }
    return new SparseVector(dim, indices, values);
  }

  /// The same vector as a dense one.
  public static SparseVector ofDense(float[] vector) {
    int[] indices = new int[vector.length];
    float[] values = new float[vector.length];
    int count = 0;
    for (int i = 0; i < vector.length; i++) {
      if (vector[i] != 0) {
        indices[count] = i;
        values[count++] = vector[i];
      }
    }
    return of(vector.length, Arrays.copyOf(indices, count), Arrays.copyOf(values, count));
  }

  /// The same vector with its zeros.
  public float[] toDense() {
    float[] dense = new float[dim];
    for (int i = 0; i < indices.length; i++) {
      dense[indices[i]] = values[i];
    }
    return dense;
  }

  /// The number of components, zeros among them.
  public int dim() {
    return dim;
  }

  /// The number of components that are not 0.
  public int count() {
    return indices.length;
  }

  /// The position from 0 of a component that is not 0.
  public int index(int position) {
    return indices[position];
  }

  /// A component that is not 0.
  public float value(int position) {
    return values[position];
  }

  /// This vector with other values in the same places; those that are 0 are left out.
  public SparseVector withValues(float[] replaced) {
    int[] kept = new int[indices.length];
    float[] nonZero = new float[indices.length];
    int count = 0;
    for (int i = 0; i < indices.length; i++) {
      if (replaced[i] != 0) {
        kept[count] = indices[i];
        nonZero[count++] = replaced[i];
      }
    }
    return of(dim, Arrays.copyOf(kept, count), Arrays.copyOf(nonZero, count));
  }

  /// The inner product, the same bits as of the dense vectors: zeros add nothing to the partial
  /// sums.
  double dot(SparseVector other) {
    double[] sums = new double[8];
    int i = 0;
    int j = 0;
    while (i < indices.length && j < other.indices.length) {
      if (indices[i] < other.indices[j]) {
        i++;
      } else if (indices[i] > other.indices[j]) {
        j++;
      } else {
        sums[indices[i] & 7] += (double) values[i++] * other.values[j++];
      }
    }
    return ScalarKernels.total(sums);
  }

  /// The sum of squared differences, the same bits as of the dense vectors.
  double squaredL2(SparseVector other) {
    return sum(other, true);
  }

  /// The sum of absolute differences, the same bits as of the dense vectors.
  double l1(SparseVector other) {
    return sum(other, false);
  }

  private double sum(SparseVector other, boolean squared) {
    double[] sums = new double[8];
    int i = 0;
    int j = 0;
    while (i < indices.length || j < other.indices.length) {
      int a = i < indices.length ? indices[i] : Integer.MAX_VALUE;
      int b = j < other.indices.length ? other.indices[j] : Integer.MAX_VALUE;
      int at = Math.min(a, b);
      double difference = (a == at ? (double) values[i++] : 0) - (b == at ? other.values[j++] : 0);
      sums[at & 7] += squared ? difference * difference : Math.abs(difference);
    }
    return ScalarKernels.total(sums);
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

  /// As dense vectors are ordered: by the first component that differs, then by length.
  @Override
  public int compareTo(SparseVector other) {
    int i = Arrays.mismatch(indices, other.indices);
    int j = Arrays.mismatch(values, other.values);
    int first = i < 0 || j < 0 ? Math.max(i, j) : Math.min(i, j);
    if (first < 0) {
      return Integer.compare(dim, other.dim);
    }
    int a = first < indices.length ? indices[first] : Integer.MAX_VALUE;
    int b = first < other.indices.length ? other.indices[first] : Integer.MAX_VALUE;
    return Float.compare(a <= b ? values[first] : 0, b <= a ? other.values[first] : 0);
  }

  /// The text, with indices from 1: `{1:0.5,7:2}/30522`.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(16 * indices.length).append('{');
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
