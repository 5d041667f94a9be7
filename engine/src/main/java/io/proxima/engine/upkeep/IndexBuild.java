package io.proxima.engine.upkeep;

import io.proxima.engine.epoch.EpochId;
import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.index.Crew;
import io.proxima.engine.lsm.EpochStore;
import io.proxima.engine.lsm.LiveSegment;
import io.proxima.engine.lsm.TableState;
import io.proxima.engine.schema.Catalog;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.IndexDef;
import io.proxima.engine.schema.OrderedIndexDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.VectorIndexDef;
import io.proxima.engine.segment.IndexWork;
import io.proxima.engine.segment.SegmentReader;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.txn.CommitPipeline;
import io.proxima.engine.txn.EngineTime;
import io.proxima.engine.txn.Published;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Makes the indexes that segments lack, or all of them anew. Until there is one the rows are
/// searched without, or by the old one.
///
/// - **Threads:** thread-safe for different segments.
final class IndexBuild {
  private static final System.Logger LOGGER = System.getLogger(IndexBuild.class.getName());

  private final CommitPipeline pipeline;
  private final EpochStore epochs;
  private final Supplier<Crew> crew;
  private final EngineTime time;
  private final Cancellation cancellation;
  private final Failpoints failpoints;

  /// What is being made or will be next.
  private final List<IndexTask> tasks = new CopyOnWriteArrayList<>();

  /// @param crew gives the threads that make the next index
  IndexBuild(
      CommitPipeline pipeline,
      EpochStore epochs,
      Supplier<Crew> crew,
      EngineTime time,
      Cancellation cancellation,
      Failpoints failpoints) {
    this.pipeline = pipeline;
    this.epochs = epochs;
    this.crew = crew;
    this.time = time;
    this.cancellation = cancellation;
    this.failpoints = failpoints;
  }

  /// Makes the vector indexes that segments of a table lack now.
  ///
  /// - **Threads:** one thread at a time.
  void run(int tableId) {
    run(tableId, cancellation, IndexBuild::isMissing);
  }

  /// Makes some indexes anew in all segments that a table has now.
  ///
  /// - **Threads:** the one of [#run].
  void runAnew(int tableId, Set<Integer> indexes, Cancellation statement) {
    run(
        tableId,
        statement,
        (index, segment) -> indexes.contains(index.id()) && isWanted(index, segment));
  }

  private static boolean isMissing(IndexDef index, SegmentReader segment) {
    return index instanceof VectorIndexDef vectors && segment.vectorIndexes().isMissing(vectors);
  }

  private static boolean isWanted(IndexDef index, SegmentReader segment) {
    return switch (index) {
      case OrderedIndexDef ordered -> hasColumns(segment.table(), ordered);
      case VectorIndexDef vectors -> segment.vectorIndexes().isWanted(vectors);
    };
  }

  private static boolean hasColumns(TableDef table, OrderedIndexDef index) {
    Set<Integer> ids = table.columns().stream().map(ColumnDef::id).collect(Collectors.toSet());
    return ids.containsAll(index.columnIds());
  }

  private void run(
      int tableId, Cancellation whole, BiPredicate<IndexDef, SegmentReader> isToBeMade) {
    List<LiveSegment> held = hold(tableId);
    try {
      TableDef table = pipeline.published().version().catalog().table(tableId);
      if (table != null) {
        make(tasks(table, held.stream().map(LiveSegment::reader).toList(), whole, isToBeMade));
      }
    } finally {
      held.forEach(LiveSegment::letGo);
    }
  }

  /// The segments of a table that can be read, kept open without the memtables of their version,
  /// which flushes are to free meanwhile.
  private List<LiveSegment> hold(int tableId) {
    Published now = pipeline.pin();
    try {
      TableState state = now.version().table(tableId);
      List<LiveSegment> held =
          state == null
              ? List.of()
              : state.segments().stream().filter(segment -> segment.damage() == null).toList();
      held.forEach(LiveSegment::hold);
      return held;
    } finally {
      now.version().unpin();
    }
  }

  private static List<IndexTask> tasks(
      TableDef table,
      List<SegmentReader> segments,
      Cancellation whole,
      BiPredicate<IndexDef, SegmentReader> isToBeMade) {
    List<IndexTask> found = new ArrayList<>();
    for (IndexDef index : table.allIndexes()) {
      List<SegmentReader> chosen =
          segments.stream().filter(segment -> isToBeMade.test(index, segment)).toList();
      if (!chosen.isEmpty()) {
        found.add(new IndexTask(table.id(), index, chosen, whole));
      }
    }
    return found;
  }

  /// Makes the indexes of a segment that is a part of nothing yet, so that it is searched by them
  /// from the first moment. Where that fails, for whatever reason, they are left to [#run]: rows
  /// are searched without, but must be written.
  ///
  /// @throws ProximaException `CANCELLED`
  void prepare(int tableId, SegmentReader segment) {
    TableDef table = pipeline.published().version().catalog().table(tableId);
    if (table == null) {
      return;
    }
    try {
      make(tasks(table, List.of(segment), cancellation, IndexBuild::isMissing));
    } catch (RuntimeException e) {
      if (e instanceof ProximaException known && known.code() == ErrorCode.CANCELLED) {
        throw e;
      }
      LOGGER.log(
          System.Logger.Level.WARNING,
          "a segment of table " + table.name() + " has no vector index yet: " + e.getMessage(),
          e);
    }
  }

  /// Makes all that can be made; the first failure is thrown in the end.
  private void make(List<IndexTask> next) {
    tasks.addAll(next);
    ProximaException failure = null;
    try {
      for (IndexTask task : next) {
        try {
          make(task);
        } catch (ProximaException e) {
          if (e.code() == ErrorCode.CANCELLED) {
            throw e;
          }
          failure = failure == null ? e : failure;
        }
        tasks.remove(task);
      }
    } finally {
      tasks.removeAll(next);
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void make(IndexTask task) {
    if (isGone(task)) {
      return;
    }
    IndexWork.Epochs known =
        lists -> epochs.read(new EpochId(task.tableId(), lists.columnId(), lists.epoch()));
    try {
      task.run(
          time.nowMicros(),
          (progress, own) -> new IndexWork(crew.get(), known, progress, own),
          () -> failpoints.hit("index.made"));
    } catch (ProximaException e) {
      if (e.code() != ErrorCode.CANCELLED || !isGone(task)) {
        throw e;
      }
    }
  }

  private boolean isGone(IndexTask task) {
    return isGone(task, pipeline.last().version().catalog());
  }

  private static boolean isGone(IndexTask task, Catalog catalog) {
    TableDef table = catalog.table(task.tableId());
    return table == null
        || table.allIndexes().stream().noneMatch(index -> index.id() == task.index().id());
  }

  /// Ends the work on indexes that a catalog has no more.
  void defined(Catalog catalog) {
    tasks.stream().filter(task -> isGone(task, catalog)).forEach(IndexTask::cancel);
  }

  /// How far it is with each index that is being made or will be next.
  List<IndexProgress> progress() {
    return tasks.stream().map(IndexTask::progress).toList();
  }
}
