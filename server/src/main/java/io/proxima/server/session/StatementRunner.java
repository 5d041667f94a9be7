package io.proxima.server.session;

import io.proxima.client.ExecuteOptions;
import io.proxima.client.Outcome;
import io.proxima.client.ResultColumn;
import io.proxima.client.SessionException;
import io.proxima.engine.Snapshot;
import io.proxima.engine.Transaction;
import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.row.AvroRows;
import io.proxima.engine.row.EncodedRows;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.schema.Catalog;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.txn.Durability;
import io.proxima.planner.ModifyPlan;
import io.proxima.planner.PlanCache;
import io.proxima.planner.QueryPlan;
import io.proxima.planner.StatementCounters;
import io.proxima.planner.exec.ExecutionScope;
import io.proxima.sql.Setting;
import io.proxima.sql.Statement;
import io.proxima.sql.catalog.SystemViews;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Runs the statements of one session in its transactions.
///
/// In autocommit each statement has a transaction of its own; one that loses against another
/// transaction runs again on a newer snapshot: with every round one of those that compete wins. In
/// a transaction a statement that fails leaves nothing behind, and the transaction goes on.
///
/// - **Threads:** one thread at a time.
final class StatementRunner implements AutoCloseable {
  private static final int MAX_TRIES = 1_000;
  private static final int MAX_PAUSES = 100;
  private static final long PAUSE_NANOS = 20_000;

  private final Database database;
  private final SessionSettings settings;
  private final SystemTables systemTables;
  private boolean readOnly;
  private boolean transactionReadOnly;
  private boolean autoCommit = true;
  private final Set<LocalRows> results = ConcurrentHashMap.newKeySet();
  private final Fetches fetches;
  private long plannings;
  private volatile @Nullable OpenTransaction open;

  /// How the rows of a result are fetched once its statement has returned.
  @FunctionalInterface
  interface Fetches {
    @Nullable RowBatch next(ExecuteOptions options, Cancellation cancellation, RowCursor cursor)
        throws SessionException;
  }

  StatementRunner(Database database, SessionSettings settings, boolean readOnly, Fetches fetches) {
    this.database = database;
    this.settings = settings;
    this.fetches = fetches;
    this.systemTables = new SystemTables(database, settings);
    this.readOnly = readOnly;
  }

  boolean isInTransaction() {
    return open != null;
  }

  boolean isAutoCommit() {
    return autoCommit;
  }

  void setAutoCommit(boolean value) {
    if (value && !autoCommit) {
      commit();
    }
    autoCommit = value;
  }

  boolean isReadOnly() {
    return readOnly;
  }

  void setReadOnly(boolean value) {
    readOnly = value;
  }

  String schema() {
    return (String) settings.value(Setting.SCHEMA);
  }

  void setSchema(String schema) {
    requireSchema(schema);
    settings.set(Setting.SCHEMA, schema);
  }

  long timeoutMillis() {
    return (Long) settings.value(Setting.STATEMENT_TIMEOUT);
  }

  private Durability durability() {
    return (Durability) settings.value(Setting.DURABILITY);
  }

  private void requireSchema(String schema) {
    Catalog catalog = database.engine().catalog();
    if (!catalog.schemas().contains(schema) && !SystemViews.isSystemSchema(schema)) {
      throw new ProximaException(ErrorCode.UNDEFINED_OBJECT, "there is no schema named " + schema);
    }
  }

  // Transactions

  private OpenTransaction begin() {
    OpenTransaction begun = new OpenTransaction(database.engine().begin());
    open = begun;
    return begun;
  }

  /// The transaction that is open, or opened now because the session is not in autocommit.
  private @Nullable OpenTransaction current() {
    return open != null || autoCommit ? open : begin();
  }

  void commit() {
    OpenTransaction ending = open;
    if (ending != null) {
      open = null;
      try (ending) {
        ending.transaction().commit(durability());
      } finally {
        settings.endTransaction();
        transactionReadOnly = false;
      }
    }
  }

  void rollback() {
    OpenTransaction ending = open;
    open = null;
    settings.endTransaction();
    transactionReadOnly = false;
    if (ending != null) {
      ending.close();
    }
  }

  void savepoint(String name) {
    requireTransaction("SAVEPOINT").savepoint(name);
  }

  void rollbackTo(String name) {
    requireTransaction("ROLLBACK TO SAVEPOINT").rollbackTo(name);
  }

  void releaseSavepoint(String name) {
    requireTransaction("RELEASE SAVEPOINT").release(name);
  }

  private OpenTransaction requireTransaction(String statement) {
    OpenTransaction transaction = current();
    if (transaction == null) {
      throw new ProximaException(
          ErrorCode.INVALID_TRANSACTION_STATE, statement + " needs an open transaction");
    }
    return transaction;
  }

