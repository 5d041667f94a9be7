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
import io.proxima.planner.Plan;
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
    return new Prepared(
        sql,
        plan(
            sql,
            transaction == null
                ? database.engine().catalog()
                : transaction.transaction().snapshot().catalog()));
  }

  /// How often something was compiled.
  long plannings() {
    return plannings;
  }

  private Planned plan(String sql, Catalog catalog) {
    plannings++;
    String schema = schema();
    Statement statement = database.compiler().compile(sql, catalog, schema);
    Optional<Plan> plan =
        switch (statement) {
          case Statement.Query query -> Optional.of(database.planner().plan(query));
          case Statement.Modify modify -> Optional.of(database.planner().plan(modify));
          case Statement.Define define -> Optional.empty();
          case Statement.Control control -> Optional.empty();
          case Statement.Explain explain -> Optional.empty();
        };
    List<ResultColumn> columns =
        switch (statement) {
          case Statement.Query query -> Planned.columns(query.columns());
          case Statement.Explain explain -> TextRows.PLAN;
          case Statement.Show show -> TextRows.SETTINGS;
          case Statement.Modify modify ->
              modify.returning().map(each -> Planned.columns(each.columns())).orElse(List.of());
          case Statement.Define define -> List.of();
          case Statement.Control control -> List.of();
        };
    return new Planned(statement, plan, columns, catalog.generation(), schema);
  }

  private Planned fitting(Prepared prepared, Catalog catalog) {
    return prepared.planned(catalog, schema(), this::plan);
  }

  // Executing

  Outcome execute(
      Prepared prepared,
      @Nullable Object[] parameters,
      ExecuteOptions options,
      Cancellation cancellation) {
    return switch (prepared.planned().statement()) {
      case Statement.Query query -> query(prepared, parameters, options, cancellation);
      case Statement.Modify modify -> modify(prepared, parameters, options, cancellation);
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
      Planned fitting = fitting(prepared, snapshot.catalog());
      RowCursor cursor =
          fitting.queryPlan().open(scope(snapshot, fitting, parameters, cancellation));
      opened = true;
      LocalRows rows =
          new LocalRows(
              fitting.columns(),
              cursor,
              open -> fetches.next(options, cancellation, open),
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
      Planned planned,
      @Nullable Object[] parameters,
      Cancellation cancellation) {
    return new ExecutionScope(
        snapshot,
        cancellation,
        values(planned, parameters),
        database.clock().wallMicros(),
        database.engine().memory(),
        systemTables);
  }

  private static List<@Nullable Object> values(Planned planned, @Nullable Object[] parameters) {
    List<Statement.Parameter> types = planned.statement().parameters();
    if (parameters.length != types.size()) {
      throw new ProximaException(
          ErrorCode.INVALID_PARAMETER,
          "the statement takes " + types.size() + " parameters, got " + parameters.length);
    }
    @Nullable Object[] values = new Object[parameters.length];
    for (int i = 0; i < values.length; i++) {
      Object parameter = parameters[i];
      values[i] =
          parameter == null ? null : ClientValues.toEngine(parameter, types.get(i).type(), i + 1);
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
              Planned fitting = fitting(prepared, transaction.snapshot().catalog());
              changed.add(modify(fitting, transaction, parameters, cancellation));
              return changed.getLast().rowCount();
            });
    List<ResultColumn> columns = prepared.planned().columns();
    return columns.isEmpty()
        ? Outcome.of(count)
        : Outcome.of(TextRows.rows(columns, changed.getLast().returned(), options.maxRows()));
  }

  private ModifyPlan.Changed modify(
      Planned planned,
      Transaction transaction,
      @Nullable Object[] parameters,
      Cancellation cancellation) {
    return planned
        .modifyPlan()
        .execute(transaction, scope(transaction.snapshot(), planned, parameters, cancellation));
  }

  long[] executeBatch(
      Prepared prepared, List<@Nullable Object[]> parameters, Cancellation cancellation) {
    long[] counts = new long[parameters.size()];
    if (!(prepared.planned().statement() instanceof Statement.Modify)) {
      throw new ProximaException(
          ErrorCode.UNSUPPORTED,
          "a batch of a statement that does not change rows: " + prepared.sql());
    }
    write(
        cancellation,
        transaction -> {
          Planned fitting = fitting(prepared, transaction.snapshot().catalog());
          for (int i = 0; i < counts.length; i++) {
            counts[i] = modify(fitting, transaction, parameters.get(i), cancellation).rowCount();
          }
          return 0;
        });
    return counts;
  }

  long executeBlock(Prepared prepared, byte[] payload, Cancellation cancellation) {
    return write(
        cancellation,
        transaction -> {
          Planned fitting = fitting(prepared, transaction.snapshot().catalog());
          if (!(fitting.statement() instanceof Statement.Modify modify)
              || modify.block().isEmpty()) {
            throw new ProximaException(
                ErrorCode.INVALID_PARAMETER,
                "the statement takes no encoded rows: " + prepared.sql());
          }
          if (!prepared.isLayoutValid()) {
            throw new ProximaException(
                ErrorCode.UNSUPPORTED,
                "table "
                    + modify.table().name()
                    + " was defined anew since the statement was prepared: prepare it again");
          }
          EncodedRows rows = AvroRows.of(modify.table()).decode(payload);
          switch (modify.kind()) {
            case INSERT -> transaction.insert(modify.table(), rows);
            case UPSERT -> transaction.upsert(modify.table(), rows);
            case UPDATE, DELETE -> throw new IllegalStateException("a block for " + modify.kind());
          }
          return rows.rows().rowCount();
        });
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
        (Statement.Explain) fitting(prepared, database.engine().catalog()).statement();
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
