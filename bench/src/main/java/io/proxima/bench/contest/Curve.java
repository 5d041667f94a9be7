package io.proxima.bench.contest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/// What a system reached with the settings that were measured.
public record Curve(String system, List<Point> points) {
  /// Copies the points.
  public Curve {
    points = List.copyOf(points);
  }

  /// What one setting reached.
  ///
  /// @param lowRecall that of the query at the 5th percentile
  /// @param alone queries per second of one thread, by the time of its processor
  /// @param paired queries per second of two threads, by the clock
  /// @param p50 microseconds of a query by the clock, as are the others
  /// @param share of the clock's time that the thread had a processor
  public record Point(
      String variant,
      String setting,
      Build build,
      double recall,
      double lowRecall,
      Spread alone,
      Spread paired,
      double p50,
      double p95,
      double p99,
      double share) {}

  /// The points that are not beaten in both recall and speed, by rising recall.
  public List<Point> best() {
    List<Point> sorted = new ArrayList<>(points);
    sorted.sort(
        Comparator.comparingDouble(Point::recall)
            .thenComparingDouble(point -> point.alone.median())
            .reversed());
    List<Point> best = new ArrayList<>();
    double fastest = 0;
    for (Point point : sorted) {
      if (point.alone.median() > fastest) {
        fastest = point.alone.median();
        best.add(point);
      }
    }
    return best.reversed();
  }

  /// A figure at a recall, between the best points around it: what is straight is the logarithm of
  /// the figure. Where all points are above the recall it is that of the lowest of them; empty
  /// where all are below.
  public OptionalDouble at(double recall, ToDoubleFunction<Point> figure) {
    List<Point> best = best();
    for (int i = 0; i < best.size(); i++) {
      Point above = best.get(i);
      if (above.recall >= recall) {
        double here = figure.applyAsDouble(above);
        if (i == 0) {
          return OptionalDouble.of(here);
        }
        Point below = best.get(i - 1);
        double share = (recall - below.recall) / (above.recall - below.recall);
        double there = figure.applyAsDouble(below);
        return OptionalDouble.of(there * Math.pow(here / there, share));
      }
    }
    return OptionalDouble.empty();
  }

  /// The point that first reaches a recall.
  public Optional<Point> reaching(double recall) {
    return best().stream().filter(point -> point.recall >= recall).findFirst();
  }

  /// Queries per second of one thread at a recall.
  public OptionalDouble speedAt(double recall) {
    return at(recall, point -> point.alone.median());
  }
}
