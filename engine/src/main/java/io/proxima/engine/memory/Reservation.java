package io.proxima.engine.memory;

import io.proxima.engine.error.ProximaException;

/// A part of a [MemoryBudget] that its holder gives back by closing it.
///
/// - **Threads:** one thread at a time.
public final class Reservation implements AutoCloseable {
  private final MemoryBudget budget;
  private final String owner;
  private long bytes;

  Reservation(MemoryBudget budget, String owner, long bytes) {
    this.budget = budget;
    this.owner = owner;
    this.bytes = bytes;
  }

  /// Takes `more` bytes in addition.
  ///
  /// @throws ProximaException `OUT_OF_MEMORY` if that is more than is left
  public void grow(long more) {
    budget.take(owner, more);
    bytes += more;
  }

  /// Gives a part back.
  public void shrink(long less) {
    if (less < 0 || less > bytes) {
      throw new IllegalArgumentException(less + " of " + bytes + " bytes");
    }
    budget.give(less);
    bytes -= less;
  }

  /// What is held.
  public long bytes() {
    return bytes;
  }

  /// Gives everything back; a second call does nothing.
  @Override
  public void close() {
    budget.give(bytes);
    bytes = 0;
  }
}
