package io.proxima.engine.memtable;

import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.schema.TableDef;
import java.util.BitSet;
import java.util.List;

/// The rows of one table in memory, with every version of them since the memtable was made.
///
/// Rows are appended in the order of commits and never move. A row is visible at sequence s if
/// createdAt ≤ s < deletedAt. The private writes of a transaction are a memtable of their own whose
/// sequences are the steps of the transaction.
///
/// A write is two calls: [#reserve] takes all memory and may refuse; [#apply] cannot fail.
///
/// - **Owns:** off-heap memory until `close`; nobody may be reading then.
/// - **Threads:** thread-safe; readers take no lock. Calls of `apply` come in the order of their
///   sequences.
public final class Memtable implements AutoCloseable {
  /// No such row.
  public static final int NONE = -1;

  private final TableDef table;

  /// An empty memtable; what it holds counts against `budget`.
  public Memtable(TableDef table, MemoryBudget budget) {
    this.table = table;
  }

  /// The definition of the table.
  public TableDef table() {
    return table;
  }

  /// Takes the memory that applying `rows` needs.
  ///
  /// @throws io.proxima.engine.error.ProximaException `OUT_OF_MEMORY`; nothing has changed then
  public void reserve(RowBatch rows) {
    throw new UnsupportedOperationException();
  }

  /// Gives back what `reserve` took for rows that will not be applied.
  public void cancel(RowBatch rows) {
    throw new UnsupportedOperationException();
  }

  /// Adds the rows of one commit, or a part of them; `reserve` must have been called with `rows`.
  ///
  /// First the rows of earlier sequences whose keys are in `replaced` are deleted. Then the rows
  /// whose bit is set in `applied` are added; where a row with the same key is live it is replaced.
  /// Nothing is visible to a snapshot of an earlier sequence.
  ///
  /// - **Owns:** copies everything but the objects in object columns.
  ///
  /// @param replaced keys without a live row are passed over
  /// @param firstRowId the hidden row id of row 0 of `rows` (row n has `firstRowId + n`, applied or
  ///   not); of no meaning in a table with a primary key
  public void apply(
      long sequence, List<Key> replaced, RowBatch rows, BitSet applied, long firstRowId) {
    throw new UnsupportedOperationException();
  }

  /// Forgets everything that was applied after `sequence`, for the private writes of a transaction.
  /// Nobody may be reading at a later sequence. The memory is kept.
  public void rollbackTo(long sequence) {
    throw new UnsupportedOperationException();
  }

  /// The ord of the row with that key that is visible at `sequence`, or [#NONE].
  public int find(Key key, long sequence) {
    throw new UnsupportedOperationException();
  }

  /// The sequence of the newest change (insert or delete) of a key, or 0 if there was none.
  public long changedAt(Key key) {
    throw new UnsupportedOperationException();
  }

  /// Whether a row with that key is live after everything that was applied.
  public boolean isLive(Key key) {
    throw new UnsupportedOperationException();
  }

  /// The number of rows ever added that are visible or deleted at `sequence`; ords are below it.
  public int rowCount(long sequence) {
    throw new UnsupportedOperationException();
  }

  /// What was charged to the budget.
  public long memoryBytes() {
    throw new UnsupportedOperationException();
  }

  /// The rows at `sequence`, which must be published: a commit up to it has been applied whole.
  public RowSource at(long sequence) {
    throw new UnsupportedOperationException();
  }

  /// The rows at `sequence` without those that are hidden at `step`.
  public RowSource at(long sequence, HiddenRows hidden, int step) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
