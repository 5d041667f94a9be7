package io.proxima.planner.exec;

import io.proxima.engine.vector.Metric;
import java.util.function.DoublePredicate;

/// All values that a distance can take, from the least to the greatest; both are finite, because
/// components are floats and dimensions are counted by an `int`.
public record DistanceDomain(double least, double greatest) {
  private static final double COMPONENT = 2.0 * Float.MAX_VALUE;
  private static final double DIMENSIONS = Integer.MAX_VALUE;

  /// The values of a metric.
  public static DistanceDomain of(Metric metric) {
    return switch (metric) {
      case L2, L1 -> new DistanceDomain(0, DIMENSIONS * COMPONENT);
      case COSINE -> new DistanceDomain(0, 2);
      case HAMMING -> new DistanceDomain(0, DIMENSIONS);
      case JACCARD -> new DistanceDomain(0, 1);
      case INNER_PRODUCT -> {
        double greatest = DIMENSIONS * COMPONENT * COMPONENT;
        yield new DistanceDomain(-greatest, greatest);
      }
    };
  }

  /// The greatest value up to which a condition holds that holds for no greater one, or NaN if it
  /// holds for none.
  double last(DoublePredicate condition) {
    if (!condition.test(least)) {
      return Double.NaN;
    }
    if (condition.test(greatest)) {
      return greatest;
    }
    long yes = rank(least);
    long no = rank(greatest);
    while (yes + 1 != no) {
      long middle = (yes & no) + ((yes ^ no) >> 1); // their sum or difference may overflow
      if (condition.test(value(middle))) {
        yes = middle;
      } else {
        no = middle;
      }
    }
    return value(yes);
  }

  /// Numbers the doubles in their order.
  private static long rank(double value) {
    long bits = Double.doubleToRawLongBits(value);
    return bits < 0 ? Long.MIN_VALUE - bits : bits;
  }

  private static double value(long rank) {
    return Double.longBitsToDouble(rank < 0 ? Long.MIN_VALUE - rank : rank);
  }
}
