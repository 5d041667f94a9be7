package io.proxima.server.session;

import io.proxima.client.SessionException;
import io.proxima.engine.Transaction;
import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A transaction of several statements, with its savepoints and the results that still read from
/// it.
///
/// - **Threads:** one thread at a time.
final class OpenTransaction implements AutoCloseable {
  private final Transaction transaction;
  private final Map<String, Integer> savepoints = new LinkedHashMap<>();
  private final List<LocalRows> results = new ArrayList<>();

  OpenTransaction(Transaction transaction) {
    this.transaction = transaction;
  }

  Transaction transaction() {
    return transaction;
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

  void rollbackTo(String name) {
    int mark = mark(name);
    transaction.rollbackTo(mark);
    savepoints.values().removeIf(other -> other > mark);
  }

  void release(String name) {
    mark(name);
    savepoints.remove(name);
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
      for (LocalRows rows : List.copyOf(results)) {
        try {
          rows.close();
        } catch (SessionException e) {
          throw new IllegalStateException("a result could not be closed", e);
        }
      }
    }
  }
}
