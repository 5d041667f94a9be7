package io.proxima.server.session;

import io.proxima.client.ExecuteOptions;
import io.proxima.client.Outcome;
import io.proxima.client.ResultColumn;
import io.proxima.client.RowLayout;
import io.proxima.client.value.RowEncoder;
import io.proxima.engine.Transaction;
import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.row.AvroRows;
import io.proxima.engine.row.EncodedRows;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.task.Cancellation;
import io.proxima.planner.ModifyPlan;
import io.proxima.planner.PlanCache;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Runs the statements of one session that change rows, and keeps what they return.
///
/// - **Threads:** one thread at a time.
final class Changes implements AutoCloseable {
  private final Transactions transactions;
  private final SessionPlans plans;
  private final Scopes scopes;
  private final Set<LocalRows> results = ConcurrentHashMap.newKeySet();

  Changes(Transactions transactions, SessionPlans plans, Scopes scopes) {
    this.transactions = transactions;
    this.plans = plans;
    this.scopes = scopes;
  }

  Outcome run(
      Prepared prepared,
      @Nullable Object[] parameters,
      ExecuteOptions options,
      Cancellation cancellation) {
    List<ModifyPlan.Changed> changed = new ArrayList<>();
    boolean given = false;
    try {
      long count =
          transactions.write(
              cancellation,
              transaction -> {
                release(changed); // of a try that was overtaken
                changed.add(change(prepared, transaction, parameters, cancellation));
                return changed.getLast().rowCount();
              });
      prepared.found().counters().rows(count, 0);
      List<ResultColumn> columns = prepared.found().plan().columns();
      if (columns.isEmpty()) {
        return Outcome.of(count);
      }
      LocalRows rows =
          TextRows.rows(
              columns,
              changed.getLast().returned(),
              options.maxRows(),
              closed -> {
                results.remove(closed);
                release(changed);
              });
      results.add(rows);
      given = true;
      return new Outcome(rows, count, List.of());
    } finally {
      if (!given) {
        release(changed);
      }
    }
  }

  private static void release(List<ModifyPlan.Changed> changed) {
    changed.forEach(ModifyPlan.Changed::close);
    changed.clear();
  }

  /// Runs one statement for each row of parameters, all of them or none.
  long[] runBatch(
      Prepared prepared, List<@Nullable Object[]> parameters, Cancellation cancellation) {
    if (!(prepared.found().plan().task() instanceof Task.Change)) {
      throw new ProximaException(
          ErrorCode.UNSUPPORTED,
          "a batch of a statement that does not change rows: " + prepared.sql());
    }
    long[] counts = new long[parameters.size()];
    long sum =
        transactions.write(
            cancellation,
            transaction -> {
              long all = 0;
              for (int i = 0; i < counts.length; i++) {
                try (ModifyPlan.Changed changed =
                    change(prepared, transaction, parameters.get(i), cancellation)) {
                  counts[i] = changed.rowCount();
                }
                all += counts[i];
              }
              return all;
            });
    prepared.found().counters().rows(sum, 0);
    return counts;
  }

  /// Adds rows that the client has encoded.
  long runBlock(Prepared prepared, byte[] payload, Cancellation cancellation) {
    long count =
        transactions.write(
            cancellation,
            transaction -> {
              PlanCache.Found<Planned> found =
                  plans.fitting(prepared, transaction.snapshot().catalog());
              return prepared.isLayoutValid()
                  ? insert(prepared, found.plan().task(), transaction, payload)
                  : insertAsRows(prepared, transaction, payload, cancellation);
            });
    prepared.found().counters().rows(count, 0);
    return count;
  }

  private ModifyPlan.Changed change(
      Prepared prepared,
      Transaction transaction,
      @Nullable Object[] parameters,
      Cancellation cancellation) {
    PlanCache.Found<Planned> found = plans.fitting(prepared, transaction.snapshot().catalog());
    int mark = transaction.mark();
    try {
      return change(found, transaction, parameters, cancellation);
    } catch (ProximaException e) {
      PlanCache.Found<Planned> written =
          plans
              .asWritten(prepared, found, transaction.snapshot().catalog(), e)
              .orElseThrow(() -> e);
      transaction.rollbackTo(mark);
      return change(written, transaction, parameters, cancellation);
    }
  }

  private ModifyPlan.Changed change(
      PlanCache.Found<Planned> found,
      Transaction transaction,
      @Nullable Object[] parameters,
      Cancellation cancellation) {
    ModifyPlan plan = ((Task.Change) found.plan().task()).plan();
    transaction.snapshot().answerWithout(null); // what is changed is never changed in part
    return plan.execute(
        transaction, scopes.of(transaction.snapshot(), found, parameters, cancellation));
  }

  /// Adds rows of parameters to the open transaction, as a block if the statement takes one: all of
  /// them or none.
  void add(Prepared prepared, List<@Nullable Object[]> rows, Cancellation cancellation) {
    PlanCache.Found<Planned> found = plans.fitting(prepared, transactions.catalog());
    RowLayout layout = found.plan().layout();
    if (layout == null) {
      runBatch(prepared, rows, cancellation);
    } else {
      byte[] block = Errors.inside(() -> new RowEncoder(layout).encode(rows));
      runBlock(prepared, block, cancellation);
    }
  }

  /// Runs the statement for each row that was encoded for the table as it was.
  private long insertAsRows(
      Prepared prepared, Transaction transaction, byte[] payload, Cancellation cancellation) {
    if (!(prepared.first().task() instanceof Task.Change before) || before.block().isEmpty()) {
      throw new ProximaException(
          ErrorCode.INVALID_PARAMETER, "the statement takes no encoded rows: " + prepared.sql());
    }
    RowBatch rows = AvroRows.of(before.table()).decode(payload).rows();
    List<Integer> places = before.block().get().parameterOfColumn();
    long count = 0;
    for (int row = 0; row < rows.rowCount(); row++) {
      @Nullable Object[] parameters = new Object[prepared.first().types().size()];
      for (int i = 0; i < places.size(); i++) {
        if (places.get(i) >= 0) {
          parameters[places.get(i)] = ClientValues.toClient(rows.column(i), row);
        }
      }
      try (ModifyPlan.Changed changed = change(prepared, transaction, parameters, cancellation)) {
        count += changed.rowCount();
      }
    }
    return count;
  }

  private static int insert(Prepared prepared, Task task, Transaction transaction, byte[] payload) {
    if (!(task instanceof Task.Change change) || change.block().isEmpty()) {
      throw new ProximaException(
          ErrorCode.INVALID_PARAMETER, "the statement takes no encoded rows: " + prepared.sql());
    }
    EncodedRows rows = AvroRows.of(change.table()).decode(payload);
    switch (change.kind()) {
      case INSERT -> transaction.insert(change.table(), rows);
      case UPSERT -> transaction.upsert(change.table(), rows);
      case UPDATE, DELETE -> throw new IllegalStateException("a block for " + change.kind());
    }
    return rows.rows().rowCount();
  }

  @Override
  public void close() {
    results.forEach(LocalRows::closeNow);
  }
}
