package io.proxima.engine.txn;

import io.proxima.engine.lsm.LiveTable;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memtable.HiddenRows;
import io.proxima.engine.memtable.Memtable;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.RowSource;
import java.util.List;

/// What one transaction sees of a table it has written: the rows of the snapshot without those it
/// has removed, and its own.
///
/// - **Owns:** the memtable of the own rows, until `close`.
/// - **Threads:** one writer, many readers.
final class PrivateRows implements AutoCloseable {
  private final LiveTable table;
  private final long sequence;
  private final HiddenRows hidden;
  private final Memtable own;

  PrivateRows(LiveTable table, long sequence, MemoryBudget budget) {
    this.table = table;
    this.sequence = sequence;
    this.hidden = new HiddenRows(table.memtable().rowCount(sequence));
    this.own = new Memtable(table.definition(), budget);
  }

  void apply(TableWrite write) {
    own.reserve(write.rows().rows());
    for (Key key : write.removed()) {
      int ord = table.memtable().find(key, sequence);
      if (ord != Memtable.NONE) {
        hidden.hide(ord, write.step());
      }
    }
    own.apply(
        write.step(), write.replaced(), write.rows().rows(), write.applied(), write.firstRowId());
  }

  /// Whether the snapshot has a row with that key that the transaction has not removed.
  boolean isInSnapshot(Key key, int step) {
    int ord = table.memtable().find(key, sequence);
    return ord != Memtable.NONE && !hidden.isHidden(ord, step);
  }

  boolean isOwn(Key key) {
    return own.isLive(key);
  }

  List<RowSource> at(int step) {
    return List.of(table.memtable().at(sequence, hidden, step), own.at(step));
  }

  void rollbackTo(int step) {
    own.rollbackTo(step);
    hidden.rollbackTo(step);
  }

  @Override
  public void close() {
    own.close();
  }
}
