package io.proxima.engine.upkeep;

import io.proxima.engine.epoch.EpochId;
import io.proxima.engine.epoch.Form;
import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.Storage;
import io.proxima.engine.lsm.Clustering;
import io.proxima.engine.lsm.CurrentManifest;
import io.proxima.engine.lsm.LiveSegment;
import io.proxima.engine.lsm.LiveTable;
import io.proxima.engine.lsm.Manifest;
import io.proxima.engine.lsm.SegmentRef;
import io.proxima.engine.lsm.SegmentStore;
import io.proxima.engine.lsm.TableRef;
import io.proxima.engine.lsm.TableState;
import io.proxima.engine.lsm.Version;
import io.proxima.engine.schema.Catalog;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.segment.SegmentLists;
import io.proxima.engine.txn.CommitPipeline;
import io.proxima.engine.txn.EngineTime;
import io.proxima.engine.txn.History;
import io.proxima.engine.wal.LogFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Changes which files the database consists of. Each change first makes the lists of deleted rows
/// durable that it leaves behind, then the manifest, and then it is seen by readers.
///
/// - **Threads:** thread-safe; one change at a time.
final class Edits {
  private static final System.Logger LOGGER = System.getLogger(Edits.class.getName());

  private final Storage storage;
  private final CommitPipeline pipeline;
  private final CurrentManifest manifest;
  private final SegmentStore store;
  private final EngineTime time;
  private final History history;
  private final LongSupplier durable;
  private final ReentrantLock lock = new ReentrantLock();

  /// The epochs by which rows are being ordered, each as often as it is held.
  private final List<EpochId> held = new ArrayList<>();

  /// @param durable the last commit that is on the disk
  Edits(
      Storage storage,
      CommitPipeline pipeline,
      CurrentManifest manifest,
      SegmentStore store,
      EngineTime time,
      History history,
      LongSupplier durable) {
    this.history = history;
    this.durable = durable;
    this.storage = storage;
    this.store = store;
    this.pipeline = pipeline;
    this.manifest = manifest;
    this.time = time;
  }

  /// A change of the segments of one table.
  interface Edit {
    /// The segments that are new.
    List<LiveSegment> added();

    /// The segments that these take the place of.
    List<LiveSegment> inputs();

    /// The epochs that are new.
    List<EpochId> epochs();

    /// The epochs that were held for its rows.
    List<EpochId> held();

    /// The commit up to which all of the table is in segments then, or 0 if this does not change.
    long flushedUpTo();

    /// Brings the deletions up to `sequence` that the rows have met where they were into the new
    /// segments, apart from those that an earlier call has brought.
    void carryDeletes(long sequence);

    /// The state of the table after this.
    TableState apply(TableState state);
  }

  long takeSegmentId() {
    return manifest.takeSegmentId();
  }

  /// Refuses if no change can be made until the database is reopened: whatever was written for one
  /// would stay on the disk till then.
  ///
  /// @throws ProximaException `IO_FAILURE`
  void requirePossible() {
    manifest.requireKnown();
  }

  /// Makes a change durable and visible, and lets go of the new segments. If it fails, they are a
  /// part of nothing, or, if it is not known what is on the disk, found at the next open.
  ///
  /// @return false if the table, or a segment that is to be replaced, is not there any more
  boolean commit(int tableId, Edit edit) {
    lock.lock();
    boolean mayBeNamed = false;
    boolean isNamed = false;
    try {
      TableState state = pipeline.published().version().table(tableId);
      if (state == null || !state.segments().containsAll(edit.inputs())) {
        return false;
      }
      state.requireSound();
      long flushed = Math.max(edit.flushedUpTo(), manifest.now().table(tableId).flushedSequence());
      edit.carryDeletes(flushed);
      Map<LiveSegment, SegmentRef> refs = refs(tableId, state, edit, flushed);
      Manifest before = manifest.now();
      mayBeNamed = true;
      Manifest after =
          manifest.change(now ->
              next(now, tableId, flushed, List.copyOf(refs.values()))
                  .withEpochs(epochs(now, state, refs.keySet(), edit)));
      isNamed = true;
      retire(before, after);
      boolean isThere =
          pipeline.change(
              tableId,
              (now, sequence) -> {
                edit.carryDeletes(sequence);
                carryDamage(edit);
                return edit.apply(now);
              });
      if (isThere) {
        removeOldDeletes(before, refs);
      } else {
        forgetDropped();
        edit.added().forEach(LiveSegment::replaced);
      }
      removeTrimmed(before, after);
      removeEpochs(before, after);
      return isThere;
    } catch (ProximaException e) {
      mayBeNamed &= isNamed || e.code() != ErrorCode.DISK_FULL; // then the manifest is as before
      throw e;
    } finally {
      if (!mayBeNamed) {
        edit.added().forEach(LiveSegment::replaced);
        removeUnnamed(edit.epochs());
      }
      edit.added().forEach(LiveSegment::letGo);
      lock.unlock();
    }
  }

