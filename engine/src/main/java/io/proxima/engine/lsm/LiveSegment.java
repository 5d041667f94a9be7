package io.proxima.engine.lsm;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.row.Key;
import io.proxima.engine.segment.SegmentReader;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// An open segment in the states of its table.
///
/// - **Owns:** the reader, until who has opened it lets go and the last version that has it is
///   gone.
/// - **Threads:** thread-safe.
public final class LiveSegment {
  private final Shared<SegmentReader> reader;
  private final Consumer<LiveSegment> whenReplaced;
  private volatile @Nullable ProximaException damage;
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

  /// What was found to be wrong with its files since it was opened, or null.
  public @Nullable ProximaException damage() {
    ProximaException known = damage;
    return known == null ? reader().damage() : known;
  }

  /// Nobody is to read it until it is opened anew.
  public void markDamaged(ProximaException cause) {
    damage = cause;
  }

  /// Deletes a row as [SegmentReader#delete] does. A segment in which that cannot be found out is
  /// damaged from then on, and nobody reads it.
  ///
  /// - **Threads:** the one that applies commits.
  boolean delete(Key key, long sequence) {
    if (damage() != null) {
      return false;
    }
    try {
      return reader().delete(key, sequence);
    } catch (ProximaException e) { // whatever it is, the commit is in the log already
      damage = e;
    } catch (InternalError e) { // so ends a read of a map of a file that somebody has cut
      damage =
          new ProximaException(
              ErrorCode.IO_FAILURE,
              "a file of " + reader().directory() + " could not be read: " + e,
              e);
    }
    return false;
  }

  /// It is no part of the database any more, so its files go with its last reader.
  public synchronized void replaced() {
    isReplaced = true;
    if (isClosed) {
      whenReplaced.accept(this);
    }
  }

  /// Keeps it open, whatever becomes of the versions that have it, until one more `letGo`; some
  /// version must have it now.
  public void hold() {
    reader.retain();
  }

  /// Who has opened it has given it to a version, or to none; or who has held it needs it no more.
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
