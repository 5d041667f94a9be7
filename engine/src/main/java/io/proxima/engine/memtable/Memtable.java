package io.proxima.engine.memtable;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.index.VectorIndex;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memory.Reservation;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.KeyCodec;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.row.RowTime;
import io.proxima.engine.row.RowTimes;
import io.proxima.engine.schema.OrderedIndexDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.VectorIndexDef;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The rows of one table in memory, with every version of them since the memtable was made.
///
/// Rows are appended in the order of commits and never move. A row is visible at sequence s if
/// createdSequence ≤ s < deletedSequence, and at the engine time t if it does not expire at t or
/// before. The private writes of a transaction are a memtable of their own whose sequences are the
/// steps of the transaction.
///
/// A write is two calls: [#reserve] takes all memory and may refuse; [#apply] cannot fail.
///
/// - **Owns:** off-heap memory until `close`; nobody may be reading then.
/// - **Threads:** thread-safe; readers take no lock. Calls of `apply` come in the order of their
///   sequences.
public final class Memtable implements AutoCloseable {
  /// No such row.
  public static final int NONE = -1;

  private static final int KEY_SLOT_BYTES = Long.BYTES;

  private final TableDef table;
  private final KeyCodec keyCodec;
  private final RowSizes sizes;
  private final Reservation reservation;
  private final List<ColumnStore> columns;
  private final int slotBytes;
  private final RowVersions versions = new RowVersions();
  private final TimeStore times = new TimeStore();
  private final Chunks<Key[]> keys = new Chunks<>(Key[]::new);
  private final Map<Key, Integer> index = new ConcurrentHashMap<>();
  private final Map<Integer, MemtableIndex> ordered = new ConcurrentHashMap<>();
  private final Map<Integer, MemtableCodes> codes = new ConcurrentHashMap<>();
  private final MemoryBudget budget;
  private volatile Published published = new Published(0, 0, 0);
  private int pendingRows;
  private int capacity;
  private boolean isSealed;
  private boolean isClosed;

  /// What readers may look at: the rows so far, how many of them are deleted, and the last
  /// sequence.
  private record Published(int rows, int deleted, long sequence) {}

  /// An empty memtable; what it holds counts against `budget`.
  public Memtable(TableDef table, MemoryBudget budget) {
    this.table = table;
    this.budget = budget;
    this.keyCodec = KeyCodec.of(table);
    this.sizes = new RowSizes(table);
    this.reservation = budget.reserve("table " + table.name(), 0);
    this.columns =
        table.columns().stream().map(column -> ColumnStore.of(table, column, budget)).toList();
    this.slotBytes =
        RowVersions.SLOT_BYTES
            + TimeStore.SLOT_BYTES
            + KEY_SLOT_BYTES
            + columns.stream().mapToInt(ColumnStore::slotBytes).sum();
    table
        .orderedIndexes()
        .forEach(index -> ordered.put(index.id(), new MemtableIndex(table, index)));
  }

  /// The definition of the table.
  public TableDef table() {
    return table;
  }

  /// Takes the memory that applying `rows` needs.
  ///
  /// @return false if the memtable gets no more rows; nothing has changed then
  /// @throws io.proxima.engine.error.ProximaException `OUT_OF_MEMORY`; nothing has changed then
  public synchronized boolean reserve(RowBatch rows) {
    if (isSealed) {
      return false;
    }
    int wanted = capacityFor(rows.rowCount());
    long bytes = sizes.of(rows) + (long) (wanted - capacity) * slotBytes;
    reservation.grow(bytes);
    boolean done = false;
    try {
      grow(wanted);
      done = true;
    } finally {
      if (!done) {
        reservation.shrink(bytes);
      }
    }
    pendingRows += rows.rowCount();
    return true;
  }

  /// Whether it has no rows and none are to come.
  public synchronized boolean isUnused() {
    return published.rows() == 0 && pendingRows == 0;
  }

  /// Refuses more rows, apart from those for which there is a reservation.
  public synchronized void seal() {
    isSealed = true;
  }

  private int capacityFor(int moreRows) {
    long rows = (long) published.rows() + pendingRows + moreRows;
    if (rows > Integer.MAX_VALUE - RowSource.BLOCK_ROWS) {
      throw new ProximaException(
          ErrorCode.OUT_OF_MEMORY, "table " + table.name() + " has too many rows: " + rows);
    }
    return Math.max(capacity, Chunks.capacityFor((int) rows));
  }

  private void grow(int wanted) {
    if (wanted > capacity) {
      columns.forEach(column -> column.ensureCapacity(wanted));
      versions.ensureCapacity(wanted);
      times.ensureCapacity(wanted);
      keys.ensureCapacity(wanted);
      capacity = wanted;
    }
  }

