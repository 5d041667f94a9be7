package io.proxima.engine.query;

import io.proxima.engine.memory.Reservation;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.row.ValueOrder;
import java.util.Arrays;
import java.util.List;

/// The best rows so far, at most `limit`: by distance, ties by key.
///
/// A heap with the worst row on top.
///
/// - **Cost:** memory for the rows it holds, not for `limit`.
final class TopRows {
  private static final int FEW = 16;

  /// A row in the heap while that grows, and in the answer.
  private static final long ROW_BYTES = 64;

  private final List<RowSource> sources;
  private final int limit;
  private final Reservation memory;
  private double[] distances = new double[FEW];
  private int[] rowSources = new int[FEW];
  private int[] ords = new int[FEW];
  private int size;

  /// No rows yet; `memory` is charged for many.
  TopRows(List<RowSource> sources, int limit, Reservation memory) {
    this.sources = sources;
    this.limit = limit;
    this.memory = memory;
  }

  int size() {
    return size;
  }

  int limit() {
    return limit;
  }

  boolean isFull() {
    return size == limit;
  }

  /// The distance above which no row can get in, for sure.
  double worst() {
    return size < limit
        ? Double.POSITIVE_INFINITY
        : limit == 0 ? Double.NEGATIVE_INFINITY : distances[0];
  }

  void offer(double distance, int source, int ord) {
    if (size < limit) {
      grow();
      distances[size] = distance;
      rowSources[size] = source;
      ords[size] = ord;
      siftUp(size++);
    } else if (limit > 0 && isBefore(distance, source, ord, 0)) {
      distances[0] = distance;
      rowSources[0] = source;
      ords[0] = ord;
      siftDown();
    }
  }

  private void grow() {
    if (size == ords.length) {
      int length = (int) Math.min(limit, 2L * size);
      memory.grow(ROW_BYTES * (length - size));
      distances = Arrays.copyOf(distances, length);
      rowSources = Arrays.copyOf(rowSources, length);
      ords = Arrays.copyOf(ords, length);
    }
  }

  /// Takes all rows out, best first, at most `count`.
  RankedRows drain(int count) {
    while (size > count) {
      removeWorst();
    }
    RankedRows ranked = new RankedRows(size, ReadWork.NONE);
    for (int at = size - 1; at >= 0; at--) {
      ranked.set(at, distances[0], rowSources[0], ords[0]);
      removeWorst();
    }
    return ranked;
  }

  private void removeWorst() {
    size--;
    swap(0, size);
    siftDown();
  }

  private void siftUp(int from) {
    int at = from;
    while (at > 0) {
      int parent = (at - 1) >>> 1;
      if (!isBefore(distances[parent], rowSources[parent], ords[parent], at)) {
        return;
      }
      swap(at, parent);
      at = parent;
    }
  }

  private void siftDown() {
    int at = 0;
    while (true) {
      int child = 2 * at + 1;
      if (child >= size) {
        return;
      }
      if (child + 1 < size
          && isBefore(distances[child], rowSources[child], ords[child], child + 1)) {
        child++;
      }
      if (!isBefore(distances[at], rowSources[at], ords[at], child)) {
        return;
      }
      swap(at, child);
      at = child;
    }
  }

  /// Whether a row comes before the one at a place of the heap.
  private boolean isBefore(double distance, int source, int ord, int place) {
    int order = ValueOrder.compare(distance, distances[place]);
    if (order == 0) {
      order =
          sources
              .get(source)
              .keyAt(ord)
              .compareTo(sources.get(rowSources[place]).keyAt(ords[place]));
    }
    return order < 0;
  }

  private void swap(int a, int b) {
    double distance = distances[a];
    distances[a] = distances[b];
    distances[b] = distance;
    int source = rowSources[a];
    rowSources[a] = rowSources[b];
    rowSources[b] = source;
    int ord = ords[a];
    ords[a] = ords[b];
    ords[b] = ord;
  }
}
