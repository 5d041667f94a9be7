package io.proxima.engine.txn;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.lsm.LiveTable;
import io.proxima.engine.lsm.TableState;
import io.proxima.engine.lsm.Version;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memtable.Memtable;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.row.RowTimes;
import io.proxima.engine.schema.Catalog;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.IndexDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableName;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.wal.Allowance;
import io.proxima.engine.wal.LogFrame;
import io.proxima.engine.wal.LogGroup;
import io.proxima.engine.wal.Reach;
import io.proxima.engine.wal.Wal;
import io.proxima.engine.wal.WalRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// Takes commits through their stages: check, number, log, apply, publish.
///
/// One thread at a time checks a commit against what is visible and what is on its way, and queues
/// it; the log then applies and publishes in the order of the queue. All memory that applying needs
/// is taken before anything is queued, so that it cannot fail; if it fails nevertheless the engine
/// answers no further call.
///
/// - **Threads:** thread-safe.
public final class CommitPipeline {
  private static final long RELEASE_WAIT_MILLIS = 100;

  /// After so many looks at the rows for a unique index, commits wait for the next one.
  private static final int MOST_LOOKS = 3;

  private final Wal wal;
  private final MemoryBudget budget;
  private final EngineTime time;
  private final History history;
  private final WritePressure pressure;
  private final Failpoints failpoints;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition released = lock.newCondition();
  private final InFlight inFlight = new InFlight();
  private boolean isDefining;
  private Catalog coming;
  private volatile Published published;
  private volatile @Nullable Throwable broken;
  private volatile boolean isClosed;

  /// A pipeline that goes on from `start`, whose version it pins.
  public CommitPipeline(
      Wal wal,
      Published start,
      MemoryBudget budget,
      EngineTime time,
      History history,
      WritePressure pressure,
      Failpoints failpoints) {
    this.wal = wal;
    this.published = start;
    this.coming = start.version().catalog();
    this.budget = budget;
    this.time = time;
    this.history = history;
    this.pressure = pressure;
    this.failpoints = failpoints;
  }

  /// What is visible now.
  ///
  /// @throws ProximaException `CLOSED`, or `INTERNAL` if applying a commit has failed
  public Published published() {
    if (isClosed) {
      throw new ProximaException(ErrorCode.CLOSED, "the database is closed");
    }
    Throwable cause = broken;
    if (cause != null) {
      throw new ProximaException(
          ErrorCode.INTERNAL,
          "the database answers no call until it is reopened, because a commit could not be"
              + " applied: "
              + cause,
          cause);
    }
    return published;
  }

  /// Refuses further calls; commits that are queued go on.
  public void close() {
    isClosed = true;
  }

  /// What was visible last, whatever has happened since.
  public Published last() {
    return published;
  }

  /// What is visible now, with its version pinned for the caller.
  public Published pin() {
    Published now = published();
    while (!now.version().tryPin()) {
      now = published();
    }
    return now;
  }

  /// Makes the writes of a batch visible, once they are as durable as asked.
  ///
  /// @param cancellation ends the wait for its turn, not that for the log
  /// @return the number of the commit
  /// @throws ProximaException `CANCELLED`, `TIMEOUT`, `WRITE_CONFLICT`, `UNDEFINED_TABLE`,
  ///   `CORRUPT_FILE`, `OUT_OF_MEMORY`, `DISK_FULL` if nothing was written; `IO_FAILURE`,
  ///   `INTERNAL` if the outcome is not known
  public long commit(WriteBatch batch, Durability durability, Cancellation cancellation) {
    List<TableWrite> writes = batch.net();
    if (writes.isEmpty()) {
      return published().sequence();
    }
    published();
    wal.requireWritable();
    Claims claims = batch.claims(writes);
    InFlight.Keys keys =
        new InFlight.Keys(writtenKeys(writes, claims), claims.needed(), claims.gone());
    Commit commit = new Commit(batch.sequence(), writes, claims, keys, durability);
    LogGroup group = null;
    while (group == null) {
      group = offer(commit, cancellation);
    }
    return group.await();
  }

