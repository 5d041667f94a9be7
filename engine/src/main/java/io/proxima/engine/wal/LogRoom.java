package io.proxima.engine.wal;

import io.proxima.engine.error.ProximaException;
import org.jspecify.annotations.Nullable;

/// The room in the log that is there for certain, and to whom it is promised.
///
/// Room is promised before a group is numbered, so that a full disk refuses a group while nothing
/// of it is in the log yet. All that is promised fits into the file that is being written.
///
/// - **Threads:** guarded by the lock of the log.
final class LogRoom {
  private long freeBytes;
  private long promisedBytes;
  private @Nullable Request request;

  /// Somebody who waits for the log's thread to make room.
  static final class Request {
    private final long bytes;
    private final Allowance allowance;
    private boolean isAnswered;
    private @Nullable ProximaException refusal;

    private Request(long bytes, Allowance allowance) {
      this.bytes = bytes;
      this.allowance = allowance;
    }

    long bytes() {
      return bytes;
    }

    Allowance allowance() {
      return allowance;
    }

    boolean isAnswered() {
      return isAnswered;
    }

    /// Returns if there is room now.
    void requireRoom() {
      if (refusal != null) {
        throw new ProximaException(refusal.code(), String.valueOf(refusal.getMessage()), refusal);
      }
    }
  }

  LogRoom(long freeBytes) {
    this.freeBytes = freeBytes;
  }

  boolean covers(long bytes) {
    return bytes <= freeBytes;
  }

  Request ask(long bytes, Allowance allowance) {
    request = new Request(bytes, allowance);
    return request;
  }

  @Nullable Request request() {
    return request;
  }

  /// Ends the wait of who asks; there are `roomBytes` behind what has its place.
  void answer(Request asked, long roomBytes, @Nullable ProximaException refusal) {
    freeBytes = roomBytes - promisedBytes;
    asked.isAnswered = true;
    asked.refusal = refusal;
    request = null;
  }

  long promisedBytes() {
    return promisedBytes;
  }

  void promise(long bytes) {
    freeBytes -= bytes;
    promisedBytes += bytes;
  }

  void takeBack(long bytes) {
    freeBytes += bytes;
    promisedBytes -= bytes;
  }

  /// A group that was promised its room has its place in the file.
  void place(long bytes) {
    promisedBytes -= bytes;
  }
}