  /// Gives back what `reserve` took for rows that will not be applied. The memtable may have been
  /// closed meanwhile.
  public synchronized void cancel(RowBatch rows) {
    settle(rows);
    if (!isClosed) {
      reservation.shrink(sizes.of(rows));
    }
  }

  private void settle(RowBatch rows) {
    if (pendingRows < rows.rowCount()) {
      throw new IllegalStateException(
          rows.rowCount() + " rows, room was reserved for " + pendingRows);
    }
    pendingRows -= rows.rowCount();
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
  /// @param rowTimes of all rows, applied or not
  public synchronized void apply(
      long sequence,
      List<Key> replaced,
      RowBatch rows,
      BitSet applied,
      long firstRowId,
      RowTimes rowTimes) {
    settle(rows);
    int deleted = published.deleted();
    for (Key key : replaced) {
      deleted += delete(newestBefore(key, sequence), sequence);
    }
    int ord = published.rows();
    for (int row = 0; row < rows.rowCount(); row++) {
      if (applied.get(row)) {
        Key key = keyCodec.encode(rows, row, firstRowId + row);
        int replacedOrd = newest(key);
        deleted += delete(replacedOrd, sequence);
        append(ord, key, rows, row);
        versions.append(ord, sequence, replacedOrd);
        times.append(ord, rowTimes, row);
        index.put(key, ord);
        for (MemtableIndex each : ordered.values()) {
          each.add(rows::column, row, ord);
        }
        ord++;
      } else {
        reservation.shrink(sizes.of(rows, row));
      }
    }
    published = new Published(ord, deleted, sequence);
  }

  /// As `apply` of new rows that were written at no known time and do not expire.
  public void apply(
      long sequence, List<Key> replaced, RowBatch rows, BitSet applied, long firstRowId) {
    apply(sequence, replaced, rows, applied, firstRowId, RowTimes.of(0));
  }

  private void append(int ord, Key key, RowBatch rows, int row) {
    for (int i = 0; i < columns.size(); i++) {
      columns.get(i).append(ord, rows.column(i), row);
    }
    keys.chunk(ord / RowSource.BLOCK_ROWS)[ord % RowSource.BLOCK_ROWS] = key;
  }

  /// Deletes the row with that key from `sequence` on, if an earlier commit added it and none has
  /// deleted it.
  ///
  /// @return whether there was one
  public synchronized boolean delete(Key key, long sequence) {
    int deleted = delete(newestBefore(key, sequence), sequence);
    Published now = published;
    published =
        new Published(now.rows(), now.deleted() + deleted, Math.max(now.sequence(), sequence));
    return deleted == 1;
  }

  private int newestBefore(Key key, long sequence) {
    int ord = newest(key);
    while (ord != NONE && versions.createdSequence(ord) >= sequence) {
      ord = versions.previous(ord);
    }
    return ord;
  }

  /// @return how many rows were deleted: 0 or 1
  private int delete(int ord, long sequence) {
    if (ord == NONE || versions.deletedSequence(ord) != RowVersions.LIVE) {
      return 0;
    }
    versions.setDeletedSequence(ord, sequence);
    return 1;
  }

  private int newest(Key key) {
    Integer ord = index.get(key);
    return ord == null ? NONE : ord;
  }

  /// Forgets everything that was applied after `sequence`, for the private writes of a transaction.
  /// Nobody may be reading at a later sequence. The memory is kept.
  public synchronized void rollbackTo(long sequence) {
    int rows = published.rows();
    int kept = versions.createdUpTo(sequence, rows);
    for (int ord = rows - 1; ord >= kept; ord--) {
      int replacedOrd = versions.previous(ord);
      if (replacedOrd == NONE) {
        index.remove(keyAt(ord));
      } else {
        index.put(keyAt(ord), replacedOrd);
      }
      versions.forget(ord, sequence);
    }
    int deleted = rows - kept;
    for (int ord = 0; ord < kept; ord++) {
      long deletedSequence = versions.deletedSequence(ord);
      if (deletedSequence > sequence) {
        versions.setDeletedSequence(ord, RowVersions.LIVE);
      } else {
        deleted++;
      }
    }
    published = new Published(rows, deleted, sequence);
  }

  /// The ord of the row with that key that is visible at `sequence`, expired or not, or [#NONE].
  public int find(Key key, long sequence) {
    int ord = newest(key);
    while (ord != NONE && versions.createdSequence(ord) > sequence) {
      ord = versions.previous(ord);
    }
    return ord != NONE && versions.deletedSequence(ord) > sequence ? ord : NONE;
  }

  /// The sequence of the newest change (insert or delete) of a key, or 0 if there was none.
  public long changedSequence(Key key) {
    int ord = newest(key);
    if (ord == NONE) {
      return 0;
    }
    long deletedSequence = versions.deletedSequence(ord);
    return deletedSequence == RowVersions.LIVE ? versions.createdSequence(ord) : deletedSequence;
  }

  /// The number of rows added up to `sequence`, deleted or not; their ords are below it.
  public int rowCount(long sequence) {
    Published now = published;
    return now.sequence() <= sequence ? now.rows() : versions.createdUpTo(sequence, now.rows());
  }

  /// The rows in the order of an index, which is made if it is asked for the first time; null if
  /// there is no memory for it.
  @Nullable MemtableIndex ordered(OrderedIndexDef wanted) {
    MemtableIndex found = ordered.get(wanted.id());
    return found == null ? makeOrdered(wanted) : found;
  }

  private synchronized @Nullable MemtableIndex makeOrdered(OrderedIndexDef wanted) {
    MemtableIndex known = ordered.get(wanted.id());
    if (known != null) {
      return known;
    }
    int rows = published.rows();
    try {
      reservation.grow((long) rows * RowSizes.ENTRY_BYTES);
    } catch (ProximaException e) {
      return null;
    }
    MemtableIndex made = new MemtableIndex(table, wanted);
    for (int ord = 0; ord < rows; ord++) {
      int block = ord / RowSource.BLOCK_ROWS;
      made.add(position -> columns.get(position).view(block), ord % RowSource.BLOCK_ROWS, ord);
    }
    ordered.put(wanted.id(), made);
    return made;
  }

  /// A vector index for a reader who sees `rowCount` rows, of which it may have fewer; null if it
  /// has none of them.
  @Nullable VectorIndex vectorIndex(VectorIndexDef wanted, int rowCount) {
    boolean hasColumn =
        table.columns().stream().anyMatch(column -> column.id() == wanted.columnId());
    return hasColumn
            && columns.get(table.positionOfId(wanted.columnId())) instanceof VectorStore vectors
        ? codes
            .computeIfAbsent(wanted.id(), _ -> new MemtableCodes(table, vectors, wanted, budget))
            .upTo(rowCount)
        : null;
  }

  /// The commit that added a row.
  public long createdSequence(int ord) {
    return versions.createdSequence(ord);
  }

  /// The commit that deleted a row, or `Long.MAX_VALUE` if none did so far.
  public long deletedSequence(int ord) {
    return versions.deletedSequence(ord);
  }

  /// A time of a row.
  public long timeAt(RowTime time, int ord) {
    return times.at(time, ord);
  }

  /// What was charged to the budget, apart from the vectors.
  public synchronized long memoryBytes() {
    return reservation.bytes();
  }

  /// What was charged to the budget.
  public synchronized long totalBytes() {
    return reservation.bytes()
        + columns.stream().mapToLong(ColumnStore::offHeapBytes).sum()
        + codes.values().stream().mapToLong(MemtableCodes::sizeBytes).sum();
  }

  /// The rows at `sequence`, expired or not; it must be published: a commit up to it has been
  /// applied whole.
  public RowSource at(long sequence) {
    return at(sequence, Long.MIN_VALUE);
  }

  /// The rows at `sequence`, which must be published, and the engine time `timeMicros`.
  public RowSource at(long sequence, long timeMicros) {
    return new MemtableRows(this, sequence, timeMicros);
  }

  /// The number of rows that expire at or before a time, deleted or not.
  public int expiredCount(long timeMicros) {
    int count = 0;
    if (times.someHaveExpired(timeMicros)) {
      for (int ord = 0; ord < published.rows(); ord++) {
        count += times.at(RowTime.EXPIRES, ord) <= timeMicros ? 1 : 0;
      }
    }
    return count;
  }

  /// The key of a row.
  public Key keyAt(int ord) {
    return keys.chunk(ord / RowSource.BLOCK_ROWS)[ord % RowSource.BLOCK_ROWS];
  }

  RowVersions versions() {
    return versions;
  }

  TimeStore times() {
    return times;
  }

  ColumnStore column(int position) {
    return columns.get(position);
  }

  /// The number of rows visible at `sequence`, or [#NONE] if they have to be counted.
  int visibleCount(long sequence) {
    Published now = published;
    return now.sequence() <= sequence ? now.rows() - now.deleted() : NONE;
  }

  @Override
  public synchronized void close() {
    isSealed = true;
    isClosed = true;
    columns.forEach(ColumnStore::close);
    codes.values().forEach(MemtableCodes::close);
    reservation.close();
  }
}
