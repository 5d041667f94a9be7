package io.proxima.server.session;

import io.proxima.client.ExecuteOptions;
import io.proxima.client.Outcome;
import io.proxima.engine.task.Cancellation;
import io.proxima.planner.StatementCounters;
import io.proxima.sql.Setting;
import io.proxima.sql.Statement;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Runs the statements of one session: finds out which kind each is, and counts it.
///
/// - **Threads:** one thread at a time.
final class StatementRunner implements AutoCloseable {
  private final Database database;
  private final SessionSettings settings;
  private final Transactions transactions;
  private final SessionPlans plans;
  private final Queries queries;
  private final Changes changes;
  private final Explanations explanations;
  private final Copies copies;
  private final Controls controls;
  private final Definitions definitions;

  StatementRunner(
      Database database, SessionSettings settings, boolean readOnly, Queries.Fetches fetches) {
    this.database = database;
    this.settings = settings;
    this.transactions = new Transactions(database.engine(), settings, readOnly);
    this.plans = new SessionPlans(database.plans(), settings);
    Scopes scopes = new Scopes(database, settings);
    this.queries = new Queries(transactions, plans, scopes, database.clock(), fetches);
    this.changes = new Changes(transactions, plans, scopes);
    this.explanations = new Explanations(database, transactions, plans, scopes);
    this.copies = new Copies(transactions, plans, scopes, changes, database.copyRoots());
    this.definitions = new Definitions(database, transactions, scopes);
    this.controls = new Controls(database.engine(), transactions, settings);
  }

  Transactions transactions() {
    return transactions;
  }

  /// How often the session has looked for a plan.
  long plannings() {
    return plans.plannings();
  }

  String schema() {
    return controls.schema();
  }

  void setSchema(String schema) {
    controls.setSchema(schema);
  }

  long timeoutMillis() {
    return (Long) settings.value(Setting.STATEMENT_TIMEOUT);
  }

  @Override
  public void close() {
    queries.close();
    changes.close();
    transactions.rollback();
  }

  Prepared prepare(String sql) {
    return plans.prepare(sql, transactions.catalog());
  }

  Outcome execute(
      Prepared prepared,
      @Nullable Object[] parameters,
      ExecuteOptions options,
      Cancellation cancellation) {
    return counted(
        prepared,
        () ->
            switch (prepared.found().plan().task()) {
              case Task.Read _ -> queries.run(prepared, parameters, options, cancellation);
              case Task.Change _ -> changes.run(prepared, parameters, options, cancellation);
              case Task.Other other when other.statement() instanceof Statement.Explain ->
                  explanations.run(prepared, parameters, options, cancellation);
              case Task.Import from -> copies.run(from, cancellation);
              case Task.Export _ -> copies.run(prepared, cancellation);
              case Task.Other other -> other(prepared, other.statement(), options, cancellation);
            });
  }

  long[] executeBatch(
      Prepared prepared, List<@Nullable Object[]> parameters, Cancellation cancellation) {
    return counted(prepared, () -> changes.runBatch(prepared, parameters, cancellation));
  }

  long executeBlock(Prepared prepared, byte[] payload, Cancellation cancellation) {
    return counted(prepared, () -> changes.runBlock(prepared, payload, cancellation));
  }

  /// Counts an execution, also one that fails.
  private <T> T counted(Prepared prepared, Supplier<T> execution) {
    StatementCounters counters = prepared.found().counters();
    long start = database.clock().monotonicNanos();
    try {
      return execution.get();
    } finally {
      counters.executed(database.clock().monotonicNanos() - start);
    }
  }

  private Outcome other(
      Prepared prepared, Statement statement, ExecuteOptions options, Cancellation cancellation) {
    return switch (statement) {
      case Statement.Define _, Statement.AddColumn _, Statement.AddCheck _ -> {
        definitions.run(prepared.sql(), schema(), cancellation);
        yield Outcome.of(0);
      }
      case Statement.Show show -> show(show, options);
      case Statement.Control control -> {
        controls.run(control, cancellation);
        yield Outcome.of(0);
      }
      case Statement.Explain _, Statement.Copy _, Statement.Query _, Statement.Modify _ ->
          throw new IllegalStateException("it has a plan: " + prepared.sql());
    };
  }

  private Outcome show(Statement.Show show, ExecuteOptions options) {
    List<Setting> shown = show.setting().map(List::of).orElse(List.of(Setting.values()));
    return Outcome.of(TextRows.settings(shown, settings, options.maxRows()));
  }
}