  /// Stamps, encodes and queues a commit.
  ///
  /// @return null if a memtable was frozen or time was set meanwhile; nothing is taken then
  private @Nullable LogGroup offer(Commit commit, Cancellation cancellation) {
    Allowance allowance = allowance(commit.writes());
    if (allowance == Allowance.ORDINARY) { // what only removes rows needs no memory
      pressure.admit(cancellation);
    }
    EngineTime.Stamp stamp = time.stamp();
    List<RowTimes> times = times(commit.writes(), stamp.micros());
    List<LogFrame> frames = encode(commit.writes(), times);
    failpoints.hit("commit.stamped");
    long bytes = LogFrame.bytes(frames);
    wal.admit(bytes, allowance);
    LogGroup group = null;
    try {
      group = enqueue(new Place(commit, stamp, times, frames), cancellation);
      return group;
    } finally {
      if (group == null) {
        wal.dismiss(bytes);
      }
    }
  }

  /// Who only removes rows may do that on a full disk.
  private static Allowance allowance(List<TableWrite> writes) {
    boolean isOnlyLess = writes.stream().allMatch(write -> write.applied().isEmpty());
    return isOnlyLess ? Allowance.RESERVE : Allowance.ORDINARY;
  }

  private static Allowance allowance(Definition definition) {
    return switch (definition) {
      case Definition.DropTable _,
          Definition.DropView _,
          Definition.DropCascade _,
          Definition.DropIndex _,
          Definition.DropConstraint _,
          Definition.DropSchema _,
          Definition.TruncateTable _ ->
          Allowance.RESERVE;
      default -> Allowance.ORDINARY;
    };
  }

  /// What is to become visible, over which snapshot and on which terms.
  private record Commit(
      long snapshot,
      List<TableWrite> writes,
      Claims claims,
      InFlight.Keys keys,
      Durability durability) {}

  /// A commit as it was stamped.
  private record Place(
      Commit commit, EngineTime.Stamp stamp, List<RowTimes> times, List<LogFrame> frames) {
    List<TableWrite> writes() {
      return commit.writes();
    }
  }

  /// Takes the memory that applying needs, and queues the commit.
  ///
  /// @return null if a memtable was frozen or time was set meanwhile; nothing is taken then
  private @Nullable LogGroup enqueue(Place place, Cancellation cancellation) {
    List<Memtable> targets = new ArrayList<>();
    LogGroup group = null;
    try {
      for (TableWrite write : place.writes()) {
        requireUnaltered(write.table());
        Memtable target = write.table().active();
        if (!reserve(target, write.rows().rows(), cancellation)) {
          requireThere(write.table());
          return null;
        }
        targets.add(target);
      }
      group = enqueue(place, targets, cancellation);
      return group;
    } finally {
      if (group == null) {
        for (int i = 0; i < targets.size(); i++) {
          targets.get(i).cancel(place.writes().get(i).rows().rows());
        }
      }
    }
  }

  private boolean reserve(Memtable target, RowBatch rows, Cancellation cancellation) {
    try {
      return target.reserve(rows);
    } catch (ProximaException e) {
      if (e.code() == ErrorCode.OUT_OF_MEMORY && pressure.relieve(cancellation)) {
        return false;
      }
      throw e;
    }
  }

  private static List<RowTimes> times(List<TableWrite> writes, long now) {
    return writes.stream().map(write -> write.times().at(now, write.table().definition())).toList();
  }

  private List<LogFrame> encode(List<TableWrite> writes, List<RowTimes> times) {
    List<LogFrame> frames = new ArrayList<>();
    for (int i = 0; i < writes.size(); i++) {
      TableWrite write = writes.get(i);
      frames.add(
          wal.encode(
              new WalRecord.Rows(
                  times.get(i),
                  write.table().definition().id(),
                  write.firstRowId(),
                  write.rows().rows().rowCount(),
                  write.applied(),
                  write.removed(),
                  write.rows().payload())));
    }
    return frames;
  }

