package io.proxima.engine.index.hnsw;

import java.util.Arrays;

/// Chooses the neighbours of a node among candidates: the nearest first, each unless it is nearer
/// to one that was chosen already, through which it will be reached. What is then left of the room
/// goes to the nearest of those that were passed over.
///
/// - **Threads:** one thread.
final class Choice {
  private final NodeRecords records;
  private final byte[] scratch;
  private final Point[] points;
  private final int[] passed;
  private final float[] passedDistances;
  final int[] nodes;
  final float[] distances;

  /// Chooses up to `room` neighbours of up to `most` candidates.
  Choice(NodeRecords records, int room, int most) {
    int dim = records.layout().space().paddedDim();
    this.records = records;
    this.scratch = new byte[dim];
    this.points = new Point[room];
    Arrays.setAll(points, i -> new Point(dim));
    this.passed = new int[most];
    this.passedDistances = new float[most];
    this.nodes = new int[room];
    this.distances = new float[room];
  }

  /// Chooses at most `most` of the first `count` candidates, which are in the order of their
  /// distances.
  ///
  /// @return how many are chosen
  int of(int[] candidates, float[] itsDistances, int count, int most) {
    int chosen = 0;
    int left = 0;
    for (int i = 0; i < count && chosen < most; i++) {
      if (isApart(candidates[i], itsDistances[i], chosen)) {
        nodes[chosen] = candidates[i];
        distances[chosen] = itsDistances[i];
        records.read(candidates[i], points[chosen++], scratch);
      } else {
        passed[left] = candidates[i];
        passedDistances[left++] = itsDistances[i];
      }
    }
    for (int i = 0; i < left && chosen < most; i++) {
      nodes[chosen] = passed[i];
      distances[chosen++] = passedDistances[i];
    }
    return chosen;
  }

  private boolean isApart(int candidate, float distance, int chosen) {
    for (int i = 0; i < chosen; i++) {
      if (records.squaredDistance(points[i], candidate) < distance) {
        return false;
      }
    }
    return true;
  }
}
