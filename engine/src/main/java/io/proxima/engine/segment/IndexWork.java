package io.proxima.engine.segment;

import io.proxima.engine.epoch.Epoch;
import io.proxima.engine.index.Crew;
import io.proxima.engine.task.Cancellation;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// What it takes to make a vector index.
///
/// @param epochs knows the epochs by which rows of segments are ordered
/// @param progress is told of rows that are done, by any thread of the crew
public record IndexWork(Crew crew, Epochs epochs, IntConsumer progress, Cancellation cancellation) {
  /// Knows epochs.
  @FunctionalInterface
  public interface Epochs {
    /// The epoch of the lists of a segment, or null if it cannot be read.
    @Nullable Epoch of(SegmentLists lists);
  }
}