  /// The keys that must not have changed.
  private static Map<Integer, Set<Key>> writtenKeys(List<TableWrite> writes, Claims claims) {
    Map<Integer, Set<Key>> keys = new HashMap<>(claims.taken());
    for (TableWrite write : writes) {
      keys.computeIfAbsent(write.table().definition().id(), id -> new HashSet<>())
          .addAll(write.ownKeys());
    }
    return keys;
  }

  private @Nullable LogGroup enqueue(
      Place place, List<Memtable> targets, Cancellation cancellation) {
    Commit commit = place.commit();
    lock.lock();
    Published latest = null;
    try {
      requireNoDefinition(cancellation);
      if (!time.isOfNow(place.stamp())) {
        return null;
      }
      latest = pin();
      for (int i = 0; i < targets.size(); i++) {
        LiveTable table = place.writes().get(i).table();
        requireTable(table);
        if (table.active() != targets.get(i)) {
          return null;
        }
        requireUnchanged(latest, table, commit.keys(), commit.snapshot());
      }
      commit.claims().requireSameKeys(coming);
      commit.claims().require(inFlight, commit.snapshot(), since(latest, commit.snapshot()));
      failpoints.hit("commit.checked");
      LogGroup group =
          wal.append(
              place.frames(),
              reach(commit.durability()),
              sequence -> apply(place, targets, sequence));
      inFlight.add(group.sequence(), commit.keys());
      return group;
    } finally {
      if (latest != null) {
        latest.version().unpin();
      }
      lock.unlock();
    }
  }

  private void requireThere(LiveTable table) {
    lock.lock();
    try {
      requireTable(table);
    } finally {
      lock.unlock();
    }
  }

  /// The rows that are visible now, or null if they are those of `snapshot`.
  private KeyChecks.@Nullable Sight since(Published latest, long snapshot) {
    if (latest.sequence() == snapshot) {
      return null;
    }
    Map<Integer, List<RowSource>> known = new HashMap<>();
    long now = time.nowMicros();
    return table ->
        known.computeIfAbsent(
            table.id(),
            id -> {
              TableState state = latest.version().table(id);
              return state == null ? List.of() : state.at(latest.sequence(), now);
            });
  }

  private void requireTable(LiveTable table) {
    if (coming.table(table.definition().id()) == null) {
      boolean isReplaced = coming.table(table.definition().name()) != null;
      throw isReplaced
          ? Conflict.ofTable(table.definition(), "emptied or made anew")
          : new ProximaException(
              ErrorCode.UNDEFINED_TABLE,
              "table " + table.definition().name() + " does not exist any more");
    }
    requireUnaltered(table);
  }

  private static void requireUnaltered(LiveTable table) {
    if (table.isAltered()) {
      throw Conflict.ofTable(table.definition(), "altered");
    }
  }

  private void requireUnchanged(
      Published latest, LiveTable table, InFlight.Keys keys, long snapshot) {
    int id = table.definition().id();
    TableState state = latest.version().table(id);
    if (state != null) {
      state.requireSound(); // what cannot be flushed would stay in memory for ever
    }
    for (Key key : keys.written().getOrDefault(id, Set.of())) {
      boolean isChanged = state != null && state.changedAfter(key, snapshot);
      if (isChanged || inFlight.writes(id, key, snapshot)) {
        throw Conflict.ofRow(table, key);
      }
    }
  }

  private static Reach reach(Durability durability) {
    return switch (durability) {
      case MEMORY -> Reach.BUFFER;
      case OS -> Reach.FILE;
      case SYNC -> Reach.DISK;
    };
  }

  /// Gives away `count` numbers of the identity column of a table; the first of them. They are lost
  /// if nobody writes them.
  ///
  /// @throws ProximaException `IDENTITY_EXHAUSTED`; `UNDEFINED_TABLE` or `WRITE_CONFLICT` if the
  ///   table is gone, `IO_FAILURE`, `DISK_FULL`
  public long takeIdentity(WriteBatch batch, TableDef definition, int count) {
    published();
    LiveTable table = batch.require(definition);
    return Objects.requireNonNull(table.identity())
        .take(count, reserved -> reserve(table, reserved));
  }

