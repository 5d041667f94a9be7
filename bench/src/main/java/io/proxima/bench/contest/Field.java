package io.proxima.bench.contest;

import io.proxima.bench.data.Dataset;
import io.proxima.engine.vector.Metric;

/// The vectors of a data set as others like them: arrays, and of length 1 for cosine, so that the
/// inner product is enough.
///
/// - **Owns:** the arrays, which nobody may change.
public record Field(Dataset set, float[][] rows) {
  /// That of a data set.
  public static Field of(Dataset set) {
    float[][] rows = new float[set.count()][set.dim()];
    for (int ord = 0; ord < rows.length; ord++) {
      set.row(ord, rows[ord]);
      prepare(set.metric(), rows[ord]);
    }
    return new Field(set, rows);
  }

  /// Some of the queries, in the same way.
  float[][] queries(int from, int to) {
    float[][] queries = new float[to - from][];
    for (int i = from; i < to; i++) {
      queries[i - from] = set.query(i);
      prepare(set.metric(), queries[i - from]);
    }
    return queries;
  }

  private static void prepare(Metric metric, float[] vector) {
    if (metric == Metric.COSINE) {
      double square = 0;
      for (float x : vector) {
        square += (double) x * x;
      }
      for (int i = 0; i < vector.length; i++) {
        vector[i] = (float) (vector[i] / Math.sqrt(square));
      }
    }
  }
}
