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
  L1,
  /// The number of bits that differ; of bit vectors only.
  HAMMING,
  /// 1 − the share of the bits set in both among those set in either, 1 if none is set in both; of
  /// bit vectors only.
  JACCARD;

  /// Whether it is a distance of bit vectors; all others are of vectors of numbers.
  public boolean isOfBits() {
    return this == HAMMING || this == JACCARD;
  }

  /// The error of who asks for a distance of bits between vectors of numbers, or the reverse.
  IllegalArgumentException notOf(String vectors) {
    return new IllegalArgumentException(this + " is no distance of " + vectors);
  }
}
