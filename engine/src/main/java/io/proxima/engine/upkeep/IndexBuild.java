package io.proxima.engine.upkeep;

import io.proxima.engine.epoch.EpochId;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.index.Crew;
import io.proxima.engine.lsm.EpochStore;
import io.proxima.engine.lsm.LiveSegment;
import io.proxima.engine.lsm.TableState;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.VectorIndexDef;
import io.proxima.engine.segment.IndexWork;
import io.proxima.engine.segment.SegmentReader;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.txn.CommitPipeline;
import io.proxima.engine.txn.Published;
import java.util.function.Supplier;

/// Makes the vector indexes that segments lack. Until there is one the rows are searched without.
///
/// - **Threads:** thread-safe for different segments.
final class IndexBuild {
  private static final System.Logger LOGGER = System.getLogger(IndexBuild.class.getName());

  private final CommitPipeline pipeline;
  private final EpochStore epochs;
  private final Supplier<Crew> crew;
  private final Cancellation cancellation;
  private final Failpoints failpoints;

  /// @param crew gives the threads that make the next index
  IndexBuild(
      CommitPipeline pipeline,
      EpochStore epochs,
      Supplier<Crew> crew,
      Cancellation cancellation,
      Failpoints failpoints) {
    this.pipeline = pipeline;
    this.epochs = epochs;
    this.crew = crew;
    this.cancellation = cancellation;
    this.failpoints = failpoints;
  }

  /// Makes what is missing in the segments that a table has now.
  ///
  /// - **Threads:** one thread at a time.
  void run(int tableId) {
    Published now = pipeline.pin();
    try {
      TableState state = now.version().table(tableId);
      TableDef table = now.version().catalog().table(tableId);
      if (state != null && table != null) {
        for (LiveSegment segment : state.segments()) {
          if (segment.damage() == null) {
            make(table, segment.reader());
          }
        }
      }
    } finally {
      now.version().unpin();
    }
  }

  /// Makes the indexes of a segment that is a part of nothing yet, so that it is searched by them
  /// from the first moment. Where that fails they are left to [#run].
  ///
  /// @throws ProximaException `CANCELLED`, `CORRUPT_FILE`
  void prepare(int tableId, SegmentReader segment) {
    TableDef table = pipeline.published().version().catalog().table(tableId);
    if (table == null) {
      return;
    }
    try {
      make(table, segment);
    } catch (ProximaException e) {
      switch (e.code()) {
        case OUT_OF_MEMORY, DISK_FULL, IO_FAILURE ->
            LOGGER.log(
                System.Logger.Level.WARNING,
                "a segment of table {0} has no vector index yet: {1}",
                table.name(),
                e.getMessage());
        default -> throw e;
      }
    }
  }

  private void make(TableDef table, SegmentReader segment) {
    for (VectorIndexDef index : table.vectorIndexes()) {
      if (segment.vectorIndexes().isMissing(index)) {
        IndexWork.Epochs known =
            lists -> epochs.read(new EpochId(table.id(), lists.columnId(), lists.epoch()));
        IndexWork work = new IndexWork(crew.get(), known, _ -> {}, cancellation);
        segment.vectorIndexes().make(index, work);
        failpoints.hit("index.made");
      }
    }
  }
}
