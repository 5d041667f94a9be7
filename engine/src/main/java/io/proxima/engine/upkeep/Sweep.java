package io.proxima.engine.upkeep;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.lsm.SegmentStore;
import io.proxima.engine.lsm.TableState;
import io.proxima.engine.lsm.Version;
import io.proxima.engine.txn.CommitPipeline;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Finds tables whose memtables or segments have so many rows that can go that it is worth it,
/// whether anybody writes to them or not.
///
/// - **Threads:** one thread at a time.
final class Sweep {
  private final CommitPipeline pipeline;
  private final SegmentStore store;
  private final Supplier<Horizon> horizon;

  /// @param horizon what can go, if its deletion is on the disk
  Sweep(CommitPipeline pipeline, SegmentStore store, Supplier<Horizon> horizon) {
    this.pipeline = pipeline;
    this.store = store;
    this.horizon = horizon;
  }

  /// Looks at all tables; `found` is told what is worth it.
  void run(Consumer<Job> found) {
    Version version = pipeline.pin().version();
    try {
      Horizon now = horizon.get();
      for (TableState state : version.tables()) {
        if (state.damage() == null) {
          look(state, now, found);
        }
      }
    } finally {
      version.unpin();
      store.removeUnused();
    }
  }

  private static void look(TableState state, Horizon now, Consumer<Job> found) {
    int id = state.table().definition().id();
    if (now.isWorthFlushing(state)) {
      found.accept(new Job.Flush(id));
    }
    try {
      if (!CompactionChoice.of(state.segments(), now).isEmpty()) {
        found.accept(new Job.Merge(id));
      }
    } catch (ProximaException e) {
      if (e.code() != ErrorCode.CORRUPT_FILE) { // which the segment remembers, and its readers meet
        throw e;
      }
    }
  }
}
