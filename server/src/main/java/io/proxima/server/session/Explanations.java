package io.proxima.server.session;

import io.proxima.client.ExecuteOptions;
import io.proxima.client.Outcome;
import io.proxima.engine.Snapshot;
import io.proxima.engine.Transaction;
import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.time.Clock;
import io.proxima.planner.Explanation;
import io.proxima.planner.ModifyPlan;
import io.proxima.planner.PlanCache;
import io.proxima.planner.PlanNode;
import io.proxima.planner.Planner;
import io.proxima.planner.QueryPlan;
import io.proxima.planner.exec.ExecutionScope;
import io.proxima.planner.exec.Measure;
import io.proxima.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Runs `EXPLAIN`. With `ANALYZE` the statement runs to its end: rows of a query are thrown away, a
/// change stays.
///
/// - **Threads:** one thread at a time.
final class Explanations {
  private final Planner planner;
  private final Clock clock;
  private final Transactions transactions;
  private final SessionPlans plans;
  private final Scopes scopes;

  Explanations(Database database, Transactions transactions, SessionPlans plans, Scopes scopes) {
    this.planner = database.planner();
    this.clock = database.clock();
    this.transactions = transactions;
    this.plans = plans;
    this.scopes = scopes;
  }

  Outcome run(
      Prepared prepared,
      @Nullable Object[] parameters,
      ExecuteOptions options,
      Cancellation cancellation) {
    Statement.Explain explain = statement(prepared.found());
    Execution execution = new Execution(prepared, parameters, cancellation);
    Explanation explanation =
        explain.analyze() && explain.inner() instanceof Statement.Modify
            ? execution.change()
            : execution.read();
    return Outcome.of(
        explain.json()
            ? TextRows.document(explanation.json(), options.maxRows())
            : TextRows.plan(explanation.text(), options.maxRows()));
  }

  private static Statement.Explain statement(PlanCache.Found<Planned> found) {
    return (Statement.Explain) ((Task.Other) found.plan().task()).statement();
  }

  private PlanNode plan(Statement inner) {
    return switch (inner) {
      case Statement.Query query -> planner.explain(query, scopes.search());
      case Statement.Modify modify -> planner.explain(modify, scopes.search());
      case Statement.Define _, Statement.AddColumn _, Statement.AddCheck _ ->
          throw notOffered("a definition");
      case Statement.Copy _ -> throw notOffered("COPY");
      case Statement.Control _ -> throw notOffered("a session statement");
      case Statement.Explain _ -> throw notOffered("EXPLAIN");
    };
  }

  private static ProximaException notOffered(String what) {
    return new ProximaException(ErrorCode.UNSUPPORTED, "EXPLAIN of " + what + " is not offered");
  }

  /// One execution of one EXPLAIN.
  private final class Execution {
    private final Prepared prepared;
    private final @Nullable Object[] parameters;
    private final Cancellation cancellation;

    Execution(Prepared prepared, @Nullable Object[] parameters, Cancellation cancellation) {
      this.prepared = prepared;
      this.parameters = parameters;
      this.cancellation = cancellation;
    }

    Explanation read() {
      OpenTransaction transaction = transactions.forStatement();
      Snapshot snapshot = transactions.snapshot(transaction);
      try {
        PlanCache.Found<Planned> found = plans.fitting(prepared, snapshot.catalog());
        Statement.Explain explain = statement(found);
        return explain.analyze() && explain.inner() instanceof Statement.Query query
            ? measured(query, explain.recall(), found, snapshot)
            : new Explanation(plan(explain.inner()), Optional.empty());
      } finally {
        if (transaction == null) {
          snapshot.close();
        }
      }
    }

    private Explanation measured(
        Statement.Query query,
        boolean withRecall,
        PlanCache.Found<Planned> found,
        Snapshot snapshot) {
      long start = clock.monotonicNanos();
      Planner.Measured<QueryPlan> measured =
          planner.measured(query, scopes.search(), clock, withRecall);
      long planned = clock.monotonicNanos();
      ExecutionScope scope = scopes.of(snapshot, found, parameters, cancellation);
      try (RowCursor rows = measured.plan().open(scope)) {
        while (rows.next() != null) {
          cancellation.check();
        }
      }
      return explanation(measured.tree(), start, planned, scope);
    }

    Explanation change() {
      List<Explanation> last = new ArrayList<>();
      transactions.write(
          cancellation,
          transaction -> {
            last.add(measured(transaction));
            return 0;
          });
      return last.getLast();
    }

    private Explanation measured(Transaction transaction) {
      PlanCache.Found<Planned> found = plans.fitting(prepared, transaction.snapshot().catalog());
      long start = clock.monotonicNanos();
      Planner.Measured<ModifyPlan> measured =
          planner.measured((Statement.Modify) statement(found).inner(), scopes.search(), clock);
      long planned = clock.monotonicNanos();
      ExecutionScope scope = scopes.of(transaction.snapshot(), found, parameters, cancellation);
      Measure whole = Objects.requireNonNull(measured.tree().measure());
      try (ModifyPlan.Changed changed = measured.plan().execute(transaction, scope)) {
        whole.gave(changed.rowCount());
        whole.took(planned);
      }
      return explanation(measured.tree(), start, planned, scope);
    }

    private Explanation explanation(PlanNode tree, long start, long planned, ExecutionScope scope) {
      return new Explanation(
          tree,
          Optional.of(
              new Explanation.Run(
                  planned - start, clock.monotonicNanos() - planned, scope.memory().peakBytes())));
    }
  }
}
