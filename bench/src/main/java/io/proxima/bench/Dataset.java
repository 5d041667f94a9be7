package io.proxima.bench;

import io.proxima.engine.vector.Metric;
import java.lang.foreign.MemorySegment;

/// Vectors to be searched, queries that are none of them, and the exact distances of their nearest.
///
/// - **Shape:** `base` is row-major `count × dim` little-endian floats, `queries` of the same kind,
///   `truth` 100 ascending doubles a query.
record Dataset(
    String name,
    Metric metric,
    int dim,
    MemorySegment base,
    MemorySegment queries,
    double[] truth) {
  /// The number of distances that are known of each query.
  static final int TRUTH = 100;

  int count() {
    return (int) (base.byteSize() / Float.BYTES / dim);
  }

  int queryCount() {
    return truth.length / TRUTH;
  }

  /// Copies a row of the base.
  void row(int ord, float[] out) {
    copy(base, ord, out);
  }

  /// A query, a copy.
  float[] query(int index) {
    float[] query = new float[dim];
    copy(queries, index, query);
    return query;
  }

  private void copy(MemorySegment rows, int index, float[] out) {
    MemorySegment.copy(rows, Datasets.FLOAT, index * 4L * dim, out, 0, dim);
  }

  /// The share of the `k` nearest that `found` are; a row counts if it is no farther than the true
  /// k-th.
  double recall(int query, double[] found, int k) {
    double limit = truth[query * TRUTH + k - 1];
    int right = 0;
    for (int i = 0; i < Math.min(k, found.length); i++) {
      right += found[i] <= limit ? 1 : 0;
    }
    return right / (double) k;
  }
}
