package io.proxima.engine.memory;

import io.proxima.engine.error.ProximaException;

/// A part of a [MemoryBudget] that its holder gives back by closing it.
///
/// - **Threads:** one thread at a time.
public final class Reservation implements AutoCloseable {
  private final MemoryBudget budget;
  private final String owner;
  private final MemoryBudget.Account account;
  private long bytes;
  private boolean isClosed;

  Reservation(MemoryBudget budget, String owner, MemoryBudget.Account account, long bytes) {
    this.budget = budget;
    this.owner = owner;
    this.account = account;
    this.bytes = bytes;
  }

  /// Takes `more` bytes in addition.
  ///
  /// @throws ProximaException `OUT_OF_MEMORY` if that is more than is left
  public void grow(long more) {
    budget.take(owner, more);
    account.add(more);
    bytes += more;
  }

  /// Gives a part back.
  public void shrink(long less) {
    if (less < 0 || less > bytes) {
      throw new IllegalArgumentException(less + " of " + bytes + " bytes");
    }
    budget.give(less);
    account.add(-less);
    bytes -= less;
  }

  /// What is held.
  public long bytes() {
    return bytes;
  }

  /// Gives everything back; a second call does nothing.
  @Override
  public void close() {
    shrink(bytes);
    if (!isClosed) {
      isClosed = true;
      budget.leave(owner);
    }
  }
}
