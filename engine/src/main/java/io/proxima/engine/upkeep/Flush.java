package io.proxima.engine.upkeep;

import io.proxima.engine.epoch.EpochId;
import io.proxima.engine.lsm.Clustering;
import io.proxima.engine.lsm.FrozenMemtable;
import io.proxima.engine.lsm.LiveSegment;
import io.proxima.engine.lsm.MemtableFlush;
import io.proxima.engine.lsm.SegmentRef;
import io.proxima.engine.lsm.SegmentStore;
import io.proxima.engine.lsm.TableState;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.segment.Pace;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.txn.CommitPipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Writes the rows that a table has in memory to segments.
///
/// - **Threads:** one thread at a time.
final class Flush {
  private final CommitPipeline pipeline;
  private final SegmentStore store;
  private final Edits edits;
  private final Clustering clustering;
  private final IndexBuild indexes;
  private final Supplier<Horizon> horizon;
  private final Cancellation cancellation;
  private final Failpoints failpoints;

  /// @param horizon what can go
  Flush(
      CommitPipeline pipeline,
      SegmentStore store,
      Edits edits,
      Clustering clustering,
      IndexBuild indexes,
      Supplier<Horizon> horizon,
      Cancellation cancellation,
      Failpoints failpoints) {
    this.pipeline = pipeline;
    this.store = store;
    this.edits = edits;
    this.clustering = clustering;
    this.indexes = indexes;
    this.horizon = horizon;
    this.cancellation = cancellation;
    this.failpoints = failpoints;
  }

  /// A memtable and the segment of its rows.
  private record Written(MemtableFlush rows, LiveSegment segment) {
    /// The epoch that was trained for it, if one was.
    List<EpochId> epochs() {
      EpochId epoch = rows.newEpoch();
      return epoch == null ? List.of() : List.of(epoch);
    }
  }

  /// Flushes everything that is committed when this is called; what a table that was dropped
  /// meanwhile had in memory is not.
  void run(int tableId) {
    TableState state = pipeline.published().version().table(tableId);
    if (state == null) {
      return;
    }
    state.requireSound();
    edits.requirePossible();
    long upTo = pipeline.freeze(state.table());
    failpoints.hit("flush.frozen");
    TableState now = pipeline.published().version().table(tableId);
    if (now == null) {
      return;
    }
    List<EpochId> held = new ArrayList<>();
    try {
      List<Written> written = write(now.table().definition(), now.frozen(), upTo, held);
      edits.commit(tableId, new FlushEdit(written, held, upTo));
      failpoints.hit("flush.done");
    } finally {
      edits.letGo(held);
      store.removeUnused();
    }
  }

  private List<Written> write(
      TableDef table, List<FrozenMemtable> frozen, long upTo, List<EpochId> held) {
    Horizon oldest = horizon.get().notAfter(upTo);
    List<Written> written = new ArrayList<>();
    boolean isDone = false;
    try {
      for (FrozenMemtable memtable : frozen) {
        if (memtable.upTo() <= upTo) {
          write(table, memtable, oldest, written, held);
        }
      }
      isDone = true;
      return written;
    } finally {
      if (!isDone) {
        for (Written one : written) {
          one.segment().replaced();
          one.segment().letGo();
          edits.removeUnnamed(one.epochs());
        }
      }
    }
  }

  private void write(
      TableDef table,
      FrozenMemtable frozen,
      Horizon oldest,
      List<Written> written,
      List<EpochId> held) {
    MemtableFlush rows =
        new MemtableFlush(frozen.memtable(), oldest.sequence(), oldest.expiredMicros());
    if (rows.rowCount() > 0) {
      long id = edits.takeSegmentId();
      TableDef then = frozen.memtable().table();
      rows.order(clustering, edits.form(then), epoch(then, written, held), edits::takeSegmentId);
      boolean isWritten = false;
      try {
        store.write(
            SegmentStore.Stage.FLUSH,
            then,
            id,
            rows.order(),
            Pace.FREE,
            writer -> rows.writeTo(writer, cancellation));
        written.add(
            new Written(rows, store.openWritten(new SegmentRef(table.id(), id, 0, 0), table)));
        isWritten = true;
      } finally {
        EpochId epoch = rows.newEpoch();
        if (!isWritten && epoch != null) {
          edits.removeUnnamed(List.of(epoch));
        }
      }
      indexes.prepare(table.id(), written.getLast().segment().reader());
    }
  }

  /// The epoch that was trained last for one of the segments, or else that of the table.
  private @Nullable EpochId epoch(TableDef table, List<Written> written, List<EpochId> held) {
    EpochId current = edits.hold(table);
    if (current != null) {
      held.add(current);
    }
    for (Written one : written) {
      for (EpochId fresh : one.epochs()) {
        int column = Clustering.column(table);
        if (column >= 0 && table.columns().get(column).id() == fresh.columnId()) {
          current = fresh;
        }
      }
    }
    return current;
  }

  private record FlushEdit(List<Written> written, List<EpochId> held, long flushedUpTo)
      implements Edits.Edit {
    @Override
    public List<LiveSegment> added() {
      return written.stream().map(Written::segment).toList();
    }

    @Override
    public List<LiveSegment> inputs() {
      return List.of();
    }

    @Override
    public List<EpochId> epochs() {
      return written.stream().flatMap(one -> one.epochs().stream()).toList();
    }

    @Override
    public void carryDeletes(long sequence) {
      written.forEach(one -> one.rows().carryDeletes(one.segment().reader(), sequence));
    }

    @Override
    public TableState apply(TableState state) {
      return state.flushed(flushedUpTo, added());
    }
  }
}
