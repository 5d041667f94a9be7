package io.proxima.engine.txn;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.lsm.LiveTable;
import io.proxima.engine.lsm.TableState;
import io.proxima.engine.lsm.Version;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memory.Reservation;
import io.proxima.engine.row.AvroRows;
import io.proxima.engine.row.EncodedRows;
import io.proxima.engine.row.HeapSize;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.row.RowTime;
import io.proxima.engine.schema.TableDef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The writes of one transaction over one snapshot, and what the transaction reads because of them.
///
/// Every operation is checked against the snapshot and the writes before it, and either counts as a
/// whole or not at all. A table's rows are held readable only from the moment that somebody asks
/// for them or a second operation has to know them: one insert that is committed at once costs no
/// copy.
///
/// - **Owns:** memory, until `close`.
/// - **Threads:** one thread writes; others may read meanwhile.
public final class WriteBatch implements AutoCloseable {
  /// A key in a list, and in a set while it is checked.
  private static final long KEY_BYTES = 128;

  private final Version version;
  private final long sequence;
  private final long timeMicros;
  private final MemoryBudget budget;
  private final Reservation reservation;
  private final List<TableWrite> writes = new ArrayList<>();
  private final Set<LiveTable> written = new HashSet<>();
  private final Map<Integer, List<RowSource>> snapshot = new HashMap<>();
  private final Map<Integer, PrivateRows> readable = new HashMap<>();
  private int step;

  /// No writes yet, over a snapshot at an engine time that is pinned for longer than this.
  public WriteBatch(Version version, long sequence, long timeMicros, MemoryBudget budget) {
    this.version = version;
    this.sequence = sequence;
    this.timeMicros = timeMicros;
    this.budget = budget;
    this.reservation = budget.reserve("transaction", 0);
  }

  /// The sequence of the snapshot.
  public long sequence() {
    return sequence;
  }

  /// Adds rows that expire at the given times, or if there are none as the table says.
  ///
  /// @throws ProximaException `DUPLICATE_KEY`, `FOREIGN_KEY`
  public synchronized void insert(TableDef table, EncodedRows rows, long[] expiresAt) {
    LiveTable live = require(table);
    List<Key> keys = new ArrayList<>();
    long firstRowId = encodeKeys(live, rows, keys);
    if (!live.hasHiddenKey()) {
      Set<Key> seen = new HashSet<>();
      for (Key key : keys) {
        if (!seen.add(key) || exists(live, key)) {
          throw duplicate(live, key);
        }
      }
    }
    requireKeys(live, new KeyChecks.Coming(rows.rows(), keys, all(keys), Set.of()));
    List<Key> gone = live.hasHiddenKey() ? List.of() : expired(live, keys);
    WriteTimes times = WriteTimes.expiring(expiresAt);
    add(live, gone, gone, rows, keys, all(keys), firstRowId, times);
  }

