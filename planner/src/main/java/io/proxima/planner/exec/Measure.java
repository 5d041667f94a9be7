package io.proxima.planner.exec;

import io.proxima.engine.query.ReadWork;
import io.proxima.engine.time.Clock;
import java.util.Optional;

/// What one operator did in an execution that is measured, its inputs included in the time.
///
/// - **Threads:** one thread.
public final class Measure {
  private final Clock clock;
  private long rows;
  private long batches;
  private long nanos;
  private boolean isCompared;
  private long found;
  private long wanted;
  private Optional<ReadWork> work = Optional.empty();

  /// Nothing done yet.
  public Measure(Clock clock) {
    this.clock = clock;
  }

  /// The rows that came out.
  public long rows() {
    return rows;
  }

  /// The batches they came in.
  public long batches() {
    return batches;
  }

  /// The time until then.
  public long nanos() {
    return nanos;
  }

  /// What the engine did, if the operator asked it for rows.
  public Optional<ReadWork> work() {
    return work;
  }

  /// Counts rows that came at once.
  public void gave(long rowCount) {
    rows += rowCount;
    batches++;
  }

  /// When something begins that [#took] counts.
  public long start() {
    return clock.monotonicNanos();
  }

  /// Counts the time since a start.
  public void took(long start) {
    nanos += clock.monotonicNanos() - start;
  }

  /// Of the rows that searches for nearest rows should have found, how many they did; nothing if
  /// that was not looked at.
  public Optional<Double> recall() {
    return isCompared ? Optional.of(wanted == 0 ? 1.0 : found / (double) wanted) : Optional.empty();
  }

  void compared(long foundRows, long wantedRows) {
    isCompared = true;
    found += foundRows;
    wanted += wantedRows;
  }

  void read(ReadWork more) {
    work = Optional.of(work.orElse(ReadWork.NONE).plus(more));
  }
}
