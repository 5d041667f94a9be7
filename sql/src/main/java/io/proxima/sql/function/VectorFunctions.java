package io.proxima.sql.function;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.vector.Distances;
import io.proxima.engine.vector.Metric;
import io.proxima.engine.vector.SparseVector;
import io.proxima.sql.type.ValueText;
import io.proxima.sql.type.VectorConversion;
import java.util.Arrays;
import java.util.List;

/// What the vector functions compute, over values that are not NULL.
///
/// - **Shape:** vectors are `float[dim]`; nothing is changed or kept.
public final class VectorFunctions {
  private VectorFunctions() {}

  /// The distance that the engine orders by; NaN stands for SQL NULL.
  public static double distance(Metric metric, float[] a, float[] b) {
    return Distances.exact(metric, a, b);
  }

  /// The square of the Euclidean distance: its root is the distance, bit for bit.
  public static double l2Squared(float[] a, float[] b) {
    return Distances.squaredL2(a, b);
  }

  /// The Euclidean length.
  public static double norm(float[] v) {
    return Distances.exact(Metric.L2, v, new float[v.length]);
  }

  /// The vector of the same direction and length 1; a zero vector as it is.
  public static float[] normalize(float[] v) {
    double norm = norm(v);
    float[] unit = v.clone();
    if (norm > 0) {
      for (int i = 0; i < v.length; i++) {
        unit[i] = (float) (v[i] / norm);
      }
    }
    return unit;
  }

  /// The vector of the same direction and length 1; a zero vector as it is.
  public static SparseVector normalize(SparseVector v) {
    double norm = Distances.norm(v);
    float[] unit = new float[v.count()];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) (v.value(i) / norm);
    }
    return v.withValues(unit);
  }

  /// `count` elements from `start`, which counts from 1.
  public static float[] subvector(float[] v, int start, int count) {
    return Arrays.copyOfRange(v, start - 1, start - 1 + count);
  }

  /// The sum, element by element.
  ///
  /// @throws ProximaException `NON_FINITE_VECTOR`
  public static float[] add(float[] a, float[] b) {
    float[] sum = new float[a.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = a[i] + b[i];
    }
    return finite(sum, "+");
  }

  /// The difference, element by element.
  ///
  /// @throws ProximaException `NON_FINITE_VECTOR`
  public static float[] subtract(float[] a, float[] b) {
    float[] difference = new float[a.length];
    for (int i = 0; i < difference.length; i++) {
      difference[i] = a[i] - b[i];
    }
    return finite(difference, "-");
  }

  /// The product, element by element.
  ///
  /// @throws ProximaException `NON_FINITE_VECTOR`
  public static float[] multiply(float[] a, float[] b) {
    float[] product = new float[a.length];
    for (int i = 0; i < product.length; i++) {
      product[i] = a[i] * b[i];
    }
    return finite(product, "*");
  }

  /// The elements of `a`, then those of `b`.
  public static float[] concat(float[] a, float[] b) {
    float[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  /// Order by the first element that differs, then by length; −0 equals 0.
  public static int compare(float[] a, float[] b) {
    int common = Math.min(a.length, b.length);
    for (int i = 0; i < common; i++) {
      if (a[i] < b[i]) {
        return -1;
      }
      if (a[i] > b[i]) {
        return 1;
      }
    }
    return Integer.compare(a.length, b.length);
  }

  /// The text of a vector, cut to `length` characters unless that is 0.
  public static String toText(Object v, int length) {
    String text = ValueText.format(v, VectorConversion.typeOf(v));
    return length == 0 || text.length() <= length ? text : text.substring(0, length);
  }

  /// A vector of `dim` numbers.
  ///
  /// @throws ProximaException `DIMENSION_MISMATCH`, `NON_FINITE_VECTOR`
  public static float[] ofNumbers(List<? extends Number> numbers, int dim) {
    if (numbers.size() != dim) {
      throw new ProximaException(
          ErrorCode.DIMENSION_MISMATCH,
          "different vector dimensions: VECTOR(" + dim + ") and VECTOR(" + numbers.size() + ")");
    }
    float[] vector = new float[dim];
    for (int i = 0; i < dim; i++) {
      vector[i] = numbers.get(i).floatValue();
    }
    return finite(vector, "the conversion");
  }

  private static float[] finite(float[] vector, String operation) {
    for (int i = 0; i < vector.length; i++) {
      if (!Float.isFinite(vector[i])) {
        throw new ProximaException(
            ErrorCode.NON_FINITE_VECTOR,
            "element " + (i + 1) + " of the result of " + operation + " is " + vector[i]);
      }
    }
    return vector;
  }
}
