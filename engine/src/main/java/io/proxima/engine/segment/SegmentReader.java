package io.proxima.engine.segment;

import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.Hash64;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.row.Column;
import io.proxima.engine.row.ColumnBlock;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.KeyCodec;
import io.proxima.engine.row.LongColumn;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.schema.IndexDef;
import io.proxima.engine.schema.OrderedIndexDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.VectorIndexDef;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A segment: rows that never change, and the list of those deleted since.
///
/// A row is visible at sequence s and engine time t if it was created at s or before, not deleted
/// at s or before, and does not expire at t or before.
///
/// - **Owns:** its files, maps and cached columns until `close`; nobody may be reading then.
/// - **Threads:** thread-safe; deletions come from one thread, in the order of their sequences.
public final class SegmentReader implements AutoCloseable {
  private static final int NONE = -1;

  private final SegmentFiles files;
  private final SegmentSummary summary;
  private final SegmentColumns columns;
  private final TableDef table;
  private final KeyCodec keyCodec;
  private final KeyIndex keys;
  private final DeleteMask deletes;
  private final OrderedIndexes indexes;
  private final VectorIndexes vectorIndexes;

  /// The segment of `files`, whose columns are `columns`, with the deletions of a generation: 0 if
  /// there are none. An index that has to be made takes memory from `budget` for that time.
  ///
  /// @throws ProximaException `CORRUPT_FILE`
  public SegmentReader(
      SegmentFiles files,
      SegmentSummary summary,
      SegmentColumns columns,
      TableDef table,
      long generation,
      MemoryBudget budget) {
    this.files = files;
    this.summary = summary;
    this.columns = columns;
    this.table = table;
    this.keyCodec = KeyCodec.of(table);
    this.keys = KeyIndex.open(files, summary.rowCount());
    this.deletes = files.readDeletes(generation, summary.rowCount());
    this.indexes = new OrderedIndexes(files, table, columns, budget);
    this.vectorIndexes = new VectorIndexes(files, table, columns, budget);
    if (columns.rowCount() != summary.rowCount()) {
      throw keys.damaged(columns.rowCount() + " rows are stored, expected " + summary.rowCount());
    }
  }

  /// The first damage of a file that was found since the segment was opened, or null.
  public @Nullable ProximaException damage() {
    return files.damage();
  }

  /// Looks again whether all files have the lengths they should have: whoever reads a map of a file
  /// that was cut meanwhile finds that it ends, and not why.
  ///
  /// @throws ProximaException `CORRUPT_FILE`
  public void requireLengths() {
    files.requireLengths();
  }

  /// The directory of its files.
  public String directory() {
    return files.directory();
  }

  /// Which segment it is.
  public SegmentId id() {
    return files.id();
  }

  /// What it consists of.
  public SegmentSummary summary() {
    return summary;
  }

  /// The definition of the table.
  public TableDef table() {
    return table;
  }

  /// The number of rows, deleted or not.
  public int rowCount() {
    return summary.rowCount();
  }

  /// Puts the rows of a block that commits up to `sequence` have not deleted into `rows`.
  ///
  /// @return how many
  public int notDeleted(int block, long sequence, int[] rows) {
    int blockRows = Math.min(RowSource.BLOCK_ROWS, rowCount() - block * RowSource.BLOCK_ROWS);
    return deletes.at(sequence).live(block, blockRows, rows);
  }

  /// The columns, of all rows.
  public SegmentColumns columns() {
    return columns;
  }

  /// The rows at a sequence, of which all deletions are known, and an engine time in microseconds.
  public RowSource at(long sequence, long timeMicros) {
    return new SegmentRows(this, sequence, timeMicros);
  }

  /// The number of rows that were deleted.
  public int deletedCount() {
    return deletes.size();
  }

  /// The number of rows that commits up to `sequence` have deleted.
  public int deletedCount(long sequence) {
    return deletes.count(sequence);
  }

  /// Gives the rows that commits after `after` and up to `upTo` have deleted, in the order of these
  /// commits.
  public void forEachDeleted(long after, long upTo, Deleted action) {
    deletes.forEach(after, upTo, action);
  }

  /// Takes a row that was deleted.
  @FunctionalInterface
  public interface Deleted {
    /// The row with that ord was deleted by that commit.
    void accept(int ord, long sequence);
  }

  /// The number of rows that expire at or before a time, deleted or not.
  ///
  /// - **Cost:** reads a column if there is one.
  public int expiredCount(long timeMicros) {
    int count = 0;
    if (summary.firstExpiry() <= timeMicros) {
      for (int block = 0; block * RowSource.BLOCK_ROWS < summary.rowCount(); block++) {
        LongColumn expiry = columns.hidden(HiddenColumn.EXPIRES_AT, block);
        int rows =
            Math.min(RowSource.BLOCK_ROWS, summary.rowCount() - block * RowSource.BLOCK_ROWS);
        for (int row = 0; row < rows; row++) {
          count += !expiry.isNull(row) && expiry.values()[row] <= timeMicros ? 1 : 0;
        }
      }
    }
    return count;
  }

  /// Deletes a row from `sequence` on.
  ///
  /// @return whether it was not deleted before
  public boolean delete(int ord, long sequence) {
    return deletes.add(ord, sequence);
  }

  /// Deletes the row with that key, if there is one that was not deleted before. A commit that is
  /// in the log must not fail here: where the key of the row cannot be read its hash counts, if no
  /// other row has it that is not deleted.
  public boolean delete(Key key, long sequence) {
    int ord;
    try {
      ord = live(key, sequence);
    } catch (ProximaException e) {
      ord = onlyWithHashOf(key, e);
    }
    return ord != NONE && delete(ord, sequence);
  }

