package io.proxima.engine.index;

/// Where a search puts the rows that it has measured.
///
/// One of these may stand behind searches of many places one after the other: what is worse than
/// the k-th best of all of them need not be looked at.
///
/// - **Unit:** exact distances of the metric, lower is nearer.
/// - **Threads:** one thread.
public interface Nearest {
  /// The distance above which no row can get in; infinite while there is room.
  double worst();

  /// Takes a row if it is good enough. The distance is no NaN.
  void offer(double distance, int ord);
}