  private void reserve(LiveTable table, long count) {
    log(
        now -> new WalRecord.Identity(now, table.definition().id(), count),
        Allowance.ORDINARY,
        entry -> {
          requireTable(table);
          return append(entry, sequence -> apply(table, count, sequence, entry.stamp().micros()));
        });
  }

  /// Takes the wall clock as it is, durably.
  ///
  /// @return what time it is
  public long acceptClock() {
    published();
    long now = time.wallMicros();
    log(
        _ -> new WalRecord.Clock(now),
        Allowance.ORDINARY,
        entry -> {
          LogGroup group = append(entry, sequence -> applyClock(now, sequence));
          if (group != null) {
            time.reset(now); // what is queued from here on is stamped after it
          }
          return group;
        });
    return now;
  }

  private void applyClock(long now, long sequence) {
    history.forgetTimes();
    applying(sequence, now, () -> published = new Published(published.version(), sequence));
  }

  /// Changes the catalog; waits for its turn behind the commits that are on their way.
  ///
  /// @param basis what the definition was made for, or null if it holds whatever there is
  /// @return the number of the commit
  /// @throws ProximaException as [Catalog#apply] does if nothing was written, and `WRITE_CONFLICT`
  ///   if the basis is another
  public long define(Definition definition, @Nullable Basis basis) {
    published();
    LogGroup group = null;
    for (int looks = 1; group == null; looks++) {
      boolean isLast = looks >= MOST_LOOKS;
      Looked looked = look(definition, basis);
      group =
          offer(
              now -> new WalRecord.Define(now, definition),
              allowance(definition),
              entry -> {
                // Gives the lock away, so it comes before the checks.
                requireNoDefinition(Cancellation.unlimited());
                if (basis != null) {
                  require(basis);
                }
                return append(definition, entry, looked, isLast);
              });
    }
    return group.await();
  }

  /// That there are no two equal values of a unique index to come, in a table as of a commit.
  private record Looked(TableDef table, long sequence) {
    boolean holds(TableDef now, TableState state) {
      return table.equals(now) && state.table().lastChange() <= sequence;
    }
  }

  /// Looks at the rows that a unique index is to be made for, while commits go on.
  ///
  /// @return null if there is nothing to look at, or not yet
  private @Nullable Looked look(Definition definition, @Nullable Basis basis) {
    if (!(definition instanceof Definition.CreateIndex(TableName name, IndexDef index))
        || !index.isUnique()) {
      return null;
    }
    Published latest = pin();
    try {
      Catalog catalog = latest.version().catalog();
      TableDef table = catalog.table(name);
      TableState state = table == null ? null : latest.version().table(table.id());
      if (table == null
          || state == null
          || (basis != null && basis.generation() != catalog.generation())) {
        return null; // it is found out why when its turn comes
      }
      catalog.apply(definition);
      scan(table, index, state, latest);
      failpoints.hit("unique.looked");
      return new Looked(table, latest.sequence());
    } finally {
      latest.version().unpin();
    }
  }

  private void scan(TableDef table, IndexDef index, TableState state, Published latest) {
    new UniqueScan(table, index, state.at(latest.sequence(), time.nowMicros())).run(budget);
  }

  private void require(Basis basis) {
    if (coming.generation() != basis.generation()) {
      throw new ProximaException(
          ErrorCode.WRITE_CONFLICT, "another session has changed the catalog meanwhile");
    }
    TableState state = published.version().table(basis.tableId());
    if (state != null
        && (inFlight.hasTable(basis.tableId()) || state.table().lastChange() > basis.sequence())) {
      throw Conflict.ofTable(state.table().definition(), "written");
    }
  }

  /// A record that changes no rows, as it was stamped.
  private record Entry(EngineTime.Stamp stamp, List<LogFrame> frames) {}

  /// Logs what changes no rows; waits for its turn.
  ///
  /// @param content what is logged at a time
  /// @param append gives null if time was set meanwhile
  private long log(
      LongFunction<WalRecord> content,
      Allowance allowance,
      Function<Entry, @Nullable LogGroup> append) {
    LogGroup group = null;
    while (group == null) {
      group = offer(content, allowance, append);
    }
    return group.await();
  }

