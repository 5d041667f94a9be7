package io.proxima.bench.data;

import io.proxima.engine.vector.Metric;
import java.lang.foreign.MemorySegment;

/// Vectors to be searched, queries that are none of them, and the exact distances of their nearest.
///
/// - **Shape:** `base` is row-major `count × dim` little-endian floats, `queries` of the same kind,
///   `truth` 100 ascending doubles a query.
public record Dataset(
    String name,
    Metric metric,
    int dim,
    MemorySegment base,
    MemorySegment queries,
    double[] truth) {
  /// The number of distances that are known of each query.
  public static final int TRUTH = 100;

  /// What two ways of adding the same terms as doubles may differ by.
  private static final double ROUNDING = 1e-12;

  /// The number of rows.
  public int count() {
    return (int) (base.byteSize() / Float.BYTES / dim);
  }

  /// The number of queries.
  public int queryCount() {
    return truth.length / TRUTH;
  }

  /// The first query of those that count for reports; the third before it is for tuning.
  public int firstReported() {
    return queryCount() / 3;
  }

  /// Copies a row of the base.
  public void row(int ord, float[] out) {
    copy(base, ord, out);
  }

  /// A query, a copy.
  public float[] query(int index) {
    float[] query = new float[dim];
    copy(queries, index, query);
    return query;
  }

  private void copy(MemorySegment rows, int index, float[] out) {
    MemorySegment.copy(rows, Datasets.FLOAT, index * 4L * dim, out, 0, dim);
  }

  /// The distance between a query and a row, in plain double arithmetic that nobody who takes part
  /// has a share in.
  public double distance(float[] query, int ord) {
    double square = 0;
    double dot = 0;
    double left = 0;
    double right = 0;
    long at = ord * 4L * dim;
    for (int i = 0; i < dim; i++) {
      double a = query[i];
      double b = base.get(Datasets.FLOAT, at + 4L * i);
      square += (a - b) * (a - b);
      dot += a * b;
      left += a * a;
      right += b * b;
    }
    return switch (metric) {
      case L2 -> Math.sqrt(square);
      case INNER_PRODUCT -> -dot;
      case COSINE -> 1 - dot / Math.sqrt(left * right);
      default -> throw new IllegalArgumentException(metric + " of " + name);
    };
  }

  /// The share of the `k` nearest that `found` are; a row counts if it is no farther than the true
  /// k-th.
  public double recall(int query, double[] found, int k) {
    return recall(found, found.length, truth[query * TRUTH + k - 1], k);
  }

  /// The same of rows, which are measured again; what is missing counts as missed, and a row that
  /// comes twice counts once.
  ///
  /// @param count how many of `ords` were found
  public double recall(int query, int[] ords, int count, int k) {
    return recall(query(query), ords, count, truth[query * TRUTH + k - 1], k);
  }

  /// The same with the k-th distance that is right under a filter.
  public double recall(float[] query, int[] ords, int count, double limit, int k) {
    double[] found = new double[count];
    for (int i = 0; i < count; i++) {
      found[i] = isRepeated(ords, i) ? Double.POSITIVE_INFINITY : distance(query, ords[i]);
    }
    return recall(found, count, limit, k);
  }

  private static boolean isRepeated(int[] ords, int index) {
    for (int i = 0; i < index; i++) {
      if (ords[i] == ords[index]) {
        return true;
      }
    }
    return false;
  }

  private static double recall(double[] found, int count, double limit, int k) {
    double most = limit + ROUNDING * Math.max(1, Math.abs(limit));
    int right = 0;
    for (int i = 0; i < Math.min(k, count); i++) {
      right += found[i] <= most ? 1 : 0;
    }
    return right / (double) k;
  }
}