  /// Adds rows, each in place of the row that has its key, that expire as with `insert`. Of rows
  /// with one key the last counts.
  ///
  /// @throws ProximaException `DUPLICATE_KEY` of a unique index, `FOREIGN_KEY`
  public synchronized void upsert(TableDef table, EncodedRows rows, long[] expiresAt) {
    LiveTable live = require(table);
    List<Key> keys = new ArrayList<>();
    long firstRowId = encodeKeys(live, rows, keys);
    if (live.hasHiddenKey()) {
      requireKeys(live, new KeyChecks.Coming(rows.rows(), keys, all(keys), Set.of()));
      WriteTimes times = WriteTimes.expiring(expiresAt);
      add(live, List.of(), List.of(), rows, keys, all(keys), firstRowId, times);
      return;
    }
    Map<Key, Integer> last = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      last.put(keys.get(i), i);
    }
    BitSet applied = new BitSet(keys.size());
    List<Key> removed = new ArrayList<>();
    last.forEach((key, row) -> {
      applied.set(row);
      if (isInSnapshot(live, key)) {
        removed.add(key);
      }
    });
    removed.addAll(expired(live, last.keySet()));
    WriteTimes times = new WriteTimes(created(live, keys), expiresAt);
    requireKeys(live, new KeyChecks.Coming(rows.rows(), keys, applied, last.keySet()));
    following(statement -> {
      List<Referrals.Gone> gone = statement.before(definition(live), last.keySet());
      add(live, removed, removed, rows, keys, applied, firstRowId, times);
      statement.after(gone, false);
    });
  }

  /// Replaces the rows with `replaced` by `rows`, one for one, that expire at the given times, or
  /// if there are none when the rows do that they replace.
  ///
  /// @throws ProximaException `DUPLICATE_KEY`, `FOREIGN_KEY`
  public synchronized void update(
      TableDef table, List<Key> replaced, EncodedRows rows, long[] expiresAt) {
    following(statement -> update(table, replaced, rows, expiresAt, statement));
  }

  private void update(
      TableDef table, List<Key> replaced, EncodedRows rows, long[] expiresAt, Referrals statement) {
    if (replaced.size() != rows.rows().rowCount()) {
      throw new IllegalArgumentException(
          replaced.size() + " keys for " + rows.rows().rowCount() + " rows");
    }
    LiveTable live = require(table);
    List<Key> keys = new ArrayList<>();
    long firstRowId = encodeKeys(live, rows, keys);
    if (!live.hasHiddenKey()) {
      Set<Key> going = new HashSet<>(replaced);
      Set<Key> coming = new HashSet<>();
      for (Key key : keys) {
        if (!coming.add(key) || (!going.contains(key) && exists(live, key))) {
          throw duplicate(live, key);
        }
      }
    }
    Set<Key> leaving = new HashSet<>(replaced);
    requireKeys(live, new KeyChecks.Coming(rows.rows(), keys, all(keys), leaving));
    List<Referrals.Gone> gone = statement.before(definition(live), leaving);
    long[] expiry = expiresAt.length == 0 ? expiry(live, replaced) : expiresAt;
    WriteTimes times = new WriteTimes(created(live, replaced), expiry);
    List<Key> removed = inSnapshot(live, replaced);
    if (!live.hasHiddenKey()) {
      removed.addAll(expired(live, keys));
    }
    add(live, replaced, removed, rows, keys, all(keys), firstRowId, times);
    statement.after(gone, false);
  }

  /// When the rows with these keys were first written, as far as there are any.
  private long[] created(LiveTable live, List<Key> keys) {
    return times(live, keys, RowTime.CREATED);
  }

  private long[] expiry(LiveTable live, List<Key> keys) {
    return times(live, keys, RowTime.EXPIRES);
  }

  private long[] times(LiveTable live, List<Key> keys, RowTime time) {
    List<RowSource> rows = sources(live).reversed();
    long[] times = new long[keys.size()];
    Arrays.fill(times, WriteTimes.BY_COMMIT);
    for (int i = 0; i < times.length; i++) {
      for (RowSource source : rows) {
        int ord = source.find(keys.get(i));
        if (ord >= 0) {
          times[i] = source.timeAt(time, ord);
          break;
        }
      }
    }
    return times;
  }

  /// Those of the keys with rows in the snapshot that are there, but have expired.
  private List<Key> expired(LiveTable live, Collection<Key> keys) {
    List<Key> expired = new ArrayList<>();
    for (RowSource source : stored(live)) {
      for (Key key : keys) {
        int ord = source.find(key);
        if (ord >= 0 && source.timeAt(RowTime.EXPIRES, ord) <= timeMicros) {
          expired.add(key);
        }
      }
    }
    return expired;
  }

  /// The sources of the snapshot that have expired rows, with these rows.
  private List<RowSource> stored(LiveTable live) {
    List<RowSource> shown = snapshot(live);
    List<RowSource> all = state(live.definition()).at(sequence, Long.MIN_VALUE);
    List<RowSource> stored = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (shown.get(i).hidesExpired()) {
        stored.add(all.get(i));
      }
    }
    return stored;
  }

  /// Removes the rows with `keys`, and does to those that refer to them what their foreign keys
  /// say.
  ///
  /// @throws ProximaException `FOREIGN_KEY`
  public synchronized void delete(TableDef table, List<Key> keys) {
    following(statement -> delete(table, keys, statement));
  }

  private void delete(TableDef table, List<Key> keys, Referrals statement) {
    LiveTable live = require(table);
    List<Referrals.Gone> gone = statement.before(definition(live), new LinkedHashSet<>(keys));
    add(
        live,
        keys,
        inSnapshot(live, keys),
        TableWrite.NOTHING,
        List.of(),
        new BitSet(),
        0,
        WriteTimes.USUAL);
    statement.after(gone, true);
  }

  /// Does a change that may have others follow it: all of them or none.
  private void following(Consumer<Referrals> change) {
    int mark = step;
    boolean isDone = false;
    try {
      Referrals statement = new Referrals(version.catalog(), new Others());
      change.accept(statement);
      statement.end();
      isDone = true;
    } finally {
      if (!isDone && step > mark) {
        rollbackTo(mark);
      }
    }
  }

  /// What a change reaches in other tables.
  private final class Others implements Referrals.Target {
    @Override
    public List<RowSource> of(TableDef table) {
      return sources(require(table));
    }

    @Override
    public void delete(TableDef table, List<Key> keys, Referrals statement) {
      WriteBatch.this.delete(table, keys, statement);
    }

    @Override
    public void update(TableDef table, List<Key> keys, RowBatch rows, Referrals statement) {
      WriteBatch.this.update(table, keys, AvroRows.of(table).encode(rows), new long[0], statement);
    }
  }

  private void requireKeys(LiveTable live, KeyChecks.Coming coming) {
    TableDef table = definition(live);
    if (!table.orderedIndexes().isEmpty()) {
      new KeyChecks(version.catalog(), new Others()).require(table, coming);
    }
  }

  /// The definition that holds in the snapshot.
  private TableDef definition(LiveTable live) {
    return Objects.requireNonNull(version.catalog().table(live.definition().id()));
  }

  /// What a commit of `net` claims.
  synchronized Claims claims(List<TableWrite> net) {
    return Claims.of(version.catalog(), net, table -> snapshot(require(table)));
  }

  private static BitSet all(List<Key> keys) {
    BitSet all = new BitSet(keys.size());
    all.set(0, keys.size());
    return all;
  }

  /// Gives the keys of rows that come. Rows of a table that is damaged could not be written to a
  /// segment, so they do not come into memory either.
  private long encodeKeys(LiveTable live, EncodedRows rows, List<Key> keys) {
    state(live.definition()).requireSound();
    int count = rows.rows().rowCount();
    long firstRowId = live.hasHiddenKey() ? live.takeRowIds(count) : 0;
    for (int i = 0; i < count; i++) {
      keys.add(live.keys().encode(rows.rows(), i, firstRowId + i));
    }
    return firstRowId;
  }

  private void add(
      LiveTable live,
      List<Key> replaced,
      List<Key> removed,
      EncodedRows rows,
      List<Key> keys,
      BitSet applied,
      long firstRowId,
      WriteTimes times) {
    TableWrite write =
        new TableWrite(
            step + 1,
            live,
            List.copyOf(replaced),
            List.copyOf(removed),
            rows,
            keys,
            applied,
            firstRowId,
            times);
    reservation.grow(bytes(write));
    PrivateRows known = readable.get(live.definition().id());
    boolean isKnown = false;
    try {
      if (known != null) {
        known.apply(write);
      }
      isKnown = true;
    } finally {
      if (!isKnown) {
        reservation.shrink(bytes(write));
      }
    }
    writes.add(write);
    written.add(live);
    step++;
  }

  /// What a write keeps: the rows twice, as they are logged and as they are read.
  private static long bytes(TableWrite write) {
    EncodedRows rows = write.rows();
    int keys = write.keys().size() + write.replaced().size() + write.removed().size();
    int times = write.times().createdAt().length + write.times().expiresAt().length;
    return rows.payload().length
        + HeapSize.of(rows.rows())
        + KEY_BYTES * keys
        + (long) Long.BYTES * times;
  }

  /// Whether the transaction sees a row with that key.
  private boolean exists(LiveTable live, Key key) {
    PrivateRows known = known(live);
    return known == null ? has(live, key) : known.isOwn(key, step) || known.isInSnapshot(key, step);
  }

  /// Whether the snapshot has a row with that key that the transaction has not removed.
  private boolean isInSnapshot(LiveTable live, Key key) {
    PrivateRows known = known(live);
    return known == null ? has(live, key) : known.isInSnapshot(key, step);
  }

  private boolean has(LiveTable live, Key key) {
    for (RowSource source : snapshot(live).reversed()) {
      if (source.find(key) >= 0) {
        return true;
      }
    }
    return false;
  }

  /// The rows of the table without the transaction's writes.
  private List<RowSource> snapshot(LiveTable live) {
    return snapshot.computeIfAbsent(
        live.definition().id(), id -> state(live.definition()).at(sequence, timeMicros));
  }

  private List<Key> inSnapshot(LiveTable live, List<Key> keys) {
    List<Key> found = new ArrayList<>();
    for (Key key : new LinkedHashSet<>(keys)) {
      if (isInSnapshot(live, key)) {
        found.add(key);
      }
    }
    return found;
  }

  /// What the transaction sees of a table, or null if that is the snapshot.
  private @Nullable PrivateRows known(LiveTable live) {
    int id = live.definition().id();
    PrivateRows known = readable.get(id);
    if (known != null || !written.contains(live)) {
      return known;
    }
    PrivateRows made = new PrivateRows(live.definition(), snapshot(live), timeMicros, budget);
    boolean isMade = false;
    try {
      for (TableWrite write : writes) {
        if (write.table() == live) {
          made.apply(write);
        }
      }
      isMade = true;
    } finally {
      if (!isMade) {
        made.close();
      }
    }
    readable.put(id, made);
    return made;
  }

  /// What the transaction sees of a table now; later writes do not change it.
  public synchronized List<RowSource> sources(LiveTable live) {
    PrivateRows known = known(live);
    return known == null ? snapshot(live) : known.at(step);
  }

  /// Whether the transaction has written to a table.
  public synchronized boolean hasWritten(LiveTable live) {
    return written.contains(live);
  }

  /// Takes over the writes of `earlier`, whose snapshot is older.
  ///
  /// @throws ProximaException `WRITE_CONFLICT` if somebody else has changed since what they change,
  ///   `UNDEFINED_TABLE`
  public synchronized void goOn(WriteBatch earlier) {
    synchronized (earlier) {
      for (TableWrite write : earlier.writes) {
        TableState state = state(write.table().definition());
        if (state.table() != write.table()) {
          throw Conflict.ofTable(write.table().definition(), "defined anew");
        }
        for (Key key : write.ownKeys()) {
          if (state.changedAfter(key, earlier.sequence)) {
            throw Conflict.ofRow(write.table(), key);
          }
        }
      }
      for (TableWrite write : earlier.writes) {
        reservation.grow(bytes(write));
        writes.add(write);
        written.add(write.table());
      }
      step = earlier.step;
    }
  }

  /// A place to which `rollbackTo` can return.
  public synchronized int mark() {
    return step;
  }

  /// Forgets all writes since `mark`.
  public synchronized void rollbackTo(int mark) {
    if (mark < 0 || mark > step) {
      throw new IllegalArgumentException("mark " + mark + " after step " + step);
    }
    while (!writes.isEmpty() && writes.getLast().step() > mark) {
      reservation.shrink(bytes(writes.removeLast()));
    }
    written.clear();
    writes.forEach(write -> written.add(write.table()));
    Set<PrivateRows> left = new HashSet<>();
    for (LiveTable table : written) {
      PrivateRows rows = readable.get(table.definition().id());
      if (rows != null) {
        rows.rollbackTo(mark);
        left.add(rows);
      }
    }
    readable
        .values()
        .removeIf(rows -> {
          boolean isUnused = !left.contains(rows);
          if (isUnused) {
            rows.close();
          }
          return isUnused;
        });
    step = mark;
  }

  /// Whether nothing was written.
  public synchronized boolean isEmpty() {
    return writes.isEmpty();
  }

  /// What all writes come to, in order: a row that a later write took back does not count.
  synchronized List<TableWrite> net() {
    if (writes.size() == 1) {
      return writes.getFirst().isEmpty() ? List.of() : List.of(writes.getFirst());
    }
    record Place(TableWrite write, int row) {}
    Map<Integer, Map<Key, Place>> own = new HashMap<>();
    List<TableWrite> net = writes.stream().map(TableWrite::copy).toList();
    for (TableWrite write : net) {
      Map<Key, Place> rows =
          own.computeIfAbsent(write.table().definition().id(), id -> new HashMap<>());
      for (Key key : write.replaced()) {
        Place before = rows.remove(key);
        if (before != null) {
          before.write().applied().clear(before.row());
        }
      }
      write.applied().stream()
          .forEach(row -> {
            Place before = rows.put(write.keys().get(row), new Place(write, row));
            if (before != null) {
              before.write().applied().clear(before.row());
            }
          });
    }
    return net.stream().filter(write -> !write.isEmpty()).map(TableWrite::trimmed).toList();
  }

  /// The table with its rows.
  ///
  /// @throws ProximaException `UNDEFINED_TABLE`
  LiveTable require(TableDef table) {
    return state(table).table();
  }

  private TableState state(TableDef table) {
    TableState state = version.table(table.id());
    if (state == null) {
      throw new ProximaException(
          ErrorCode.UNDEFINED_TABLE, "table " + table.name() + " does not exist");
    }
    return state;
  }

  private static ProximaException duplicate(LiveTable live, Key key) {
    return new ProximaException(
        ErrorCode.DUPLICATE_KEY,
        "table "
            + live.definition().name()
            + " has a row with the key "
            + live.keys().describe(key)
            + " already (constraint "
            + live.definition().keyName()
            + ")");
  }

  @Override
  public synchronized void close() {
    readable.values().forEach(PrivateRows::close);
    readable.clear();
    snapshot.clear();
    writes.clear();
    reservation.close();
  }
}