  @Override
  public void close() {
    results.forEach(LocalRows::closeNow);
    rollback();
  }

  // Preparing

  Prepared prepare(String sql) {
    OpenTransaction transaction = open;
    PlanCache.Scope scope =
        scope(
            transaction == null
                ? database.engine().catalog()
                : transaction.transaction().snapshot().catalog());
    return new Prepared(sql, scope, find(sql, scope));
  }

  /// How often the session has looked for a plan.
  long plannings() {
    return plannings;
  }

  private PlanCache.Found<Planned> find(String sql, PlanCache.Scope scope) {
    plannings++;
    return (Boolean) settings.value(Setting.PLAN_CACHE)
        ? database.plans().find(sql, scope)
        : database.plans().findWritten(sql, scope);
  }

  private PlanCache.Scope scope(Catalog catalog) {
    return new PlanCache.Scope(catalog, schema(), settings.ofPlans());
  }

  private PlanCache.Found<Planned> fitting(Prepared prepared, Catalog catalog) {
    return prepared.found(scope(catalog), this::find);
  }

  /// The plan with the literals where they are written, if an error of a plan without them would be
  /// said worse: without its place, or as one of a parameter.
  private Optional<PlanCache.Found<Planned>> asWritten(
      Prepared prepared, PlanCache.Found<Planned> failed, Catalog catalog, ProximaException error) {
    boolean isWorse =
        !failed.literals().isEmpty()
            && error.code().kind() == ErrorCode.Kind.FIX_INPUT
            && error.code() != ErrorCode.DUPLICATE_KEY;
    return isWorse
        ? Optional.of(database.plans().findWritten(prepared.sql(), scope(catalog)))
        : Optional.empty();
  }

  // Executing

  Outcome execute(
      Prepared prepared,
      @Nullable Object[] parameters,
      ExecuteOptions options,
      Cancellation cancellation) {
    StatementCounters counters = prepared.found().counters();
    long start = database.clock().monotonicNanos();
    try {
      return switch (prepared.found().plan().task()) {
        case Task.Read read -> query(prepared, parameters, options, cancellation);
        case Task.Change change -> modify(prepared, parameters, options, cancellation);
        case Task.Other other -> other(prepared, other.statement(), options);
      };
    } finally {
      counters.executed(database.clock().monotonicNanos() - start);
    }
  }

  private Outcome other(Prepared prepared, Statement statement, ExecuteOptions options) {
    return switch (statement) {
      case Statement.Define define -> {
        define(prepared.sql());
        yield Outcome.of(0);
      }
      case Statement.Explain explain -> explain(prepared, options);
      case Statement.Show show -> show(show, options);
      case Statement.Control control -> {
        control(control);
        yield Outcome.of(0);
      }
      case Statement.Query query -> throw new IllegalStateException("a query has a plan");
      case Statement.Modify modify -> throw new IllegalStateException("a change has a plan");
    };
  }

  private Outcome query(
      Prepared prepared,
      @Nullable Object[] parameters,
      ExecuteOptions options,
      Cancellation cancellation) {
    OpenTransaction transaction = current();
    Snapshot snapshot =
        transaction == null ? database.engine().snapshot() : transaction.transaction().snapshot();
    boolean opened = false;
    try {
      PlanCache.Found<Planned> found = fitting(prepared, snapshot.catalog());
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
      return Outcome.of(rows);
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
      return queryPlan(found).open(scope(snapshot, found, parameters, cancellation));
    } catch (ProximaException e) {
      PlanCache.Found<Planned> written =
          asWritten(prepared, found, snapshot.catalog(), e).orElseThrow(() -> e);
      return queryPlan(written).open(scope(snapshot, written, parameters, cancellation));
    }
  }

  private static QueryPlan queryPlan(PlanCache.Found<Planned> found) {
    return ((Task.Read) found.plan().task()).plan();
  }

  private static Task.Change change(PlanCache.Found<Planned> found) {
    return (Task.Change) found.plan().task();
  }

