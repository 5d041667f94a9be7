package io.proxima.engine.vector;

/// Distances from one query to the rows of one place, by ord.
///
/// Rows stand for themselves: what is deleted or NULL is for the caller to leave out.
///
/// - **Threads:** one thread per scorer.
public sealed interface Scorer permits MatrixScorer, ValueScorer {
  /// The exact distance to a row; `NaN` stands for NULL.
  double exact(int ord);
}
