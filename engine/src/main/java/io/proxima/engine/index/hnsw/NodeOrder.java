package io.proxima.engine.index.hnsw;

import java.util.SplittableRandom;

/// The order in which nodes are put into a graph: as if by chance, so that the first of them are
/// spread over all, however the rows lie.
///
/// - **Threads:** immutable.
final class NodeOrder {
  private static final double GOLDEN = 0.6180339887498949;

  private final int nodes;
  private final long stride;
  private final long first;

  NodeOrder(int nodes, long seed) {
    this.nodes = nodes;
    long found = Math.max(1, (long) (nodes * GOLDEN));
    while (divisor(found, nodes) != 1) {
      found++;
    }
    this.stride = found;
    this.first = nodes == 0 ? 0 : new SplittableRandom(seed).nextInt(nodes);
  }

  private static long divisor(long a, long b) {
    return b == 0 ? a : divisor(b, a % b);
  }

  /// The node with a number in the order.
  int node(int number) {
    return (int) ((first + number * stride) % nodes);
  }
}
