package io.proxima.engine.query;

/// Rows in the order of the answer, and what it took to find them; a distance of NaN stands for
/// NULL.
final class RankedRows {
  private final double[] distances;
  private final int[] sources;
  private final int[] ords;
  private final ReadWork work;

  RankedRows(int size, ReadWork work) {
    this.work = work;
    distances = new double[size];
    sources = new int[size];
    ords = new int[size];
  }

  /// These and then those, all of which have the distance NULL.
  static RankedRows withNulls(RankedRows near, RankedRows nulls, ReadWork work) {
    int size = near.size();
    RankedRows all = new RankedRows(size + nulls.size(), work);
    for (int i = 0; i < size; i++) {
      all.set(i, near.distances[i], near.sources[i], near.ords[i]);
    }
    for (int i = 0; i < nulls.size(); i++) {
      all.set(size + i, Double.NaN, nulls.sources[i], nulls.ords[i]);
    }
    return all;
  }

  ReadWork work() {
    return work;
  }

  int size() {
    return ords.length;
  }

  void set(int at, double distance, int source, int ord) {
    distances[at] = distance;
    sources[at] = source;
    ords[at] = ord;
  }

  double distance(int at) {
    return distances[at];
  }

  int source(int at) {
    return sources[at];
  }

  /// `int[size]`, not to be changed.
  int[] ords() {
    return ords;
  }
}
