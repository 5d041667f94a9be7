package io.proxima.engine.index.ivf;

import io.proxima.engine.index.VectorRows;
import io.proxima.engine.quant.CodedQuery;
import io.proxima.engine.vector.Distances;
import io.proxima.engine.vector.Metric;
import java.util.Arrays;

/// Looks for the rows nearest to some rows of an index, through all lists, and notes how far a
/// search would have had to go for each.
///
/// - **Threads:** one thread.
final class Calibrator {
  /// The errors with which everything near is found.
  private static final float EPSILON = 3;

  private final IvfIndex index;
  private final VectorRows rows;
  private final int wanted;
  private final IvfSearcher searcher;
  private final float[] query;
  private final float[] row;

  Calibrator(IvfIndex index, VectorRows rows, int wanted) {
    this.index = index;
    this.rows = rows;
    this.wanted = wanted;
    this.searcher = new IvfSearcher(index);
    this.query = new float[index.space().dim()];
    this.row = new float[index.space().dim()];
  }

  /// What the nearest rows of one query were found by: the [ListRanking#apartness] of their lists,
  /// and the standard deviations by which their estimates were off.
  record Found(float[] apart, float[] deviations) {}

  /// Asks for the rows nearest to one of the index, but for itself.
  Found ask(int ord) {
    rows.read(ord, query);
    CodedQuery coded = new CodedQuery(index.space(), query);
    if (!coded.isAskable()) {
      return new Found(new float[0], new float[0]);
    }
    HeldRows held = searcher.searchAll(coded, wanted + 1, EPSILON);
    int[] nearest = new int[wanted];
    double[] distances = new double[wanted];
    int count = 0;
    for (int i = 0; i < held.size(); i++) {
      double distance = held.ord(i) == ord ? Double.NaN : distance(held, i, count, distances);
      if (Double.isNaN(distance)) {
        continue;
      }
      int at = Math.min(count, wanted - 1);
      while (at > 0 && distances[at - 1] > distance) {
        distances[at] = distances[at - 1];
        nearest[at] = nearest[at - 1];
        at--;
      }
      distances[at] = distance;
      nearest[at] = i;
      count = Math.min(count + 1, wanted);
    }
    return found(
        held, Arrays.copyOf(nearest, count), count == 0 ? 0 : (float) distances[count - 1]);
  }

  /// The distance of a row in the unit of estimates; NaN if it is none of the nearest.
  private double distance(HeldRows held, int i, int count, double[] distances) {
    double worst = count < wanted ? Double.POSITIVE_INFINITY : distances[wanted - 1];
    if (held.estimate(i) - held.error(i) > worst) {
      return Double.NaN;
    }
    rows.read(held.ord(i), row);
    double distance = Distances.exact(index.space().metric(), query, row);
    distance = index.space().metric() == Metric.L2 ? distance * distance : distance;
    return distance < worst ? distance : Double.NaN;
  }

  private Found found(HeldRows held, int[] nearest, float limit) {
    float[] apart = new float[nearest.length];
    float[] deviations = new float[nearest.length];
    for (int i = 0; i < nearest.length; i++) {
      int list = held.list(nearest[i]);
      apart[i] = searcher.ranking().apartness(list, limit);
      deviations[i] = EPSILON * held.needed(nearest[i], limit);
    }
    return new Found(apart, deviations);
  }
}
