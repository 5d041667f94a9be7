package io.proxima.engine.index.hnsw;

import java.util.Arrays;

/// Nodes that a walk has met: one bit each, and a list by which they are forgotten.
///
/// - **Threads:** one thread.
final class NodeMarks {
  private final long[] words;
  private int[] marked = new int[256];
  private int size;

  NodeMarks(int nodes) {
    this.words = new long[nodes / Long.SIZE + 1];
  }

  /// The bytes for so many nodes.
  static long bytes(int nodes) {
    return nodes / Byte.SIZE + 8L;
  }

  /// Marks a node.
  ///
  /// @return whether it was not marked
  boolean add(int node) {
    long bit = 1L << node;
    long word = words[node / Long.SIZE];
    if ((word & bit) != 0) {
      return false;
    }
    words[node / Long.SIZE] = word | bit;
    if (size == marked.length) {
      marked = Arrays.copyOf(marked, 2 * size);
    }
    marked[size++] = node;
    return true;
  }

  boolean has(int node) {
    return (words[node / Long.SIZE] & 1L << node) != 0;
  }

  void clear() {
    for (int i = 0; i < size; i++) {
      words[marked[i] / Long.SIZE] = 0;
    }
    size = 0;
  }
}