  /// Takes the damaged segments of a table out of the database. Their files stay, elsewhere.
  ///
  /// @return where they are now
  List<String> quarantine(int tableId) {
    lock.lock();
    try {
      TableState state = pipeline.published().version().table(tableId);
      if (state == null) {
        return List.of();
      }
      Set<Long> damaged = new HashSet<>();
      state.lost().forEach(segment -> damaged.add(segment.ref().segmentId()));
      state.segments().stream()
          .filter(segment -> segment.damage() != null)
          .forEach(segment -> damaged.add(segment.id()));
      List<String> directories = new ArrayList<>();
      for (SegmentRef ref : manifest.now().segmentsOf(tableId)) {
        if (damaged.contains(ref.segmentId())) {
          directories.add(
              store.quarantine(ref)); // a manifest that names what is gone loses nothing
        }
      }
      manifest.change(now -> now.withTables(now.tables(), without(now, damaged)));
      pipeline.change(tableId, (now, _) -> now.without(damaged));
      return directories;
    } finally {
      lock.unlock();
    }
  }

  private static List<SegmentRef> without(Manifest now, Set<Long> damaged) {
    return now.segments().stream().filter(ref -> !damaged.contains(ref.segmentId())).toList();
  }

  /// A segment in which deletions could not be found since this began has not got them: what takes
  /// its place has not, either, until the log is replayed.
  private static void carryDamage(Edit edit) {
    for (LiveSegment input : edit.inputs()) {
      ProximaException damage = input.damage();
      if (damage != null) {
        edit.added().forEach(segment -> segment.markDamaged(damage));
      }
    }
  }

