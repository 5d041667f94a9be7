package io.proxima.engine;

import io.proxima.engine.lsm.FrozenMemtable;
import io.proxima.engine.lsm.LiveSegment;
import io.proxima.engine.lsm.LiveTable;
import io.proxima.engine.lsm.Manifest;
import io.proxima.engine.lsm.MemtableFlush;
import io.proxima.engine.lsm.SegmentRef;
import io.proxima.engine.lsm.SegmentStore;
import io.proxima.engine.lsm.TableRef;
import io.proxima.engine.lsm.TableState;
import io.proxima.engine.lsm.Version;
import io.proxima.engine.memtable.Memtable;
import io.proxima.engine.task.Cancellation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Writes what replay has brought into memory to segments. These are a part of the database when
/// the manifest names them that is written after replay; what a crash leaves of them before is
/// removed.
///
/// - **Threads:** one thread at a time.
final class Spill {
  private final SegmentStore store;
  private final Cancellation cancellation;
  private long nextId;

  /// By table: the last commit of which everything is in segments.
  private final Map<Integer, Long> spilled = new HashMap<>();

  /// Tables that were spilled before all of the commit that is being replayed was there.
  private final Set<Integer> unfinished = new HashSet<>();

  Spill(Manifest manifest, SegmentStore store, Cancellation cancellation) {
    this.store = store;
    this.cancellation = cancellation;
    this.nextId = Math.max(manifest.nextSegmentId(), store.nextId());
  }

  /// An id that no segment had.
  long nextId() {
    return nextId;
  }

  /// Writes all that a table has in memory.
  ///
  /// @param version is unpinned
  /// @param commit the last that has changed the table, perhaps not to its end
  /// @param horizon nobody reads before that commit
  /// @return the version after that
  Version run(Version version, TableState state, long commit, long horizon) {
    LiveTable table = state.table();
    int id = table.definition().id();
    Memtable next = table.freeze();
    TableState frozen = state.frozen(next, commit);
    Version before = version.with(frozen);
    version.unpin();
    List<LiveSegment> segments = new ArrayList<>();
    try {
      for (FrozenMemtable memtable : frozen.frozen()) {
        write(table, memtable.memtable(), commit, horizon, segments);
      }
      Version after = before.with(frozen.flushed(commit, segments));
      spilled.put(id, commit);
      unfinished.add(id);
      return after;
    } finally {
      segments.forEach(LiveSegment::letGo);
      before.unpin();
    }
  }

  private void write(
      LiveTable table, Memtable memtable, long commit, long horizon, List<LiveSegment> segments) {
    MemtableFlush rows = new MemtableFlush(memtable, horizon);
    if (rows.rowCount() > 0) {
      long id = nextId++;
      store.write(
          SegmentStore.Stage.FLUSH,
          memtable.table(),
          id,
          writer -> rows.writeTo(writer, cancellation));
      int tableId = table.definition().id();
      LiveSegment segment =
          store.openWritten(new SegmentRef(tableId, id, 0, 0), table.definition());
      segments.add(segment);
      rows.carryDeletes(segment.reader(), commit);
    }
  }

  /// The tables that were spilled while the commit was replayed of which all is there now.
  List<Integer> finish() {
    List<Integer> tables = List.copyOf(unfinished);
    unfinished.clear();
    return tables;
  }

  /// What the manifest says after replay: it names the segments, whose lists of deleted rows are on
  /// the disk then.
  Manifest named(Manifest found, Version version) {
    List<TableRef> tables = new ArrayList<>(found.tables());
    List<SegmentRef> segments = new ArrayList<>(found.segments());
    spilled.forEach((id, commit) -> {
      TableState state = version.table(id);
      if (state != null) {
        tables.removeIf(table -> table.tableId() == id);
        tables.add(TableRef.of(state.table(), commit));
        segments.removeIf(segment -> segment.tableId() == id);
        segments.addAll(segments(found, id, state, commit));
      }
    });
    return found.withNextSegmentId(nextId).withTables(tables, segments);
  }

  private static List<SegmentRef> segments(
      Manifest found, int tableId, TableState state, long commit) {
    Map<Long, SegmentRef> known = new HashMap<>();
    found.segmentsOf(tableId).forEach(ref -> known.put(ref.segmentId(), ref));
    List<SegmentRef> refs = new ArrayList<>();
    state.lost().forEach(lost -> refs.add(lost.ref()));
    for (LiveSegment segment : state.segments()) {
      SegmentRef ref =
          known.getOrDefault(segment.id(), new SegmentRef(tableId, segment.id(), 0, 0));
      refs.add(ref.covering(segment.reader(), commit));
    }
    return refs;
  }
}
