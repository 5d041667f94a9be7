package io.proxima.bench.contest;

import io.proxima.engine.time.Clock;
import java.util.Arrays;

/// Finds the nearest rows.
///
/// - **Threads:** one thread.
public interface Searcher extends AutoCloseable {
  /// Finds the nearest `ords.length` rows, nearest first.
  ///
  /// @return how many were found
  int search(float[] query, int[] ords);

  /// Asks queries one after the other.
  ///
  /// @return the time of the processor that it took, in nanoseconds
  default long ask(Round round, Clock clock) {
    long cpu = Kept.threadNanos();
    for (int i = round.from(); i < round.to(); i++) {
      long begin = clock.monotonicNanos();
      int[] ords = round.found()[i];
      int count = search(round.queries()[i], ords);
      Arrays.fill(ords, count, ords.length, -1);
      round.nanos()[i] = clock.monotonicNanos() - begin;
    }
    return Kept.threadNanos() - cpu;
  }

  @Override
  default void close() {}

  /// Queries to be asked, and what comes of them.
  ///
  /// - **Shape:** `queries`, `found` and `nanos` are of the same length; those from `from` to
  ///   before `to` are asked. `found[i]` has room for k ords; -1 stands for none.
  ///
  /// @param first the number of the first query in the data set
  record Round(int first, float[][] queries, int from, int to, int[][] found, long[] nanos) {
    /// Room for the `k` nearest rows of some queries.
    static Round of(int first, float[][] queries, int k) {
      int count = queries.length;
      return new Round(first, queries, 0, count, new int[count][k], new long[count]);
    }

    Round part(int from, int to) {
      return new Round(first, queries, from, to, found, nanos);
    }
  }
}