  /// Leaves out what belongs to tables that do not exist any more.
  void forgetDropped() {
    lock.lock();
    try {
      Manifest before = manifest.now();
      Catalog catalog = pipeline.last().version().catalog();
      boolean isDropped =
          before.segments().stream().anyMatch(ref -> catalog.table(ref.tableId()) == null)
              || before.epochs().stream().anyMatch(id -> catalog.table(id.tableId()) == null);
      if (isDropped) {
        Manifest after = manifest.change(this::withCatalog);
        retire(before, after);
        removeEpochs(before, after);
        store.removeUnused();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Lets the files go of the segments that the manifest does not name any more.
  private void retire(Manifest before, Manifest after) {
    Set<Long> left =
        after.segments().stream().map(SegmentRef::segmentId).collect(Collectors.toSet());
    before.segments().stream()
        .filter(ref -> !left.contains(ref.segmentId()))
        .forEach(store::retire);
  }

  private Manifest withCatalog(Manifest now) {
    Version version = pipeline.last().version();
    return now.withCatalog(version.definedAt(), version.catalog(), time.nowMicros())
        .withHistory(history.state(durable.getAsLong()));
  }

  /// The segments of the table after the change, with lists of deleted rows that are complete up to
  /// a commit.
  private Map<LiveSegment, SegmentRef> refs(int tableId, TableState state, Edit edit, long upTo) {
    Map<LiveSegment, SegmentRef> refs = new LinkedHashMap<>();
    Map<Long, SegmentRef> known = new HashMap<>();
    manifest.now().segmentsOf(tableId).forEach(ref -> known.put(ref.segmentId(), ref));
    for (LiveSegment segment : edit.apply(state).segments()) {
      SegmentRef ref =
          known.getOrDefault(segment.id(), new SegmentRef(tableId, segment.id(), 0, 0));
      refs.put(segment, ref.covering(segment.reader(), upTo));
    }
    return refs;
  }

  private Manifest next(Manifest now, int tableId, long flushed, List<SegmentRef> refs) {
    Version version = pipeline.last().version();
    List<TableRef> tables = new ArrayList<>();
    long kept = flushed;
    for (TableState state : version.tables()) {
      LiveTable table = state.table();
      int id = table.definition().id();
      long own = id == tableId ? flushed : now.table(id).flushedSequence();
      boolean isClean = table.lastChange() <= own;
      tables.add(TableRef.of(table, isClean ? Math.max(own, flushed) : own));
      kept = Math.min(kept, tables.getLast().flushedSequence());
    }
    List<SegmentRef> segments = new ArrayList<>(refs);
    now.segments().stream().filter(ref -> ref.tableId() != tableId).forEach(segments::add);
    return withCatalog(now.withTables(tables, segments)).withoutLogsBefore(kept + 1);
  }

  /// The epochs after the change: of the table those that its segments are ordered by or others are
  /// being, and the last one of every column.
  private List<EpochId> epochs(
      Manifest now, TableState state, Set<LiveSegment> segments, Edit edit) {
    TableDef table = state.table().definition();
    Set<Long> used = new HashSet<>();
    for (LiveSegment segment : segments) {
      SegmentLists lists = segment.reader().columns().lists();
      if (lists != null) {
        used.add(lists.epoch());
      }
    }
    List<EpochId> all = new ArrayList<>(now.epochs());
    all.addAll(edit.epochs());
    List<EpochId> others = new ArrayList<>(held);
    edit.held().forEach(others::remove);
    List<EpochId> left = new ArrayList<>();
    for (EpochId id : all) {
      boolean isLast =
          table.columns().stream().anyMatch(column -> column.id() == id.columnId())
              && all.stream()
                  .noneMatch(other ->
                      other.tableId() == id.tableId()
                          && other.columnId() == id.columnId()
                          && other.number() > id.number());
      boolean isUsed = used.contains(id.number()) || others.contains(id);
      if (id.tableId() != table.id() || isLast || isUsed) {
        left.add(id);
      }
    }
    return left;
  }

  /// Removes the files of epochs that became a part of nothing. What is left of them goes when the
  /// database is opened.
  void removeUnnamed(List<EpochId> epochs) {
    for (EpochId id : epochs) {
      try {
        store.epochs().remove(id);
      } catch (ProximaException e) {
        LOGGER.log(System.Logger.Level.DEBUG, "the file of {0} is left: {1}", id, e.getMessage());
      }
    }
  }

  private void removeEpochs(Manifest before, Manifest after) {
    before.epochs().stream()
        .filter(id -> !after.epochs().contains(id))
        .forEach(store.epochs()::remove);
  }

  /// The form in which the rows of a table are to be compared now; its definition may be an older
  /// one.
  Form form(TableDef table) {
    TableDef now = pipeline.published().version().catalog().table(table.id());
    return Clustering.form(now == null ? table : now);
  }

  /// The epoch that a table has, or null.
  @Nullable EpochId epoch(TableDef table) {
    return Clustering.current(manifest.now(), table);
  }

  /// The same; it stays, whatever is changed, until it is let go.
  @Nullable EpochId hold(TableDef table) {
    lock.lock();
    try {
      EpochId epoch = epoch(table);
      if (epoch != null) {
        held.add(epoch);
      }
      return epoch;
    } finally {
      lock.unlock();
    }
  }

  /// Lets epochs go that were held; those that nothing needs go with the next change of the table.
  void letGo(List<EpochId> epochs) {
    lock.lock();
    try {
      epochs.forEach(held::remove);
    } finally {
      lock.unlock();
    }
  }

  private static void removeOldDeletes(Manifest before, Map<LiveSegment, SegmentRef> refs) {
    refs.forEach((segment, ref) -> {
      for (SegmentRef old : before.segments()) {
        boolean isOlder = old.segmentId() == ref.segmentId() && old.deletes() < ref.deletes();
        if (isOlder && old.deletes() > 0) {
          segment.reader().removeDeletes(old.deletes());
        }
      }
    });
  }

  private void removeTrimmed(Manifest before, Manifest after) {
    for (LogFile log : before.logs()) {
      if (log.isEnded() && after.logs().stream().noneMatch(left -> left.id() == log.id())) {
        storage.delete(log.name());
      }
    }
  }
}
