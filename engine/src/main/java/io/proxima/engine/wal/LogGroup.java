package io.proxima.engine.wal;

import io.proxima.engine.error.ProximaException;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Frames that count together, on their way through the log.
///
/// - **Threads:** thread-safe.
public final class LogGroup {
  private final long firstLsn;
  private final List<LogFrame> frames;
  private final Reach reach;
  private final LongConsumer applied;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private boolean isDone;
  private @Nullable ProximaException failure;

  LogGroup(long firstLsn, List<LogFrame> frames, Reach reach, LongConsumer applied) {
    this.firstLsn = firstLsn;
    this.frames = frames;
    this.reach = reach;
    this.applied = applied;
  }

  /// The number of the last frame, which is the number of the commit.
  public long sequence() {
    return firstLsn + frames.size() - 1;
  }

  /// Waits until the group is logged as far as it asked for and is applied. An interrupt does not
  /// end the wait; the thread's interrupt flag is as before.
  ///
  /// @return the sequence
  /// @throws ProximaException `IO_FAILURE`, `DISK_FULL` or `INTERNAL` if the log has failed: then
  ///   it is not known whether the group will be found at the next open
  public long await() {
    lock.lock();
    try {
      while (!isDone) {
        ended.awaitUninterruptibly();
      }
      if (failure != null) {
        throw new ProximaException(failure.code(), String.valueOf(failure.getMessage()), failure);
      }
      return sequence();
    } finally {
      lock.unlock();
    }
  }

  long firstLsn() {
    return firstLsn;
  }

  List<LogFrame> frames() {
    return frames;
  }

  Reach reach() {
    return reach;
  }

  void apply() {
    applied.accept(sequence());
  }

  /// Ends the wait; only the first call counts.
  void end(@Nullable ProximaException error) {
    lock.lock();
    try {
      if (!isDone) {
        isDone = true;
        failure = error;
        ended.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }
}
