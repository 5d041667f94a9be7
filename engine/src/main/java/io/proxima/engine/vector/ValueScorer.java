package io.proxima.engine.vector;

import java.util.function.IntFunction;

/// Distances to vectors that are kept as objects, [BitVector] or [SparseVector].
///
/// - **Owns:** borrows the query and the values.
public final class ValueScorer implements Scorer {
  private final Metric metric;
  private final Object query;
  private final IntFunction<Object> values;

  /// A scorer of the values that `values` finds by ord; they have the class and the dimension of
  /// `query`.
  public ValueScorer(Metric metric, Object query, IntFunction<Object> values) {
    this.metric = metric;
    this.query = query;
    this.values = values;
  }

  @Override
  public double exact(int ord) {
    return Distances.between(metric, query, values.apply(ord));
  }
}
