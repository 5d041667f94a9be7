package io.proxima.bench.contest;

import io.proxima.engine.task.Scheduler;
import io.proxima.engine.task.Task;
import io.proxima.engine.time.Clock;
import java.time.Duration;
import java.util.Arrays;

/// The turns of one setting in a contest.
///
/// - **Threads:** one thread calls.
final class Turns implements AutoCloseable {
  private static final double STEADY = 0.03;
  private static final int STEADY_WINDOWS = 3;
  private static final int MOST_WINDOWS = 12;
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final Searcher first;
  private final Searcher second;
  private final Searcher.Round round;
  private final int count;
  private final Clock clock;
  private long[] latencies = {};
  private long cpuNanos;
  private long wallNanos;

  /// Turns of `count` queries of a round.
  Turns(Setting setting, Searcher.Round round, int count, Clock clock) {
    this.first = setting.searchers().get();
    this.second = setting.searchers().get();
    this.round = round;
    this.count = count;
    this.clock = clock;
  }

  /// Asks until three windows in a row differ by less than 3 %, then all queries once.
  void warm() {
    double[] speeds = new double[MOST_WINDOWS];
    for (int i = 0; i < MOST_WINDOWS; i++) {
      speeds[i] = alone();
      if (isSteady(speeds, i + 1)) {
        break;
      }
    }
    first.ask(round, clock);
    latencies = round.nanos().clone();
    cpuNanos = 0;
    wallNanos = 0;
  }

  /// Whether the last three of the first `size` speeds are about the same.
  static boolean isSteady(double[] speeds, int size) {
    if (size < STEADY_WINDOWS) {
      return false;
    }
    double[] last = Arrays.copyOfRange(speeds, size - STEADY_WINDOWS, size);
    Arrays.sort(last);
    return last[STEADY_WINDOWS - 1] <= last[0] * (1 + STEADY);
  }

  /// Queries per second of one thread, by the time of its processor.
  double alone() {
    long cpu = first.ask(round.part(0, count), clock);
    cpuNanos += cpu;
    wallNanos += sum(0, count);
    return count * 1e9 / cpu;
  }

  /// Queries per second of two threads that share the queries, by the clock.
  double paired(Scheduler threads) {
    int half = count / 2;
    Task other = threads.start("second", () -> second.ask(round.part(half, count), clock));
    first.ask(round.part(0, half), clock);
    if (!other.await(LONGEST)) {
      throw new IllegalStateException("a search did not end within " + LONGEST);
    }
    return count * 1e9 / Math.max(sum(0, half), sum(half, count));
  }

  private long sum(int from, int to) {
    long sum = 0;
    for (int i = from; i < to; i++) {
      sum += round.nanos()[i];
    }
    return sum;
  }

  /// What was found of each query by the last that asked it.
  Searcher.Round round() {
    return round;
  }

  /// The nanoseconds of each query when all were asked.
  long[] latencies() {
    return latencies;
  }

  /// The share of the time of the clock that the thread had a processor.
  double share() {
    return Math.min(1, (double) cpuNanos / Math.max(1, wallNanos));
  }

  @Override
  public void close() {
    first.close();
    second.close();
  }
}
