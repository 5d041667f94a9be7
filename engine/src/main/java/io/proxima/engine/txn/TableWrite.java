package io.proxima.engine.txn;

import io.proxima.engine.lsm.LiveTable;
import io.proxima.engine.row.EncodedRows;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.RowBatch;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What one operation of a transaction does to one table: keys that go, then rows that come.
///
/// `step` numbers the operations of the transaction. `keys` are those of the rows, all of them;
/// only the rows in `applied` count. `removed` are keys of rows of the snapshot; `replaced` are
/// keys that the operation named, also of rows that the transaction itself had written.
///
/// - **Threads:** immutable, but for `applied`, which is private to the commit.
record TableWrite(
    int step,
    LiveTable table,
    List<Key> replaced,
    List<Key> removed,
    EncodedRows rows,
    List<Key> keys,
    BitSet applied,
    long firstRowId,
    WriteTimes times) {
  static final RowBatch NO_ROWS = new RowBatch(0, List.of());
  static final EncodedRows NOTHING = new EncodedRows(NO_ROWS, new byte[0]);

  /// A copy whose `applied` may be changed.
  TableWrite copy() {
    return new TableWrite(
        step, table, replaced, removed, rows, keys, (BitSet) applied.clone(), firstRowId, times);
  }

  /// The keys that nobody else may change. Rows under a hidden key are nobody else's.
  Set<Key> ownKeys() {
    Set<Key> own = new HashSet<>(removed);
    if (!table.hasHiddenKey()) {
      applied.stream().forEach(row -> own.add(keys.get(row)));
    }
    return own;
  }

  boolean isEmpty() {
    return removed.isEmpty() && applied.isEmpty();
  }

  /// The same effect without rows, if none of them counts.
  TableWrite trimmed() {
    return applied.isEmpty()
        ? new TableWrite(
            step,
            table,
            replaced,
            removed,
            NOTHING,
            List.of(),
            new BitSet(),
            firstRowId,
            WriteTimes.USUAL)
        : this;
  }
}
