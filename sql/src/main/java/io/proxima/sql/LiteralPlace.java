package io.proxima.sql;

/// Where a literal of a statement stands: whether a parameter may stand for it, because its value
/// changes neither types nor shape.
public enum LiteralPlace {
  /// Anywhere else: the value belongs to the statement.
  FIXED,
  /// Opposite a column in a comparison or a list of `IN`; it keeps its type.
  COMPARED,
  /// A cell of inserted rows; a text is of any length.
  CELL,
  /// `LIMIT`, `OFFSET` or `FETCH`.
  COUNT,
  /// Opposite a column in a distance; the type is its dimension.
  VECTOR
}
