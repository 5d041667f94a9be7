package io.proxima.engine;

import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.txn.CommitPipeline;
import io.proxima.engine.txn.EngineTime;
import io.proxima.engine.txn.History;
import io.proxima.engine.txn.Published;
import io.proxima.engine.txn.SnapshotRegistry;
import io.proxima.engine.txn.WriteBatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Opens snapshots, of now and of earlier states.
///
/// - **Threads:** thread-safe.
record Readers(
    CommitPipeline pipeline,
    EngineTime time,
    History history,
    SnapshotRegistry registry,
    MemoryBudget budget) {
  /// What is visible now.
  Snapshot open() {
    Published now = registry.open(pipeline);
    return new Snapshot(now, time.nowMicros(), null, this);
  }

  /// What is visible now, with writes to come.
  Transaction.Start start() {
    Published now = registry.open(pipeline);
    long timeMicros = time.nowMicros();
    WriteBatch batch = new WriteBatch(now.version(), now.sequence(), timeMicros, budget);
    return new Transaction.Start(batch, new Snapshot(now, timeMicros, batch, this));
  }

  /// What was visible after a commit.
  ///
  /// @throws io.proxima.engine.error.ProximaException `INVALID_PARAMETER`
  Snapshot asOfSequence(long sequence) {
    Published now = registry.open(pipeline);
    return opened(
        now, () -> history.at(sequence, now.sequence(), (at, micros) -> past(now, at, micros)));
  }

  /// What was visible at a time.
  ///
  /// @throws io.proxima.engine.error.ProximaException `INVALID_PARAMETER`
  Snapshot asOfTime(long timeMicros) {
    Published now = registry.open(pipeline);
    return opened(
        now,
        () -> history.atTime(timeMicros, now.sequence(), (at, micros) -> past(now, at, micros)));
  }

  private Snapshot past(Published now, long sequence, long timeMicros) {
    registry.add(sequence);
    return new Snapshot(new Published(now.version(), sequence), timeMicros, null, this);
  }

  /// The pin of `now` goes to the snapshot, if it opens.
  private Snapshot opened(Published now, Supplier<Snapshot> opening) {
    @Nullable Snapshot opened = null;
    try {
      opened = opening.get();
      return opened;
    } finally {
      registry.remove(now.sequence());
      if (opened == null) {
        now.version().unpin();
      }
    }
  }

  /// A snapshot has ended.
  void left(Published state) {
    registry.remove(state.sequence());
    state.version().unpin();
  }
}
