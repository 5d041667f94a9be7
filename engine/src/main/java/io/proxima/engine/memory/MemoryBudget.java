package io.proxima.engine.memory;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.lang.foreign.Arena;
import java.util.concurrent.atomic.AtomicLong;

/// The one limit on memory outside the Java heap and on large caches; no limit of the JVM covers
/// these.
///
/// - **Unit:** bytes.
/// - **Threads:** thread-safe.
public final class MemoryBudget {
  private final long limitBytes;
  private final AtomicLong usedBytes = new AtomicLong();

  private MemoryBudget(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  /// A budget of `limitBytes`.
  public static MemoryBudget of(long limitBytes) {
    if (limitBytes <= 0) {
      throw new IllegalArgumentException("limitBytes must be positive, got " + limitBytes);
    }
    return new MemoryBudget(limitBytes);
  }

  /// Takes `bytes` for `owner`, to be given back by closing the result.
  ///
  /// @throws ProximaException `OUT_OF_MEMORY` if that is more than is left; nothing is taken then
  public Reservation reserve(String owner, long bytes) {
    take(owner, bytes);
    return new Reservation(this, owner, bytes);
  }

  /// Takes `bytes` and allocates them outside the heap, zeroed and aligned to 64 bytes.
  ///
  /// @throws ProximaException `OUT_OF_MEMORY` if that is more than is left
  public OffHeap allocate(String owner, long bytes) {
    Reservation reservation = reserve(owner, bytes);
    Arena arena = Arena.ofShared();
    try {
      return new OffHeap(reservation, arena, arena.allocate(bytes, 64));
    } catch (OutOfMemoryError e) {
      arena.close();
      reservation.close();
      throw new ProximaException(
          ErrorCode.OUT_OF_MEMORY, owner + " needs " + bytes + " bytes outside the heap", e);
    }
  }

  /// What is taken now.
  public long usedBytes() {
    return usedBytes.get();
  }

  /// The limit.
  public long limitBytes() {
    return limitBytes;
  }

  void take(String owner, long bytes) {
    long before;
    do {
      before = usedBytes.get();
      if (bytes > limitBytes - before) {
        throw new ProximaException(
            ErrorCode.OUT_OF_MEMORY,
            owner
                + " needs "
                + bytes
                + " bytes, "
                + (limitBytes - before)
                + " of "
                + limitBytes
                + " are free");
      }
    } while (!usedBytes.compareAndSet(before, before + bytes));
  }

  void give(long bytes) {
    usedBytes.addAndGet(-bytes);
  }
}
