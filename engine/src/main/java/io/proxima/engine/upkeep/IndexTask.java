package io.proxima.engine.upkeep;

import io.proxima.engine.schema.IndexDef;
import io.proxima.engine.segment.IndexWork;
import io.proxima.engine.segment.SegmentReader;
import io.proxima.engine.task.Cancellation;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;

/// One index to be made in some segments, and how far that is.
///
/// - **Threads:** one thread works; any may look at the progress or cancel it.
final class IndexTask {
  private final int tableId;
  private final IndexDef index;
  private final List<SegmentReader> segments;
  private final Cancellation cancellation;
  private final AtomicLong coded = new AtomicLong();
  private volatile State state = new State(0, 0, OptionalLong.empty());

  /// Segments that are done, their rows, and when the first was begun.
  private record State(int segments, long rows, OptionalLong startedMicros) {}

  IndexTask(int tableId, IndexDef index, List<SegmentReader> segments, Cancellation cancellation) {
    this.tableId = tableId;
    this.index = index;
    this.segments = List.copyOf(segments);
    this.cancellation = cancellation.part();
  }

  int tableId() {
    return tableId;
  }

  IndexDef index() {
    return index;
  }

  void cancel() {
    cancellation.cancel();
  }

  /// Makes it in one segment after the other.
  ///
  /// @param means gives what each of them needs
  /// @param whenMade is called after each
  void run(
      long nowMicros, BiFunction<IntConsumer, Cancellation, IndexWork> means, Runnable whenMade) {
    for (SegmentReader segment : segments) {
      State before = state;
      state =
          new State(
              before.segments,
              before.rows,
              OptionalLong.of(before.startedMicros.orElse(nowMicros)));
      cancellation.check();
      segment.reindex(index, means.apply(coded::addAndGet, cancellation));
      coded.set(0);
      state = new State(before.segments + 1, before.rows + segment.rowCount(), state.startedMicros);
      whenMade.run();
    }
  }

  IndexProgress progress() {
    State now = state;
    int place = Math.min(now.segments, segments.size() - 1);
    long rows = segments.get(place).rowCount();
    long done = Math.min(rows, coded.get());
    IndexProgress.Phase phase =
        now.startedMicros.isEmpty()
            ? IndexProgress.Phase.WAITING
            : done == 0
                ? IndexProgress.Phase.READING
                : done < rows ? IndexProgress.Phase.CODING : IndexProgress.Phase.WRITING;
    return new IndexProgress(
        tableId,
        index.id(),
        now.segments,
        segments.size(),
        now.rows + done,
        segments.stream().mapToLong(SegmentReader::rowCount).sum(),
        phase,
        now.startedMicros);
  }
}