  private @Nullable LogGroup offer(
      LongFunction<WalRecord> content,
      Allowance allowance,
      Function<Entry, @Nullable LogGroup> append) {
    wal.requireWritable();
    EngineTime.Stamp stamp = time.stamp();
    List<LogFrame> frames = List.of(wal.encode(content.apply(stamp.micros())));
    failpoints.hit("commit.stamped");
    long bytes = LogFrame.bytes(frames);
    wal.admit(bytes, allowance);
    LogGroup group = null;
    try {
      group = enqueue(new Entry(stamp, frames), append);
      return group;
    } finally {
      if (group == null) {
        wal.dismiss(bytes);
      }
    }
  }

  private @Nullable LogGroup enqueue(Entry entry, Function<Entry, @Nullable LogGroup> append) {
    lock.lock();
    try {
      LogGroup group = append.apply(entry);
      if (group != null) {
        inFlight.add(group.sequence(), InFlight.Keys.NONE);
      }
      return group;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable LogGroup append(Entry entry, LongConsumer applied) {
    return time.isOfNow(entry.stamp()) ? wal.append(entry.frames(), Reach.DISK, applied) : null;
  }

  private @Nullable LogGroup append(
      Definition definition, Entry entry, @Nullable Looked looked, boolean isLast) {
    return switch (definition) {
      case Definition.CreateIndex(TableName table, IndexDef index) when index.isUnique() ->
          appendUnique(definition, table, index, entry, looked, isLast);
      default -> appendNow(definition, entry);
    };
  }

  /// Commits wait until this is queued: those before have become visible then. If they have changed
  /// the table since somebody looked at its rows, these are looked at again, at the last try here.
  ///
  /// @return null if somebody has to look once more while commits go on
  private @Nullable LogGroup appendUnique(
      Definition definition,
      TableName name,
      IndexDef index,
      Entry entry,
      @Nullable Looked looked,
      boolean isLast) {
    isDefining = true;
    Published latest = null;
    try {
      while (!inFlight.isEmpty()) {
        wal.requireWritable();
        awaitRelease(Cancellation.unlimited());
      }
      coming.apply(definition);
      latest = pin();
      TableDef table = Objects.requireNonNull(coming.table(name));
      TableState state = Objects.requireNonNull(latest.version().table(table.id()));
      if (looked == null || !looked.holds(table, state)) {
        if (!isLast) {
          return null;
        }
        scan(table, index, state, latest);
      }
      return appendNow(definition, entry);
    } finally {
      if (latest != null) {
        latest.version().unpin();
      }
      isDefining = false;
      released.signalAll();
    }
  }

  /// Waits until nobody looks at the rows for a definition.
  private void requireNoDefinition(Cancellation cancellation) {
    while (isDefining) {
      awaitRelease(cancellation);
    }
  }

  @SuppressWarnings("WaitNotInLoop") // the callers loop
  private void awaitRelease(Cancellation cancellation) {
    cancellation.check();
    try {
      if (!released.await(RELEASE_WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
        published();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProximaException(
          ErrorCode.CANCELLED, "the thread was interrupted while it waited for its turn", e);
    }
  }

  private @Nullable LogGroup appendNow(Definition definition, Entry entry) {
    Catalog next = coming.apply(definition);
    LiveTable fresh = published.version().fresh(coming, next, budget);
    TableState known = fresh == null ? null : published.version().table(fresh.definition().id());
    LiveTable before = known == null ? null : known.table().latest();
    failpoints.hit("commit.checked");
    LogGroup group =
        append(entry, sequence -> apply(definition, next, fresh, sequence, entry.stamp().micros()));
    if (group == null) {
      return null;
    }
    coming = next;
    if (before != null && fresh != null) {
      before.follow(fresh);
    }
    return group;
  }

  private void apply(Place place, List<Memtable> targets, long sequence) {
    applying(
        sequence,
        place.stamp().micros(),
        () -> {
          Version version = published.version();
          for (int i = 0; i < targets.size(); i++) {
            apply(version, place, i, targets.get(i), sequence);
            failpoints.hit("commit.applied");
          }
          published = new Published(version, sequence);
          place.writes().forEach(write -> pressure.changed(write.table()));
        });
  }

  private static void apply(
      Version version, Place place, int number, Memtable target, long sequence) {
    TableWrite write = place.writes().get(number);
    LiveTable table = write.table();
    TableState state = Objects.requireNonNull(version.table(table.definition().id()));
    for (Key key : write.removed()) {
      state.delete(key, sequence);
    }
    target.apply(
        sequence,
        List.of(),
        write.rows().rows(),
        write.applied(),
        write.firstRowId(),
        place.times().get(number));
    table.changed(sequence);
  }

  private void apply(LiveTable table, long numbers, long sequence, long timeMicros) {
    applying(
        sequence,
        timeMicros,
        () -> {
          Objects.requireNonNull(table.identity()).logged(numbers);
          published = new Published(published.version(), sequence);
        });
  }

  private void apply(
      Definition definition,
      Catalog next,
      @Nullable LiveTable fresh,
      long sequence,
      long timeMicros) {
    applying(
        sequence,
        timeMicros,
        () -> {
          history.defined(definition, sequence);
          replace(published.version().with(next, sequence, fresh), sequence);
          pressure.defined();
        });
  }

  /// Makes another version the published one.
  private void replace(Version next, long sequence) {
    Version before = published.version();
    published = new Published(next, sequence);
    before.unpin();
  }

  /// Lets the coming commits to a table go into a new memtable. When this returns all commits
  /// before are on the disk and visible, and the version has the old memtable frozen.
  ///
  /// @return the last commit that the frozen memtables may have rows of
  /// @throws ProximaException as a commit may
  public long freeze(LiveTable asked) {
    published();
    LogGroup group;
    lock.lock();
    try {
      LiveTable table = asked.latest();
      if (coming.table(table.definition().id()) == null) {
        throw new ProximaException(
            ErrorCode.UNDEFINED_TABLE,
            "table " + table.definition().name() + " does not exist any more");
      }
      group =
          wal.append(List.of(), Reach.DISK, table.active().isUnused() ? _ -> {} : freezing(table));
    } finally {
      lock.unlock();
    }
    return group.await();
  }

  private LongConsumer freezing(LiveTable table) {
    Memtable next = table.freeze();
    return sequence ->
        changing(() -> {
          TableState state = published.version().table(table.definition().id());
          if (state == null) {
            next.close();
          } else {
            replace(published.version().with(state.frozen(next, sequence)), published.sequence());
          }
        });
  }

  /// Changes where the rows of a table are, between two commits: `change` is called on the log's
  /// thread with the state of the table and the last commit that is applied.
  ///
  /// @return false if the table does not exist any more
  public boolean change(int tableId, BiFunction<TableState, Long, TableState> change) {
    AtomicBoolean isThere = new AtomicBoolean();
    LogGroup group;
    lock.lock();
    try {
      group =
          wal.append(
              List.of(),
              Reach.BUFFER,
              _ ->
                  changing(() -> {
                    TableState state = published.version().table(tableId);
                    if (state != null) {
                      isThere.set(true);
                      TableState next = change.apply(state, published.sequence());
                      replace(published.version().with(next), published.sequence());
                    }
                  }));
    } finally {
      lock.unlock();
    }
    group.await();
    return isThere.get();
  }

  /// Runs on the log's thread.
  private void applying(long sequence, long timeMicros, Runnable step) {
    changing(() -> {
      history.committed(sequence, timeMicros);
      step.run();
    });
    release(sequence);
  }

  /// Runs on the log's thread.
  private void changing(Runnable step) {
    try {
      step.run();
    } catch (Throwable e) {
      broken = e;
      throw e;
    }
  }

  private void release(long sequence) {
    lock.lock();
    try {
      inFlight.removeUpTo(sequence);
      released.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
