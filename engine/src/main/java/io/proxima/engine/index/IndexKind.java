package io.proxima.engine.index;

/// The kinds of vector indexes.
public enum IndexKind {
  /// The codes of all rows.
  FLAT,
  /// Codes in lists around centres.
  IVF,
  /// A graph of neighbours.
  HNSW
}
