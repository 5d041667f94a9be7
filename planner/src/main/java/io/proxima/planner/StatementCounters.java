package io.proxima.planner;

import java.util.concurrent.atomic.LongAdder;

/// What was counted of all statements with one normalised text.
///
/// - **Unit:** nanoseconds.
/// - **Threads:** thread-safe.
public final class StatementCounters {
  private final String text;
  private final LongAdder executions = new LongAdder();
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder nanos = new LongAdder();
  private final LongAdder rows = new LongAdder();

  StatementCounters(String text) {
    this.text = text;
  }

  /// The text, with `?` for literals and parameters.
  public String text() {
    return text;
  }

  /// Counts an execution and the time it took to begin.
  public void executed(long tookNanos) {
    executions.increment();
    nanos.add(tookNanos);
  }

  /// Counts rows read or changed, and the time that took.
  public void rows(long count, long tookNanos) {
    rows.add(count);
    nanos.add(tookNanos);
  }

  void hit() {
    hits.increment();
  }

  void missed() {
    misses.increment();
  }

  /// How often such a statement ran.
  public long executions() {
    return executions.sum();
  }

  /// How often its plan was known.
  public long hits() {
    return hits.sum();
  }

  /// How often it had to be planned.
  public long misses() {
    return misses.sum();
  }

  /// The time its executions took.
  public long nanos() {
    return nanos.sum();
  }

  /// The rows it read or changed.
  public long rowCount() {
    return rows.sum();
  }
}
