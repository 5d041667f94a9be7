package io.proxima.engine.query;

import io.proxima.engine.index.Nearest;
import java.util.Arrays;

/// All rows within a distance that a search finds, in no order, for who decides afterwards whether
/// it was looked for enough of them.
///
/// - **Threads:** one thread.
final class FoundWithin implements Nearest {
  private final double bound;
  private double[] distances = new double[64];
  private int[] ords = new int[64];
  private int size;

  FoundWithin(double bound) {
    this.bound = bound;
  }

  @Override
  public double worst() {
    return bound;
  }

  @Override
  public void offer(double distance, int ord) {
    if (distance <= bound) {
      if (size == ords.length) {
        distances = Arrays.copyOf(distances, 2 * size);
        ords = Arrays.copyOf(ords, 2 * size);
      }
      distances[size] = distance;
      ords[size++] = ord;
    }
  }

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  void giveTo(Nearest nearest) {
    for (int i = 0; i < size; i++) {
      nearest.offer(distances[i], ords[i]);
    }
  }
}