  private @Nullable RowBatch fetch(
      StatementCounters counters,
      ExecuteOptions options,
      Cancellation cancellation,
      RowCursor cursor)
      throws SessionException {
    long start = database.clock().monotonicNanos();
    RowBatch batch = fetches.next(options, cancellation, cursor);
    counters.rows(batch == null ? 0 : batch.rowCount(), database.clock().monotonicNanos() - start);
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

  private ExecutionScope scope(
      Snapshot snapshot,
      PlanCache.Found<Planned> found,
      @Nullable Object[] parameters,
      Cancellation cancellation) {
    return new ExecutionScope(
        snapshot,
        cancellation,
        values(found, parameters),
        database.clock().wallMicros(),
        database.engine().memory(),
        systemTables);
  }

  private static List<@Nullable Object> values(
      PlanCache.Found<Planned> found, @Nullable Object[] parameters) {
    List<Statement.Parameter> types = found.plan().types();
    List<Object> literals = found.literals();
    if (parameters.length != types.size()) {
      throw new ProximaException(
          ErrorCode.INVALID_PARAMETER,
          "the statement takes " + types.size() + " parameters, got " + parameters.length);
    }
    @Nullable Object[] values = new Object[parameters.length + literals.size()];
    for (int i = 0; i < parameters.length; i++) {
      Object parameter = parameters[i];
      values[i] =
          parameter == null ? null : ClientValues.toEngine(parameter, types.get(i).type(), i + 1);
    }
    for (int i = 0; i < literals.size(); i++) {
      values[parameters.length + i] = literals.get(i);
    }
    return Arrays.asList(values);
  }

  private Outcome modify(
      Prepared prepared,
      @Nullable Object[] parameters,
      ExecuteOptions options,
      Cancellation cancellation) {
    List<ModifyPlan.Changed> changed = new ArrayList<>();
    long count =
        write(
            cancellation,
            transaction -> {
              changed.add(modify(prepared, transaction, parameters, cancellation));
              return changed.getLast().rowCount();
            });
    prepared.found().counters().rows(count, 0);
    List<ResultColumn> columns = prepared.found().plan().columns();
    return columns.isEmpty()
        ? Outcome.of(count)
        : Outcome.of(TextRows.rows(columns, changed.getLast().returned(), options.maxRows()));
  }

  private ModifyPlan.Changed modify(
      Prepared prepared,
      Transaction transaction,
      @Nullable Object[] parameters,
      Cancellation cancellation) {
    PlanCache.Found<Planned> found = fitting(prepared, transaction.snapshot().catalog());
    int mark = transaction.mark();
    try {
      return modify(found, transaction, parameters, cancellation);
    } catch (ProximaException e) {
      PlanCache.Found<Planned> written =
          asWritten(prepared, found, transaction.snapshot().catalog(), e).orElseThrow(() -> e);
      transaction.rollbackTo(mark);
      return modify(written, transaction, parameters, cancellation);
    }
  }

  private ModifyPlan.Changed modify(
      PlanCache.Found<Planned> found,
      Transaction transaction,
      @Nullable Object[] parameters,
      Cancellation cancellation) {
    return change(found)
        .plan()
        .execute(transaction, scope(transaction.snapshot(), found, parameters, cancellation));
  }

  long[] executeBatch(
      Prepared prepared, List<@Nullable Object[]> parameters, Cancellation cancellation) {
    long[] counts = new long[parameters.size()];
    if (!(prepared.found().plan().task() instanceof Task.Change)) {
      throw new ProximaException(
          ErrorCode.UNSUPPORTED,
          "a batch of a statement that does not change rows: " + prepared.sql());
    }
    StatementCounters counters = prepared.found().counters();
    long start = database.clock().monotonicNanos();
    write(
        cancellation,
        transaction -> {
          for (int i = 0; i < counts.length; i++) {
            counts[i] = modify(prepared, transaction, parameters.get(i), cancellation).rowCount();
          }
          return 0;
        });
    counters.executed(database.clock().monotonicNanos() - start);
    counters.rows(Arrays.stream(counts).sum(), 0);
    return counts;
  }

  long executeBlock(Prepared prepared, byte[] payload, Cancellation cancellation) {
    StatementCounters counters = prepared.found().counters();
    long start = database.clock().monotonicNanos();
    long count =
        write(
            cancellation,
            transaction -> {
              PlanCache.Found<Planned> found = fitting(prepared, transaction.snapshot().catalog());
              return insert(prepared, found.plan().task(), transaction, payload);
            });
    counters.executed(database.clock().monotonicNanos() - start);
    counters.rows(count, 0);
    return count;
  }

  private static int insert(Prepared prepared, Task task, Transaction transaction, byte[] payload) {
    if (!(task instanceof Task.Change change) || change.block().isEmpty()) {
      throw new ProximaException(
          ErrorCode.INVALID_PARAMETER, "the statement takes no encoded rows: " + prepared.sql());
    }
    if (!prepared.isLayoutValid()) {
      throw new ProximaException(
          ErrorCode.UNSUPPORTED,
          "table "
              + change.table().name()
              + " was defined anew since the statement was prepared: prepare it again");
    }
    EncodedRows rows = AvroRows.of(change.table()).decode(payload);
    switch (change.kind()) {
      case INSERT -> transaction.insert(change.table(), rows);
      case UPSERT -> transaction.upsert(change.table(), rows);
      case UPDATE, DELETE -> throw new IllegalStateException("a block for " + change.kind());
    }
    return rows.rows().rowCount();
  }

  /// Does `work` in the open transaction, or in one of its own that is committed; in neither case
  /// by halves.
  private long write(Cancellation cancellation, ToLongFunction<Transaction> work) {
    requireWritable();
    OpenTransaction transaction = current();
    return transaction == null
        ? writeAlone(cancellation, work)
        : writeWithin(transaction.transaction(), work);
  }

  private void requireWritable() {
    if (readOnly || transactionReadOnly) {
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
      try (Transaction transaction = database.engine().begin()) {
        long count = work.applyAsLong(transaction);
        transaction.commit(durability());
        return count;
      } catch (ProximaException e) {
        if (e.code() != ErrorCode.WRITE_CONFLICT || tries == MAX_TRIES) {
          throw e;
        }
        // The winner may still wait for its sync, and until it has, every snapshot is too old.
        LockSupport.parkNanos(Math.min(tries, MAX_PAUSES) * PAUSE_NANOS);
      }
    }
  }

  // Statements that are not queries

  private void define(String sql) {
    requireWritable();
    commit();
    for (int tries = 1; ; tries++) {
      Statement statement = database.compiler().compile(sql, database.engine().catalog(), schema());
      try {
        for (Definition definition : ((Statement.Define) statement).definitions()) {
          database.engine().define(definition);
        }
        return;
      } catch (ProximaException e) {
        boolean overtaken =
            e.code() == ErrorCode.DUPLICATE_OBJECT || e.code() == ErrorCode.UNDEFINED_TABLE;
        if (!overtaken || tries == MAX_TRIES) {
          throw e;
        }
      }
    }
  }

  private Outcome explain(Prepared prepared, ExecuteOptions options) {
    Statement.Explain explain =
        (Statement.Explain)
            ((Task.Other) fitting(prepared, database.engine().catalog()).plan().task()).statement();
    if (explain.analyze() || explain.json()) {
      throw new ProximaException(
          ErrorCode.UNSUPPORTED,
          (explain.analyze() ? "EXPLAIN ANALYZE" : "EXPLAIN (FORMAT JSON)")
              + " is not offered yet");
    }
    String text =
        switch (explain.inner()) {
          case Statement.Query query -> database.planner().plan(query).explain();
          case Statement.Modify modify -> database.planner().plan(modify).explain();
          case Statement.Define define ->
              throw new ProximaException(
                  ErrorCode.UNSUPPORTED,
                  "EXPLAIN of a definition is not offered: " + prepared.sql());
          case Statement.Control control ->
              throw new ProximaException(
                  ErrorCode.UNSUPPORTED,
                  "EXPLAIN of a session statement is not offered: " + prepared.sql());
          case Statement.Explain inner ->
              throw new ProximaException(
                  ErrorCode.UNSUPPORTED, "EXPLAIN of EXPLAIN is not offered");
        };
    return Outcome.of(TextRows.plan(text, options.maxRows()));
  }

  private Outcome show(Statement.Show show, ExecuteOptions options) {
    List<Setting> shown = show.setting().map(List::of).orElse(List.of(Setting.values()));
    return Outcome.of(TextRows.settings(shown, settings, options.maxRows()));
  }

  private void control(Statement.Control control) {
    switch (control) {
      case Statement.Begin begin -> {
        if (open != null) {
          throw new ProximaException(
              ErrorCode.INVALID_TRANSACTION_STATE, "a transaction is open already");
        }
        begin();
        transactionReadOnly = begin.readOnly().orElse(false);
      }
      case Statement.Commit end -> commit();
      case Statement.Rollback end -> rollback();
      case Statement.Savepoint mark -> savepoint(mark.name());
      case Statement.RollbackTo mark -> rollbackTo(mark.name());
      case Statement.ReleaseSavepoint mark -> releaseSavepoint(mark.name());
      case Statement.Set set -> set(set);
      case Statement.Reset reset ->
          reset.setting().map(List::of).orElse(List.of(Setting.values())).forEach(settings::reset);
      case Statement.SetTransaction mode -> {
        requireTransaction("SET TRANSACTION");
        mode.readOnly().ifPresent(value -> transactionReadOnly = value);
      }
      case Statement.Show show -> throw new IllegalStateException("SHOW gives rows");
    }
  }

  private void set(Statement.Set set) {
    if (set.setting() == Setting.SCHEMA) {
      requireSchema((String) set.value());
    }
    if (set.local()) {
      requireTransaction("SET LOCAL");
      settings.setLocal(set.setting(), set.value());
    } else {
      settings.set(set.setting(), set.value());
    }
  }
}
