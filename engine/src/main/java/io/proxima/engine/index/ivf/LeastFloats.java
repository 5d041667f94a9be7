package io.proxima.engine.index.ivf;

import java.util.Arrays;

/// The `k` least of many numbers, of which only the largest is asked for.
///
/// - **Threads:** one thread.
final class LeastFloats {
  private float[] heap = {};
  private int k;
  private int size;

  void begin(int count) {
    k = count;
    size = 0;
  }

  /// The k-th least so far; infinite while there are fewer.
  float worst() {
    return size < k ? Float.POSITIVE_INFINITY : heap[0];
  }

  void offer(float value) {
    if (size < k) {
      if (size == heap.length) {
        heap = Arrays.copyOf(heap, Math.max(16, 2 * size));
      }
      int at = size++;
      while (at > 0 && heap[(at - 1) / 2] < value) {
        heap[at] = heap[(at - 1) / 2];
        at = (at - 1) / 2;
      }
      heap[at] = value;
    } else if (value < heap[0]) {
      sink(value);
    }
  }

  private void sink(float value) {
    int at = 0;
    while (2 * at + 1 < size) {
      int child = 2 * at + 1;
      if (child + 1 < size && heap[child + 1] > heap[child]) {
        child++;
      }
      if (heap[child] <= value) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = value;
  }
}
