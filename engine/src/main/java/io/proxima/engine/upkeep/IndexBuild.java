package io.proxima.engine.upkeep;

import io.proxima.engine.lsm.LiveSegment;
import io.proxima.engine.lsm.TableState;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.VectorIndexDef;
import io.proxima.engine.segment.SegmentReader;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.txn.CommitPipeline;
import io.proxima.engine.txn.Published;

/// Makes the vector indexes that segments lack. Until there is one the rows are searched without.
///
/// - **Threads:** one thread at a time.
final class IndexBuild {
  private final CommitPipeline pipeline;
  private final Cancellation cancellation;
  private final Failpoints failpoints;

  IndexBuild(CommitPipeline pipeline, Cancellation cancellation, Failpoints failpoints) {
    this.pipeline = pipeline;
    this.cancellation = cancellation;
    this.failpoints = failpoints;
  }

  /// Makes what is missing in the segments that a table has now.
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

  private void make(TableDef table, SegmentReader segment) {
    for (VectorIndexDef index : table.vectorIndexes()) {
      if (segment.vectorIndexes().isMissing(index)) {
        segment.vectorIndexes().make(index, cancellation);
        failpoints.hit("index.made");
      }
    }
  }
}
