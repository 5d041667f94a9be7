package io.proxima.engine.txn;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.lsm.LiveTable;
import io.proxima.engine.schema.Catalog;
import io.proxima.engine.task.Cancellation;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The commits that are on their way to be visible, and the catalog that they lead to.
///
/// - **Threads:** one thread at a time has its turn, in which it checks a commit and queues it; the
///   methods that say nothing else are for that thread.
final class CommitOrder {
  private static final long WAIT_MILLIS = 100;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition applied = lock.newCondition();
  private final InFlight inFlight = new InFlight();
  private @Nullable Thread holder;
  private Catalog coming;

  /// No commit is on its way from `start`.
  CommitOrder(Catalog start) {
    this.coming = start;
  }

  /// Does something in its turn; any thread may call this.
  <T extends @Nullable Object> T inTurn(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /// The catalog after all commits that are on their way.
  Catalog coming() {
    return coming;
  }

  /// The catalog after the commit that is queued now.
  void lead(Catalog next) {
    coming = next;
  }

  /// The commits that are on their way.
  InFlight inFlight() {
    return inFlight;
  }

  /// Everything up to a commit is visible; the log's thread calls this.
  void applied(long sequence) {
    lock.lock();
    try {
      inFlight.removeUpTo(sequence);
      applied.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Returns if commits may go into a table.
  ///
  /// @throws ProximaException `UNDEFINED_TABLE`, `WRITE_CONFLICT`
  void requireTable(LiveTable table) {
    if (coming.table(table.definition().id()) == null) {
      boolean isReplaced = coming.table(table.definition().name()) != null;
      throw isReplaced
          ? Conflict.ofTable(table.definition(), "emptied or made anew")
          : undefined(table);
    }
    requireUnaltered(table);
  }

  /// The error that a table is gone.
  static ProximaException undefined(LiveTable table) {
    return new ProximaException(
        ErrorCode.UNDEFINED_TABLE,
        "table " + table.definition().name() + " does not exist any more");
  }

  /// Returns if a table has the definition that it had; any thread may call this.
  static void requireUnaltered(LiveTable table) {
    if (table.isAltered()) {
      throw Conflict.ofTable(table.definition(), "altered");
    }
  }

  /// Waits while another thread holds commits up; others have had their turn then.
  ///
  /// @param check ends the wait by throwing
  void awaitFree(Cancellation cancellation, Runnable check) {
    while (holder != null && !holder.equals(Thread.currentThread())) {
      cancellation.check();
      await(check);
    }
  }

  /// Holds commits up in its turn until `work` is done, which begins when all before are visible.
  ///
  /// @param check ends the wait by throwing
  <T extends @Nullable Object> T whenApplied(
      Cancellation cancellation, Runnable check, Supplier<T> work) {
    Thread before = holder;
    holder = Thread.currentThread();
    try {
      while (!inFlight.isEmpty()) {
        cancellation.check();
        await(check);
      }
      return work.get();
    } finally {
      holder = before;
      applied.signalAll();
    }
  }

  /// Holds the commits of other threads up until `work` is done, which begins when all before are
  /// visible; who only waits for his turn does not wait for that. Any thread may call this.
  ///
  /// @param check ends the wait by throwing
  <T extends @Nullable Object> T holding(
      Cancellation cancellation, Runnable check, Supplier<T> work) {
    inTurn(() -> {
      awaitFree(cancellation, check);
      whenApplied(cancellation, check, () -> this);
      holder = Thread.currentThread();
      return this;
    });
    try {
      return work.get();
    } finally {
      inTurn(() -> {
        holder = null;
        applied.signalAll();
        return this;
      });
    }
  }

  @SuppressWarnings("WaitNotInLoop") // the callers loop
  private void await(Runnable check) {
    check.run();
    try {
      applied.await(WAIT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProximaException(
          ErrorCode.CANCELLED, "the thread was interrupted while it waited for its turn", e);
    }
  }
}
