package io.proxima.engine.upkeep;

import io.proxima.engine.epoch.EpochId;
import io.proxima.engine.lsm.Clustering;
import io.proxima.engine.lsm.LiveSegment;
import io.proxima.engine.lsm.SegmentMerge;
import io.proxima.engine.lsm.SegmentRef;
import io.proxima.engine.lsm.SegmentStore;
import io.proxima.engine.lsm.TableState;
import io.proxima.engine.lsm.Version;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memory.Reservation;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.segment.Pace;
import io.proxima.engine.segment.SegmentLists;
import io.proxima.engine.segment.SegmentReader;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.txn.CommitPipeline;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Merges segments of a table into one.
///
/// - **Threads:** one thread at a time.
final class Compaction {
  private final CommitPipeline pipeline;
  private final SegmentStore store;
  private final Edits edits;
  private final Clustering clustering;
  private final IndexBuild indexes;
  private final Supplier<Horizon> horizon;
  private final MemoryBudget budget;
  private final Cancellation cancellation;
  private final Pace pace;
  private final Failpoints failpoints;

  /// @param horizon what can go, if its deletion is on the disk
  /// @param pace is told what is written
  Compaction(
      CommitPipeline pipeline,
      SegmentStore store,
      Edits edits,
      Clustering clustering,
      IndexBuild indexes,
      Supplier<Horizon> horizon,
      MemoryBudget budget,
      Cancellation cancellation,
      Pace pace,
      Failpoints failpoints) {
    this.pipeline = pipeline;
    this.store = store;
    this.edits = edits;
    this.clustering = clustering;
    this.indexes = indexes;
    this.horizon = horizon;
    this.budget = budget;
    this.cancellation = cancellation;
    this.pace = pace;
    this.failpoints = failpoints;
  }

  /// Merges once, if it is worth it.
  ///
  /// @return whether it was
  boolean run(int tableId) {
    boolean isMerged = merge(tableId, false);
    if (isMerged) {
      failpoints.hit("compaction.done");
    }
    return isMerged;
  }

  /// Merges all segments of a table into one without rows that nobody can see.
  void runWhole(int tableId) {
    merge(tableId, true);
  }

  private boolean merge(int tableId, boolean isWhole) {
    Version version = pipeline.pin().version();
    try {
      TableState state = version.table(tableId);
      return state != null && merge(state, isWhole, horizon.get());
    } finally {
      version.unpin();
      store.removeUnused();
    }
  }

  private boolean merge(TableState state, boolean isWhole, Horizon horizon) {
    List<LiveSegment> inputs =
        isWhole ? all(state, horizon) : CompactionChoice.of(state.segments(), horizon);
    return !inputs.isEmpty() && merge(state, inputs, horizon);
  }

  /// All segments, but none if there is one without a row that can go, in the order that it should
  /// have.
  private List<LiveSegment> all(TableState state, Horizon horizon) {
    List<LiveSegment> segments = state.segments();
    boolean isDone =
        segments.size() == 1
            && horizon.deadRows(segments.getFirst()) == 0
            && isOrdered(state.table().definition(), segments.getFirst().reader());
    return isDone ? List.of() : segments;
  }

  private boolean isOrdered(TableDef table, SegmentReader segment) {
    EpochId epoch = edits.epoch(table);
    SegmentLists lists = segment.columns().lists();
    return epoch == null
        ? !clustering.isEnough(table, segment.rowCount())
        : lists != null
            && lists.epoch() == epoch.number()
            && clustering.fits(edits.form(table), epoch, segment.rowCount());
  }

  private boolean merge(TableState state, List<LiveSegment> inputs, Horizon horizon) {
    edits.requirePossible();
    TableDef table = state.table().definition();
    List<SegmentReader> readers = inputs.stream().map(LiveSegment::reader).toList();
    SegmentMerge rows =
        new SegmentMerge(table, readers, horizon.sequence(), horizon.expiredMicros());
    EpochId epoch = edits.hold(table);
    List<EpochId> held = epoch == null ? List.of() : List.of(epoch);
    boolean isCommitted = false;
    try (Reservation _ =
        budget.reserve("compaction of table " + table.name(), SegmentMerge.memoryBytes(readers))) {
      rows.select(cancellation);
      rows.order(
          clustering, edits.form(table), epoch, isMostOf(state, readers), edits::takeSegmentId);
      long id = edits.takeSegmentId();
      boolean hasRows =
          store.write(
              SegmentStore.Stage.COMPACTION,
              table,
              id,
              rows.order(),
              pace,
              writer -> rows.writeTo(writer, budget, cancellation));
      failpoints.hit("compaction.written");
      LiveSegment output = hasRows ? opened(table, id) : null;
      isCommitted = true; // or not: the edit knows what to remove
      return edits.commit(table.id(), new MergeEdit(rows, held, inputs, output));
    } finally {
      edits.letGo(held);
      if (!isCommitted) {
        edits.removeUnnamed(rows.newEpochs());
      }
    }
  }

  /// The new segment with its vector indexes.
  private LiveSegment opened(TableDef table, long id) {
    LiveSegment output = store.openWritten(new SegmentRef(table.id(), id, 0, 0), table);
    boolean isPrepared = false;
    try {
      indexes.prepare(table.id(), output.reader());
      isPrepared = true;
      return output;
    } finally {
      if (!isPrepared) {
        output.replaced();
        output.letGo();
      }
    }
  }

  /// Whether the segments have at least half of the rows that are in segments.
  private static boolean isMostOf(TableState state, List<SegmentReader> segments) {
    long all = state.segments().stream().mapToLong(s -> s.reader().rowCount()).sum();
    return 2 * segments.stream().mapToLong(SegmentReader::rowCount).sum() >= all;
  }

  /// @param output the new segment, or null if all rows are gone
  private record MergeEdit(
      SegmentMerge rows, List<EpochId> held, List<LiveSegment> inputs, @Nullable LiveSegment output)
      implements Edits.Edit {
    @Override
    public List<LiveSegment> added() {
      return output == null ? List.of() : List.of(output);
    }

    @Override
    public List<EpochId> epochs() {
      return rows.newEpochs();
    }

    @Override
    public long flushedUpTo() {
      return 0;
    }

    @Override
    public void carryDeletes(long sequence) {
      if (output != null) {
        rows.carryDeletes(output.reader(), sequence);
      }
    }

    @Override
    public TableState apply(TableState state) {
      return state.replaced(inputs, added());
    }
  }
}