  private int onlyWithHashOf(Key key, ProximaException unreadable) {
    long hash = Hash64.of(key.bytes());
    int only = NONE;
    for (int place = keys.first(hash); keys.isAt(place, hash); place++) {
      int ord = keys.ordAt(place);
      if (!deletes.contains(ord)) {
        if (only != NONE) {
          throw unreadable;
        }
        only = ord;
      }
    }
    return only;
  }

  /// The ord of the row with that key that is not deleted and was created before `sequence`.
  private int live(Key key, long sequence) {
    if (!summary.keys().mayHave(key)) {
      return NONE;
    }
    long hash = Hash64.of(key.bytes());
    for (int place = keys.first(hash); keys.isAt(place, hash); place++) {
      int ord = keys.ordAt(place);
      if (!deletes.contains(ord) && !isCreatedAfter(ord, sequence - 1) && keyAt(ord).equals(key)) {
        return ord;
      }
    }
    return NONE;
  }

  /// Whether a row with that key was created or deleted by a commit after `sequence`.
  public boolean changedAfter(Key key, long sequence) {
    boolean isAsBefore = summary.lastSequence() <= sequence && deletes.lastSequence() <= sequence;
    if (isAsBefore || !summary.keys().mayHave(key)) {
      return false;
    }
    long hash = Hash64.of(key.bytes());
    for (int place = keys.first(hash); keys.isAt(place, hash); place++) {
      int ord = keys.ordAt(place);
      boolean isChanged = deletes.isDeletedAfter(ord, sequence) || isCreatedAfter(ord, sequence);
      if (isChanged && keyAt(ord).equals(key)) {
        return true;
      }
    }
    return false;
  }

  private boolean isCreatedAfter(int ord, long sequence) {
    return summary.lastSequence() > sequence && hidden(HiddenColumn.SEQUENCE, ord) > sequence;
  }

  private long hidden(HiddenColumn column, int ord) {
    return columns.hidden(column, ord / RowSource.BLOCK_ROWS).values()[ord % RowSource.BLOCK_ROWS];
  }

  /// The ord of the row with that key that is visible in `rows`, or -1.
  int find(Key key, SegmentRows rows) {
    if (!summary.keys().mayHave(key)) {
      return NONE;
    }
    long hash = Hash64.of(key.bytes());
    for (int place = keys.first(hash); keys.isAt(place, hash); place++) {
      int ord = keys.ordAt(place);
      if (rows.isVisible(ord) && keyAt(ord).equals(key)) {
        return ord;
      }
    }
    return NONE;
  }

  /// The ordered indexes.
  OrderedIndexes indexes() {
    return indexes;
  }

  /// The vector indexes.
  public VectorIndexes vectorIndexes() {
    return vectorIndexes;
  }

  /// Makes an index anew from the rows; the old one serves until the new one is there.
  ///
  /// @throws ProximaException `OUT_OF_MEMORY`, `DISK_FULL`, `IO_FAILURE`, `CANCELLED`;
  ///   `CORRUPT_FILE` if the rows are damaged
  public void reindex(IndexDef index, IndexWork work) {
    switch (index) {
      case OrderedIndexDef ordered -> indexes.makeAgain(ordered, work);
      case VectorIndexDef vectors -> vectorIndexes.make(vectors, work);
    }
  }

  Key keyAt(int ord) {
    if (table.key().isEmpty()) {
      return KeyCodec.ofRowId(hidden(HiddenColumn.ROW_ID, ord));
    }
    ColumnBlock block = columns.block(ord / RowSource.BLOCK_ROWS);
    List<Object> values = new ArrayList<>(table.key().size());
    for (int position : table.key()) {
      Column column = block.column(position);
      values.add(column.valueAt(ord % RowSource.BLOCK_ROWS));
    }
    return keyCodec.encode(values);
  }

  DeletedRows deletedAt(long sequence) {
    return deletes.at(sequence);
  }

  /// Stores the deletions up to `sequence` under a generation that was not used before. They are on
  /// the disk when this returns, and count once the generation is named when the segment is opened.
  public void writeDeletes(long sequence, long generation) {
    files.writeDeletes(deletes, sequence, generation);
  }

  /// Removes the deletions of a generation that nobody names any more.
  public void removeDeletes(long generation) {
    files.removeDeletes(generation);
  }

  /// Reads every byte of every file, and looks for each row by its key.
  ///
  /// @throws ProximaException `CORRUPT_FILE` for the first that is damaged
  public void verify() {
    verify(() -> {});
  }

  /// The same; `pulse` is called now and then, and what it throws ends this.
  public void verify(Runnable pulse) {
    files.verify(pulse);
    for (int ord = 0; ord < summary.rowCount(); ord++) {
      if (ord % RowSource.BLOCK_ROWS == 0) {
        pulse.run();
      }
      if (!hasEntry(ord)) {
        throw keys.damaged("row " + ord + " is not found by its key");
      }
    }
  }

  private boolean hasEntry(int ord) {
    Key key = keyAt(ord);
    if (!summary.keys().mayHave(key)) {
      return false;
    }
    long hash = Hash64.of(key.bytes());
    for (int place = keys.first(hash); keys.isAt(place, hash); place++) {
      if (keys.ordAt(place) == ord) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    columns.close();
    files.close();
  }
}
