package io.proxima.engine.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Memory outside the heap that counts against a [MemoryBudget] until it is closed.
///
/// - **Threads:** the segment may be used from any thread until `close`.
public final class OffHeap implements AutoCloseable {
  private final Reservation reservation;
  private final Arena arena;
  private final MemorySegment segment;
  private boolean closed;

  OffHeap(Reservation reservation, Arena arena, MemorySegment segment) {
    this.reservation = reservation;
    this.arena = arena;
    this.segment = segment;
  }

  /// The memory, aligned to 64 bytes.
  public MemorySegment segment() {
    return segment;
  }

  /// Frees the memory; a second call does nothing. Nobody may be reading.
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      arena.close();
      reservation.close();
    }
  }
}
