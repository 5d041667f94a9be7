package io.proxima.engine.lsm;

import io.proxima.engine.error.ProximaException;
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
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where the rows of a table are in one or more versions: the memtable that commits go into, those
/// that wait for their flush, and the segments. A live row is in exactly one of them.
///
/// A table with a damaged or lost segment is not read, unless the reader asks for what is left. It
/// is not flushed either: the log keeps what was deleted from that segment.
///
/// - **Owns:** a share of each, while a version has this state.
/// - **Threads:** the set never changes; rows are added and deleted by the thread that applies
///   commits.
public final class TableState {
  private final LiveTable table;
  private final Shared<Memtable> active;
  private final List<FrozenMemtable> frozen;
  private final List<LiveSegment> segments;
  private final List<LostSegment> lost;

  /// How rows of earlier versions of the table are read, by these versions.
  private final Map<Integer, Evolution> evolutions = new ConcurrentHashMap<>();

  private final AtomicInteger versions = new AtomicInteger();

  private TableState(
      LiveTable table,
      Shared<Memtable> active,
      List<FrozenMemtable> frozen,
      List<LiveSegment> segments,
      List<LostSegment> lost) {
    this.table = table;
    this.active = active;
    this.frozen = List.copyOf(frozen);
    this.segments = List.copyOf(segments);
    this.lost = List.copyOf(lost);
  }

  /// A table whose rows are in segments.
  static TableState of(LiveTable table, List<LiveSegment> segments, List<LostSegment> lost) {
    return new TableState(table, shared(table.first()), List.of(), segments, lost);
  }

  private static Shared<Memtable> shared(Memtable memtable) {
    return new Shared<>(memtable, Memtable::close);
  }

  /// This state with another memtable for the commits after `upTo`.
  public TableState frozen(Memtable next, long upTo) {
    return new TableState(
        table, shared(next), with(frozen, new FrozenMemtable(active, upTo)), segments, lost);
  }

  /// This state under the table's next definition, which the commits after `upTo` have.
  TableState altered(LiveTable next, long upTo) {
    List<FrozenMemtable> waiting =
        active().isUnused() ? frozen : with(frozen, new FrozenMemtable(active, upTo));
    return new TableState(next, shared(next.first()), waiting, segments, lost);
  }

  /// This state with a segment in the place of the frozen memtables up to a commit.
  public TableState flushed(long upTo, List<LiveSegment> added) {
    List<FrozenMemtable> left = frozen.stream().filter(memtable -> memtable.upTo() > upTo).toList();
    return new TableState(
        table, active, left, Stream.concat(segments.stream(), added.stream()).toList(), lost);
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
    return new TableState(table, active, frozen, next, lost);
  }

  /// This state without some segments.
  public TableState without(Set<Long> ids) {
    return new TableState(
        table,
        active,
        frozen,
        segments.stream().filter(segment -> !ids.contains(segment.id())).toList(),
        lost.stream().filter(segment -> !ids.contains(segment.ref().segmentId())).toList());
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

  /// The segments that cannot be opened.
  public List<LostSegment> lost() {
    return lost;
  }

  /// What is wrong with segments of the table, or null if nothing is known to be.
  public @Nullable ProximaException damage() {
    if (!lost.isEmpty()) {
      return lost.getFirst().damage();
    }
    for (LiveSegment segment : segments) {
      ProximaException damage = segment.damage();
      if (damage != null) {
        return damage;
      }
    }
    return null;
  }

  /// Returns if nothing is known to be wrong with a segment.
  ///
  /// @throws ProximaException `CORRUPT_FILE`, or `IO_FAILURE`
  public void requireSound() {
    ProximaException damage = damage();
    if (damage != null) {
      throw again(damage);
    }
  }

  private ProximaException again(ProximaException damage) {
    return new ProximaException(
        damage.code(),
        "table " + table.definition().name() + " is not whole: " + damage.getMessage(),
        damage);
  }

  /// The rows at a sequence, which must be published, and an engine time in microseconds; oldest
  /// source first.
  ///
  /// @throws ProximaException `CORRUPT_FILE` if a segment is damaged
  public List<RowSource> at(long sequence, long timeMicros) {
    requireSound();
    return left(sequence, timeMicros);
  }

  /// The same without the segments that are damaged; `missing` is told of each.
  public List<RowSource> at(long sequence, long timeMicros, Consumer<ProximaException> missing) {
    for (LostSegment segment : lost) {
      missing.accept(again(segment.damage()));
    }
    for (LiveSegment segment : segments) {
      ProximaException damage = segment.damage();
      if (damage != null) {
        missing.accept(again(damage));
      }
    }
    return left(sequence, timeMicros);
  }

  private List<RowSource> left(long sequence, long timeMicros) {
    List<RowSource> sources = new ArrayList<>(segments.size() + frozen.size() + 1);
    for (LiveSegment segment : segments) {
      if (segment.damage() == null) {
        sources.add(asNow(segment.reader().at(sequence, timeMicros)));
      }
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
    if (active().changedSequence(key) > sequence) {
      return true;
    }
    for (FrozenMemtable memtable : frozen) {
      if (memtable.memtable().changedSequence(key) > sequence) {
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
  /// Segments that are damaged are left out.
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
      if (segment.delete(key, sequence)) {
        return true;
      }
    }
    return false;
  }

  /// Whether a memtable has rows, deleted or not.
  public boolean hasRowsInMemory() {
    return !active().isUnused()
        || frozen.stream().anyMatch(memtable -> !memtable.memtable().isUnused());
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
