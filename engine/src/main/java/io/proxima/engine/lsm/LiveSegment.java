package io.proxima.engine.lsm;

import io.proxima.engine.segment.SegmentReader;
import java.util.function.Consumer;

/// An open segment in the states of its table.
///
/// - **Owns:** the reader, until who has opened it lets go and the last version that has it is
///   gone.
/// - **Threads:** thread-safe.
public final class LiveSegment {
  private final Shared<SegmentReader> reader;
  private final Consumer<LiveSegment> whenReplaced;
  private boolean isReplaced;
  private boolean isClosed;

  /// @param whenReplaced is called when nobody reads the segment any more and nobody will
  LiveSegment(SegmentReader reader, Consumer<LiveSegment> whenReplaced) {
    this.reader = new Shared<>(reader, _ -> close());
    this.whenReplaced = whenReplaced;
    this.reader.retain();
  }

  /// The rows.
  public SegmentReader reader() {
    return reader.value();
  }

  /// Its number, which no other segment of the database ever had.
  public long id() {
    return reader().id().segmentId();
  }

  /// It is no part of the database any more, so its files go with its last reader.
  public synchronized void replaced() {
    isReplaced = true;
    if (isClosed) {
      whenReplaced.accept(this);
    }
  }

  /// Who has opened it has given it to a version, or to none.
  public void letGo() {
    reader.release();
  }

  Shared<SegmentReader> shared() {
    return reader;
  }

  private synchronized void close() {
    reader().close();
    isClosed = true;
    if (isReplaced) {
      whenReplaced.accept(this);
    }
  }
}
