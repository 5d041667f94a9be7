package io.proxima.engine.index;

import java.util.Arrays;

/// The `k` nearest rows of one place, ties by ord.
///
/// - **Threads:** one thread.
public final class NearestOrds implements Nearest {
  private final double[] distances;
  private final int[] ords;
  private int size;

  /// Room for `k` rows.
  public NearestOrds(int k) {
    if (k < 1) {
      throw new IllegalArgumentException("k must be at least 1, got " + k);
    }
    this.distances = new double[k];
    this.ords = new int[k];
  }

  @Override
  public double worst() {
    return size < ords.length ? Double.POSITIVE_INFINITY : distances[size - 1];
  }

  @Override
  public void offer(double distance, int ord) {
    if (size == ords.length && !isBefore(distance, ord, size - 1)) {
      return;
    }
    int at = Math.min(size, ords.length - 1);
    while (at > 0 && isBefore(distance, ord, at - 1)) {
      distances[at] = distances[at - 1];
      ords[at] = ords[at - 1];
      at--;
    }
    distances[at] = distance;
    ords[at] = ord;
    size = Math.min(size + 1, ords.length);
  }

  private boolean isBefore(double distance, int ord, int at) {
    return distance < distances[at] || (distance == distances[at] && ord < ords[at]);
  }

  /// Forgets all rows.
  public void clear() {
    size = 0;
  }

  /// The rows found, nearest first.
  public int[] ords() {
    return Arrays.copyOf(ords, size);
  }

  /// Their distances.
  public double[] distances() {
    return Arrays.copyOf(distances, size);
  }
}
