package io.proxima.engine;

import io.proxima.engine.row.EncodedRows;
import io.proxima.engine.row.Key;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.txn.Durability;
import java.util.List;

/// Writes that become visible together, over one snapshot.
///
/// - **Threads:** one thread at a time.
public final class Transaction implements AutoCloseable {
  /// What this transaction reads: its snapshot with its own writes. Closed with the transaction.
  public Snapshot snapshot() {
    throw new UnsupportedOperationException();
  }

  /// Adds rows.
  ///
  /// @throws io.proxima.engine.error.ProximaException `DUPLICATE_KEY`, naming table and key;
  ///   nothing is added then
  public void insert(TableDef table, EncodedRows rows) {
    throw new UnsupportedOperationException();
  }

  /// Adds rows, each in place of the row that has its key. Of rows with one key the last counts.
  public void upsert(TableDef table, EncodedRows rows) {
    throw new UnsupportedOperationException();
  }

  /// Replaces the rows with `keys` by `rows`, one for one; a key may change.
  ///
  /// @throws io.proxima.engine.error.ProximaException `DUPLICATE_KEY`; nothing is changed then
  public void update(TableDef table, List<Key> keys, EncodedRows rows) {
    throw new UnsupportedOperationException();
  }

  /// Removes the rows with `keys`.
  public void delete(TableDef table, List<Key> keys) {
    throw new UnsupportedOperationException();
  }

  /// A place among the writes to which `rollbackTo` can return.
  public int mark() {
    throw new UnsupportedOperationException();
  }

  /// Forgets all writes since `mark`.
  public void rollbackTo(int mark) {
    throw new UnsupportedOperationException();
  }

  /// Whether nothing was written.
  public boolean isEmpty() {
    throw new UnsupportedOperationException();
  }

  /// Makes the writes visible to all, and as durable as asked.
  ///
  /// @return the number of the commit
  /// @throws io.proxima.engine.error.ProximaException `WRITE_CONFLICT` if another transaction
  ///   changed a written key since the snapshot
  public long commit(Durability durability) {
    throw new UnsupportedOperationException();
  }

  /// Forgets the writes if they are not committed.
  @Override
  public void close() {}
}
