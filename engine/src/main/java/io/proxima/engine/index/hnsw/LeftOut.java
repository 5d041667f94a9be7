package io.proxima.engine.index.hnsw;

import io.proxima.engine.index.VectorRows;
import io.proxima.engine.quant.CodedQuery;
import io.proxima.engine.vector.Distances;
import io.proxima.engine.vector.Metric;
import java.util.Arrays;

/// A row of a graph that is looked for as if it were no part of it, with the distances of the nodes
/// nearest to it.
///
/// The codes of rows that are near each other may be the same, so nodes are told apart by their
/// vectors wherever their codes leave a doubt.
///
/// - **Unit:** distances as [CodedQuery] has them.
/// - **Threads:** one thread, that of the walk.
final class LeftOut {
  private final Walk walk;
  private final VectorRows rows;
  private final int node;
  private final Metric metric;
  private final float[] vector;
  private final float[] other;
  private final CodedQuery query;
  private final float base;
  private final float spread;
  private final double[] nearest = new double[EfTable.MANY];

  LeftOut(Walk walk, VectorRows rows, int node) {
    this.walk = walk;
    this.rows = rows;
    this.node = node;
    this.metric = walk.records().layout().space().metric();
    this.vector = new float[walk.records().layout().space().dim()];
    this.other = new float[vector.length];
    read(node, vector);
    this.query = new CodedQuery(walk.records().layout().space(), vector);
    this.base = query.base(null);
    this.spread = query.spread(null);
    Arrays.fill(nearest, Double.POSITIVE_INFINITY);
  }

  private void read(int from, float[] out) {
    rows.read(walk.records().ord(walk.records().at(from)), out);
  }

  int node() {
    return node;
  }

  CodedQuery query() {
    return query;
  }

  /// Takes the nodes `from` to `to` into account.
  void compare(int from, int to) {
    walk.begin(query);
    int last = nearest.length - 1;
    for (int near = from; near < to; near++) {
      float estimate = base + walk.distanceOf(near);
      if (near == node || estimate - walk.error(near, spread) >= nearest[last]) {
        continue;
      }
      double distance = distance(near);
      if (distance < nearest[last]) {
        int at = last;
        while (at > 0 && nearest[at - 1] > distance) {
          nearest[at] = nearest[at - 1];
          at--;
        }
        nearest[at] = distance;
      }
    }
  }

  private double distance(int to) {
    read(to, other);
    double distance = Distances.exact(metric, vector, other);
    return metric == Metric.L2 ? distance * distance : distance;
  }

  /// The share of the `k` nearest nodes that the last walk found, after all nodes were compared.
  double found(int k) {
    double limit = nearest[k - 1];
    int found = 0;
    for (int i = 0; i < walk.size() && found < k; i++) {
      float estimate = base + walk.distance(i);
      float error = walk.error(walk.node(i), spread);
      boolean isNear = estimate + error < limit;
      boolean isFar = estimate - error > limit;
      found += isNear || (!isFar && distance(walk.node(i)) <= limit) ? 1 : 0;
    }
    return found / (double) k;
  }
}
