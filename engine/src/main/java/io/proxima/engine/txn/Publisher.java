package io.proxima.engine.txn;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.lsm.Version;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What is visible, and the steps from one state to the next. If such a step fails, the engine
/// answers no further call.
///
/// - **Threads:** thread-safe; the steps are done by the log's thread.
final class Publisher {
  private final History history;
  private final CommitOrder order;
  private volatile Published published;
  private volatile @Nullable Throwable broken;
  private volatile boolean isClosed;

  Publisher(Published start, History history, CommitOrder order) {
    this.published = start;
    this.history = history;
    this.order = order;
  }

  /// What is visible now.
  ///
  /// @throws ProximaException `CLOSED`, or `INTERNAL` if a step has failed
  Published published() {
    if (isClosed) {
      throw new ProximaException(ErrorCode.CLOSED, "the database is closed");
    }
    Throwable cause = broken;
    if (cause != null) {
      throw new ProximaException(
          ErrorCode.INTERNAL,
          "the database answers no call until it is reopened, because a commit could not be"
              + " applied: "
              + cause,
          cause);
    }
    return published;
  }

  /// What is visible now, with its version pinned for the caller.
  Published pin() {
    Published now = published();
    while (!now.version().tryPin()) {
      now = published();
    }
    return now;
  }

  /// What was visible last, whatever has happened since.
  Published last() {
    return published;
  }

  /// Refuses further calls; the steps go on.
  void close() {
    isClosed = true;
  }

  /// Makes a commit visible, which leads from one version to the next, or changes its rows.
  void publish(long sequence, long timeMicros, UnaryOperator<Version> step) {
    step(
        sequence,
        version -> {
          history.committed(sequence, timeMicros);
          return step.apply(version);
        });
    order.applied(sequence);
  }

  /// Puts another version in the place of this one, between two commits.
  void replace(UnaryOperator<Version> step) {
    step(published.sequence(), step);
  }

  private void step(long sequence, UnaryOperator<Version> step) {
    try {
      Version before = published.version();
      Version next = step.apply(before);
      published = new Published(next, sequence);
      if (next != before) {
        before.unpin();
      }
    } catch (Throwable e) {
      broken = e;
      throw e;
    }
  }
}
