package io.proxima.engine.vector;

/// How far two vectors are apart. A distance is always lower for what is nearer.
public enum Metric {
  /// Euclidean distance, not squared.
  L2,
  /// The inner product, negated.
  INNER_PRODUCT,
  /// 1 − cosine, within 0..2; undefined for a zero vector.
  COSINE,
  /// Manhattan distance.
  L1
}
