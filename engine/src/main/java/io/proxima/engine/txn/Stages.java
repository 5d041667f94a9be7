package io.proxima.engine.txn;

import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.wal.Wal;

/// What commits of any kind go through.
record Stages(
    Wal wal,
    EngineTime time,
    CommitOrder order,
    Publisher publisher,
    History history,
    MemoryBudget budget,
    Failpoints failpoints) {
  /// Returns if the database takes writes.
  ///
  /// @throws io.proxima.engine.error.ProximaException `CLOSED`, `INTERNAL`, `IO_FAILURE`
  void requireWritable() {
    publisher.published();
    wal.requireWritable();
  }
}
