package io.proxima.bench;

import io.proxima.bench.data.Dataset;
import io.proxima.engine.time.Clock;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/// How well and how fast an index answers the queries of a data set that took no part in the choice
/// of anything, one after the other on one thread.
///
/// @param recalls the recall of each query, ascending
/// @param times how long each query took
/// @param cpuNanos the processor's time for all of them
record QueryRun(double[] recalls, Sampled times, long cpuNanos) {
  /// The columns of [#cells].
  static final List<String> COLUMNS = List.of("recall", "5th %", "QPS", "p50 µs", "p99 µs");

  /// A search with one query.
  interface Search {
    /// Finds the nearest rows, with all that has to be done for a query.
    ///
    /// @return tells their distances, ascending; what it does is not measured
    Supplier<double[]> nearest(float[] query);
  }

  /// Asks the last two thirds of the queries.
  static QueryRun of(Dataset set, int k, Clock clock, Search search) {
    int from = set.firstReported();
    double[] recalls = new double[set.queryCount() - from];
    long[] nanos = new long[recalls.length];
    long cpu = 0;
    for (int i = 0; i < recalls.length; i++) {
      float[] query = set.query(from + i);
      long cpuBegin = cpuNow();
      long begin = clock.monotonicNanos();
      Supplier<double[]> found = search.nearest(query);
      nanos[i] = clock.monotonicNanos() - begin;
      cpu += cpuNow() - cpuBegin;
      recalls[i] = set.recall(from + i, found.get(), k);
    }
    Arrays.sort(recalls);
    return new QueryRun(recalls, new Sampled(nanos), cpu);
  }

  /// The processor's time of this thread.
  static long cpuNow() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  int count() {
    return recalls.length;
  }

  double recall() {
    return Arrays.stream(recalls).average().orElseThrow();
  }

  /// The recall that all but the worst twentieth of the queries have.
  double lowRecall() {
    return recalls[recalls.length / 20];
  }

  /// Queries per second of one core.
  double qps() {
    return count() * 1e9 / cpuNanos;
  }

  /// Recall, its lowest twentieth, queries per second, and the times of half and of nearly all.
  List<Object> cells() {
    return List.of(
        String.format(Locale.ROOT, "%.4f", recall()),
        lowRecall(),
        qps(),
        times.medianMicros(),
        times.quantile(0.99) / 1e3);
  }
}
