package io.proxima.engine.index.hnsw;

import java.util.Arrays;

/// Chooses the neighbours of a node among candidates: the nearest first, each unless it is nearer
/// to one that was chosen already, through which it will be reached.
///
/// Nearer by a tenth, that is: that leaves more neighbours, and a walk looks at up to 32 for what
/// it takes to look at one.
///
/// - **Threads:** one thread.
final class Choice {
  /// The square of how many times as near.
  private static final float NEARER = 1.2f;

  private final NodeRecords records;
  private final byte[] scratch;
  private final Point[] points;
  final int[] nodes;
  final float[] distances;

  /// Chooses up to `room` neighbours.
  Choice(NodeRecords records, int room) {
    int dim = records.layout().space().paddedDim();
    this.records = records;
    this.scratch = new byte[dim];
    this.points = new Point[room];
    Arrays.setAll(points, i -> new Point(dim));
    this.nodes = new int[room];
    this.distances = new float[room];
  }

  /// Chooses of the first `count` candidates, which are in the order of their distances.
  ///
  /// @return how many are chosen
  int of(int[] candidates, float[] itsDistances, int count) {
    int chosen = 0;
    for (int i = 0; i < count && chosen < nodes.length; i++) {
      if (isApart(candidates[i], itsDistances[i], chosen)) {
        nodes[chosen] = candidates[i];
        distances[chosen] = itsDistances[i];
        records.read(candidates[i], points[chosen++], scratch);
      }
    }
    return chosen;
  }

  private boolean isApart(int candidate, float distance, int chosen) {
    for (int i = 0; i < chosen; i++) {
      if (NEARER * records.squaredDistance(points[i], candidate) < distance) {
        return false;
      }
    }
    return true;
  }
}
