package io.proxima.server.session;

import io.proxima.client.ExecuteOptions;
import io.proxima.client.Outcome;
import io.proxima.client.SessionException;
import io.proxima.engine.Snapshot;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.time.Clock;
import io.proxima.planner.PlanCache;
import io.proxima.planner.QueryPlan;
import io.proxima.planner.StatementCounters;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Runs the queries of one session, and keeps those of their results that read a snapshot of their
/// own.
///
/// - **Threads:** one thread at a time.
final class Queries implements AutoCloseable {
  private final Transactions transactions;
  private final SessionPlans plans;
  private final Scopes scopes;
  private final Clock clock;
  private final Fetches fetches;
  private final Set<LocalRows> results = ConcurrentHashMap.newKeySet();

  /// How the rows of a result are fetched once its statement has returned.
  @FunctionalInterface
  interface Fetches {
    @Nullable RowBatch next(ExecuteOptions options, Cancellation cancellation, RowCursor cursor)
        throws SessionException;
  }

  Queries(
      Transactions transactions, SessionPlans plans, Scopes scopes, Clock clock, Fetches fetches) {
    this.transactions = transactions;
    this.plans = plans;
    this.scopes = scopes;
    this.clock = clock;
    this.fetches = fetches;
  }

  Outcome run(
      Prepared prepared,
      @Nullable Object[] parameters,
      ExecuteOptions options,
      Cancellation cancellation) {
    OpenTransaction transaction = transactions.forStatement();
    Snapshot snapshot = transactions.snapshot(transaction);
    List<String> missing = transactions.missing(snapshot);
    boolean opened = false;
    try {
      PlanCache.Found<Planned> found = plans.fitting(prepared, snapshot.catalog());
      RowCursor cursor = open(prepared, found, snapshot, parameters, cancellation);
      opened = true;
      LocalRows rows =
          new LocalRows(
              found.plan().columns(),
              cursor,
              from -> fetch(found.counters(), options, cancellation, from),
              options.maxRows(),
              closed -> ended(closed, transaction, snapshot));
      if (transaction == null) {
        results.add(rows);
      } else {
        transaction.reads(rows);
      }
      return new Outcome(rows, -1, missing);
    } finally {
      if (!opened && transaction == null) {
        snapshot.close();
      }
    }
  }

  private RowCursor open(
      Prepared prepared,
      PlanCache.Found<Planned> found,
      Snapshot snapshot,
      @Nullable Object[] parameters,
      Cancellation cancellation) {
    try {
      return plan(found).open(scopes.of(snapshot, found, parameters, cancellation));
    } catch (ProximaException e) {
      PlanCache.Found<Planned> written =
          plans.asWritten(prepared, found, snapshot.catalog(), e).orElseThrow(() -> e);
      return plan(written).open(scopes.of(snapshot, written, parameters, cancellation));
    }
  }

  private static QueryPlan plan(PlanCache.Found<Planned> found) {
    return ((Task.Read) found.plan().task()).plan();
  }

  private @Nullable RowBatch fetch(
      StatementCounters counters,
      ExecuteOptions options,
      Cancellation cancellation,
      RowCursor cursor)
      throws SessionException {
    long start = clock.monotonicNanos();
    RowBatch batch = fetches.next(options, cancellation, cursor);
    counters.rows(batch == null ? 0 : batch.rowCount(), clock.monotonicNanos() - start);
    return batch;
  }

  private void ended(LocalRows rows, @Nullable OpenTransaction transaction, Snapshot snapshot) {
    if (transaction == null) {
      results.remove(rows);
      snapshot.close();
    } else {
      transaction.ended(rows);
    }
  }

  /// Ends the results that are still read; those of a transaction end with it.
  @Override
  public void close() {
    results.forEach(LocalRows::closeNow);
  }
}
