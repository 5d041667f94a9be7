package io.proxima.server.session;

import io.proxima.engine.Transaction;
import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A transaction of several statements, with its savepoints and the results that still read from
/// it.
///
/// - **Threads:** one thread at a time.
final class OpenTransaction implements AutoCloseable {
  private final Transaction transaction;
  private final Map<String, Integer> savepoints = new LinkedHashMap<>();
  private final Set<LocalRows> results = ConcurrentHashMap.newKeySet();

  OpenTransaction(Transaction transaction) {
    this.transaction = transaction;
  }

  Transaction transaction() {
    return transaction;
  }

  /// Lets the coming statements see what was committed meanwhile; results that are open go on.
  ///
  /// @throws ProximaException `WRITE_CONFLICT` if another transaction changed what this one did
  void refresh() {
    transaction.refresh();
    if (results.isEmpty()) {
      transaction.closeEarlier();
    }
  }

  void reads(LocalRows rows) {
    results.add(rows);
  }

  void ended(LocalRows rows) {
    results.remove(rows);
  }

  void savepoint(String name) {
    savepoints.remove(name);
    savepoints.put(name, transaction.mark());
  }

  /// Forgets the writes and savepoints behind this one; results end, for they may read them.
  void rollbackTo(String name) {
    int mark = mark(name);
    closeResults();
    transaction.rollbackTo(mark);
    forgetFrom(name);
    savepoints.put(name, mark);
  }

  /// Forgets this savepoint and those behind it.
  void release(String name) {
    mark(name);
    forgetFrom(name);
  }

  private void forgetFrom(String name) {
    List<String> names = List.copyOf(savepoints.keySet());
    names.subList(names.indexOf(name), names.size()).forEach(savepoints::remove);
  }

  private int mark(String name) {
    Integer mark = savepoints.get(name);
    if (mark == null) {
      throw new ProximaException(
          ErrorCode.INVALID_TRANSACTION_STATE,
          "there is no savepoint named " + name + " in this transaction");
    }
    return mark;
  }

  @Override
  public void close() {
    try (transaction) {
      closeResults();
    }
  }

  private void closeResults() {
    results.forEach(LocalRows::closeNow);
  }
}
