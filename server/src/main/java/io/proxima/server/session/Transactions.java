package io.proxima.server.session;

import io.proxima.engine.Engine;
import io.proxima.engine.Snapshot;
import io.proxima.engine.Transaction;
import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.Catalog;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.txn.Durability;
import io.proxima.engine.txn.Isolation;
import io.proxima.sql.Setting;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// The transactions of one session, one after the other.
///
/// In autocommit each statement has a transaction of its own; one that loses against another
/// transaction runs again on a newer snapshot: with every round one of those that compete wins. In
/// a transaction a statement that fails leaves nothing behind, and the transaction goes on.
///
/// - **Threads:** one thread at a time.
final class Transactions {
  /// How often a statement runs that others overtake.
  static final int MAX_TRIES = 1_000;

  private static final int MAX_PAUSES = 100;
  private static final long PAUSE_NANOS = 20_000;

  private final Engine engine;
  private final SessionSettings settings;
  private Isolation isolation = Isolation.SNAPSHOT;
  private Isolation currentIsolation = Isolation.SNAPSHOT;
  private boolean readOnly;
  private boolean currentReadOnly;
  private boolean autoCommit = true;
  private volatile @Nullable OpenTransaction open;

  Transactions(Engine engine, SessionSettings settings, boolean readOnly) {
    this.engine = engine;
    this.settings = settings;
    this.readOnly = readOnly;
  }

  boolean isOpen() {
    return open != null;
  }

  /// The commit that the open transaction reads, or null.
  @Nullable Long snapshotSequence() {
    OpenTransaction transaction = open;
    return transaction == null ? null : (Long) transaction.transaction().snapshot().sequence();
  }

  boolean isAutoCommit() {
    return autoCommit;
  }

  void setAutoCommit(boolean value) {
    if (value && !autoCommit) {
      commit(Cancellation.unlimited());
    }
    autoCommit = value;
  }

  /// What transactions see of others if they do not say it.
  Isolation isolation() {
    return isolation;
  }

  void setIsolation(Isolation value) {
    isolation = value;
  }

  boolean isReadOnly() {
    return readOnly;
  }

  void setReadOnly(boolean value) {
    readOnly = value;
  }

  /// The definitions as the next statement sees them.
  Catalog catalog() {
    OpenTransaction transaction = open;
    return transaction == null ? engine.catalog() : transaction.transaction().snapshot().catalog();
  }

  /// The transaction that is open, or opened now because the session is not in autocommit.
  @Nullable OpenTransaction current() {
    return open != null || autoCommit ? open : begin();
  }

  /// As `current`, for a statement that begins.
  @Nullable OpenTransaction forStatement() {
    OpenTransaction transaction = current();
    if (transaction != null && currentIsolation == Isolation.READ_COMMITTED) {
      transaction.refresh();
    }
    return transaction;
  }

  /// What a statement reads that belongs to `transaction`; one of its own if there is none, which
  /// the caller closes.
  Snapshot snapshot(@Nullable OpenTransaction transaction) {
    return transaction == null ? engine.snapshot() : transaction.transaction().snapshot();
  }

  /// Whether a query that reads `snapshot` may leave out what is damaged.
  ///
  /// @return what it leaves out; grows while the query reads
  List<String> missing(Snapshot snapshot) {
    if (!(Boolean) settings.value(Setting.ALLOW_PARTIAL_RESULTS)) {
      snapshot.answerWithout(null);
      return List.of();
    }
    CopyOnWriteArrayList<String> missing = new CopyOnWriteArrayList<>();
    snapshot.answerWithout(damage -> missing.addIfAbsent(String.valueOf(damage.getMessage())));
    return missing;
  }

  /// Opens a transaction as `BEGIN` does.
  void begin(Optional<Isolation> wanted, boolean isReadOnly) {
    if (open != null) {
      throw new ProximaException(
          ErrorCode.INVALID_TRANSACTION_STATE, "a transaction is open already");
    }
    begin();
    currentIsolation = wanted.orElse(isolation);
    currentReadOnly = isReadOnly;
  }

  private OpenTransaction begin() {
    OpenTransaction begun = new OpenTransaction(engine.begin());
    open = begun;
    currentIsolation = isolation;
    return begun;
  }

  /// Declares what the open transaction sees of others from here on.
  void setCurrentIsolation(Isolation value) {
    currentIsolation = value;
  }

  /// Declares whether the open transaction reads only.
  void setCurrentReadOnly(boolean value) {
    currentReadOnly = value;
  }

  void commit(Cancellation cancellation) {
    OpenTransaction ending = open;
    if (ending != null) {
      open = null;
      try (ending) {
        ending.transaction().commit(durability(), cancellation);
      } finally {
        ended();
      }
    }
  }

  void rollback() {
    OpenTransaction ending = open;
    open = null;
    ended();
    if (ending != null) {
      ending.close();
    }
  }

  private void ended() {
    settings.endTransaction();
    currentReadOnly = false;
  }

  void savepoint(String name) {
    require("SAVEPOINT").savepoint(name);
  }

  void rollbackTo(String name) {
    require("ROLLBACK TO SAVEPOINT").rollbackTo(name);
  }

  void releaseSavepoint(String name) {
    require("RELEASE SAVEPOINT").release(name);
  }

  /// The open transaction, which `statement` needs.
  OpenTransaction require(String statement) {
    OpenTransaction transaction = current();
    if (transaction == null) {
      throw new ProximaException(
          ErrorCode.INVALID_TRANSACTION_STATE, statement + " needs an open transaction");
    }
    return transaction;
  }

  /// Does `work` in the open transaction, or in one of its own that is committed; in neither case
  /// by halves.
  long write(Cancellation cancellation, ToLongFunction<Transaction> work) {
    requireWritable();
    OpenTransaction transaction = forStatement();
    return transaction == null
        ? writeAlone(cancellation, work)
        : writeWithin(transaction.transaction(), work);
  }

  void requireWritable() {
    if (readOnly || currentReadOnly) {
      throw new ProximaException(ErrorCode.READ_ONLY, "the session is read-only");
    }
  }

  private static long writeWithin(Transaction transaction, ToLongFunction<Transaction> work) {
    int mark = transaction.mark();
    boolean done = false;
    try {
      long count = work.applyAsLong(transaction);
      done = true;
      return count;
    } finally {
      if (!done) {
        transaction.rollbackTo(mark);
      }
    }
  }

  private long writeAlone(Cancellation cancellation, ToLongFunction<Transaction> work) {
    for (int tries = 1; ; tries++) {
      cancellation.check();
      try (Transaction transaction = engine.begin()) {
        long count = work.applyAsLong(transaction);
        transaction.commit(durability(), cancellation);
        return count;
      } catch (ProximaException e) {
        if (e.code() != ErrorCode.WRITE_CONFLICT || tries == MAX_TRIES) {
          throw e;
        }
        // The winner may still wait for its sync, and until it has, every snapshot is too old.
        pause(tries);
      }
    }
  }

  /// Waits a moment before the next try.
  static void pause(int tries) {
    LockSupport.parkNanos(Math.min(tries, MAX_PAUSES) * PAUSE_NANOS);
  }

  private Durability durability() {
    return (Durability) settings.value(Setting.DURABILITY);
  }
}
