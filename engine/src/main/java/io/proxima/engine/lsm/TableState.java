package io.proxima.engine.lsm;

import io.proxima.engine.memtable.Memtable;
import io.proxima.engine.row.Evolution;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.schema.TableDef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// Where the rows of a table are in one or more versions: the memtable that commits go into, those
/// that wait for their flush, and the segments. A live row is in exactly one of them.
///
/// - **Owns:** a share of each, while a version has this state.
/// - **Threads:** the set never changes; rows are added and deleted by the thread that applies
///   commits.
public final class TableState {
  private final LiveTable table;
  private final Shared<Memtable> active;
  private final List<FrozenMemtable> frozen;
  private final List<LiveSegment> segments;

  /// How rows of earlier versions of the table are read, by these versions.
  private final Map<Integer, Evolution> evolutions = new ConcurrentHashMap<>();

  private final AtomicInteger versions = new AtomicInteger();

  private TableState(
      LiveTable table,
      Shared<Memtable> active,
      List<FrozenMemtable> frozen,
      List<LiveSegment> segments) {
    this.table = table;
    this.active = active;
    this.frozen = List.copyOf(frozen);
    this.segments = List.copyOf(segments);
  }

  /// A table whose rows are in segments.
  static TableState of(LiveTable table, List<LiveSegment> segments) {
    return new TableState(table, shared(table.first()), List.of(), segments);
  }

  private static Shared<Memtable> shared(Memtable memtable) {
    return new Shared<>(memtable, Memtable::close);
  }

  /// This state with another memtable for the commits after `upTo`.
  public TableState frozen(Memtable next, long upTo) {
    return new TableState(
        table, shared(next), with(frozen, new FrozenMemtable(active, upTo)), segments);
  }

  /// This state under the table's next definition, which the commits after `upTo` have.
  TableState altered(LiveTable next, long upTo) {
    List<FrozenMemtable> waiting =
        active().isUnused() ? frozen : with(frozen, new FrozenMemtable(active, upTo));
    return new TableState(next, shared(next.first()), waiting, segments);
  }

  /// This state with a segment in the place of the frozen memtables up to a commit.
  public TableState flushed(long upTo, List<LiveSegment> added) {
    List<FrozenMemtable> left = frozen.stream().filter(memtable -> memtable.upTo() > upTo).toList();
    return new TableState(
        table, active, left, Stream.concat(segments.stream(), added.stream()).toList());
  }

  /// This state with other segments in the place of the first of some that go.
  public TableState replaced(Collection<LiveSegment> inputs, List<LiveSegment> outputs) {
    Set<LiveSegment> gone = new HashSet<>(inputs);
    List<LiveSegment> next = new ArrayList<>();
    boolean isPlaced = false;
    for (LiveSegment segment : segments) {
      if (!gone.contains(segment)) {
        next.add(segment);
      } else if (!isPlaced) {
        next.addAll(outputs);
        isPlaced = true;
      }
    }
    return new TableState(table, active, frozen, next);
  }

  private static <T> List<T> with(List<T> list, T last) {
    return Stream.concat(list.stream(), Stream.of(last)).toList();
  }

  /// The table.
  public LiveTable table() {
    return table;
  }

  /// The memtable that the commits of its versions go into.
  public Memtable active() {
    return active.value();
  }

  /// The memtables that wait for their flush, oldest first.
  public List<FrozenMemtable> frozen() {
    return frozen;
  }

  /// The segments.
  public List<LiveSegment> segments() {
    return segments;
  }

  /// The rows at a sequence, which must be published, and an engine time in microseconds; oldest
  /// source first.
  public List<RowSource> at(long sequence, long timeMicros) {
    List<RowSource> sources = new ArrayList<>(segments.size() + frozen.size() + 1);
    for (LiveSegment segment : segments) {
      sources.add(asNow(segment.reader().at(sequence, timeMicros)));
    }
    for (FrozenMemtable memtable : frozen) {
      sources.add(asNow(memtable.memtable().at(sequence, timeMicros)));
    }
    sources.add(active().at(sequence, timeMicros));
    return sources;
  }

  /// Rows as the table's definition has them, under which they need not have been written.
  private RowSource asNow(RowSource rows) {
    TableDef then = rows.table();
    TableDef now = table.definition();
    return then.version() == now.version()
        ? rows
        : evolutions.computeIfAbsent(then.version(), _ -> Evolution.of(then, now)).apply(rows);
  }

  /// Whether a row with that key was created or deleted by a commit after `sequence`.
  public boolean changedAfter(Key key, long sequence) {
    if (active().changedAt(key) > sequence) {
      return true;
    }
    for (FrozenMemtable memtable : frozen) {
      if (memtable.memtable().changedAt(key) > sequence) {
        return true;
      }
    }
    for (LiveSegment segment : segments) {
      if (segment.reader().changedAfter(key, sequence)) {
        return true;
      }
    }
    return false;
  }

  /// Deletes the row with that key from `sequence` on, wherever it is, if it was there before.
  ///
  /// @return whether there was one
  public boolean delete(Key key, long sequence) {
    if (active().delete(key, sequence)) {
      return true;
    }
    for (FrozenMemtable memtable : frozen.reversed()) {
      if (memtable.memtable().delete(key, sequence)) {
        return true;
      }
    }
    for (LiveSegment segment : segments.reversed()) {
      if (segment.reader().delete(key, sequence)) {
        return true;
      }
    }
    return false;
  }

  /// The bytes of the memtables that wait for their flush.
  public long frozenBytes() {
    return frozen.stream().mapToLong(memtable -> memtable.memtable().totalBytes()).sum();
  }

  void retain() {
    if (versions.getAndIncrement() == 0) {
      active.retain();
      frozen.forEach(memtable -> memtable.shared().retain());
      segments.forEach(segment -> segment.shared().retain());
    }
  }

  void release() {
    if (versions.decrementAndGet() == 0) {
      active.release();
      frozen.forEach(memtable -> memtable.shared().release());
      segments.forEach(segment -> segment.shared().release());
    }
  }
}
