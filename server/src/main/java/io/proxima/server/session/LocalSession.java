package io.proxima.server.session;

import io.proxima.client.ExecuteOptions;
import io.proxima.client.Outcome;
import io.proxima.client.PreparedQuery;
import io.proxima.client.ProximaUrl;
import io.proxima.client.Session;
import io.proxima.client.SessionException;
import io.proxima.client.UrlProperty;
import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.txn.Isolation;
import io.proxima.sql.Setting;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A session on a database in this process.
///
/// - **Threads:** calls exclude each other, but for `cancel` and `abort`.
final class LocalSession implements Session {
  private final OpenDatabases.Use use;
  private final long number;
  private final String userName;
  private final String applicationName;
  private final long openedAtMicros;
  private final StatementRunner runner;
  private final Map<Long, Prepared> prepared = new HashMap<>();
  private final ReentrantLock turn = new ReentrantLock();
  private long lastPrepared;
  private volatile @Nullable Cancellation running;
  private volatile String statement = "";
  private volatile boolean aborted;
  private volatile boolean closed;

  private LocalSession(OpenDatabases.Use use, ProximaUrl url) {
    this.use = use;
    this.userName = Objects.requireNonNullElse(url.text(UrlProperty.USER), "");
    this.applicationName = Objects.requireNonNullElse(url.text(UrlProperty.APPLICATION_NAME), "");
    this.openedAtMicros = use.database().clock().wallMicros();
    this.number = use.database().nextSession();
    this.runner =
        new StatementRunner(
            use.database(), settings(url), url.flag(UrlProperty.READ_ONLY), this::fetch);
  }

  /// A session that uses a database; gives it back if that fails.
  static LocalSession open(OpenDatabases.Use use, ProximaUrl url) {
    boolean complete = false;
    try {
      LocalSession session = new LocalSession(use, url);
      use.database().enter(session);
      complete = true;
      return session;
    } finally {
      if (!complete) {
        use.close();
      }
    }
  }

  private static SessionSettings settings(ProximaUrl url) {
    Map<Setting, Object> opened = new HashMap<>();
    String durability = url.text(UrlProperty.DURABILITY);
    if (durability != null) {
      opened.put(Setting.DURABILITY, Setting.DURABILITY.parse(durability));
    }
    String schema = url.text(UrlProperty.SCHEMA);
    if (schema != null) {
      opened.put(Setting.SCHEMA, schema);
    }
    return new SessionSettings(opened);
  }

  long number() {
    return number;
  }

  long openedAtMicros() {
    return openedAtMicros;
  }

  /// The commit that the open transaction reads, or null.
  @Nullable Long transactionSnapshot() {
    return runner.transactions().snapshotSequence();
  }

  String userName() {
    return userName;
  }

  /// The text of the statement that runs, or null.
  @Nullable String runningStatement() {
    return running == null ? null : statement;
  }

  String applicationName() {
    return applicationName;
  }

  /// How often the session has looked for a plan.
  long plannings() {
    return runner.plannings();
  }

  /// What the session does, for the list of sessions.
  String state() {
    return running != null ? "running" : runner.transactions().isOpen() ? "in transaction" : "idle";
  }

  @FunctionalInterface
  private interface Call<T extends @Nullable Object> {
    T run();
  }

  /// Does one call of the contract: in turn, on an open session, with errors translated.
  private <T extends @Nullable Object> T call(Call<T> body) throws SessionException {
    turn.lock();
    try {
      return Errors.translating(() -> {
        if (closed || aborted) {
          throw new ProximaException(ErrorCode.CLOSED, "the session is closed");
        }
        return body.run();
      });
    } finally {
      turn.unlock();
      if (aborted) {
        abort();
      }
    }
  }

  private void act(Runnable body) throws SessionException {
    call(() -> {
      body.run();
      return this;
    });
  }

  /// A call that runs a statement: it can be cancelled and has a time limit.
  private <T extends @Nullable Object> T running(
      ExecuteOptions options, PreparedQuery query, Function<Cancellation, T> body)
      throws SessionException {
    return call(() -> {
      statement = query.sql();
      Cancellation cancellation =
          Cancellation.after(
              use.database().clock(), shorter(options.timeoutMillis(), runner.timeoutMillis()));
      return cancellable(options, cancellation, () -> body.apply(cancellation));
    });
  }

  /// The shorter of two limits, of which 0 is none.
  private static long shorter(long a, long b) {
    return a == 0 || b == 0 ? Math.max(a, b) : Math.min(a, b);
  }

  /// The next rows of a result: part of its statement.
  private @Nullable RowBatch fetch(
      ExecuteOptions options, Cancellation cancellation, RowCursor cursor) throws SessionException {
    return call(() -> cancellable(options, cancellation, cursor::next));
  }

  /// Whoever cancels sees the token, or is seen: it is set before the caller is asked.
  private <T extends @Nullable Object> T cancellable(
      ExecuteOptions options, Cancellation cancellation, Call<T> body) {
    running = cancellation;
    try {
      if (aborted || options.isCancelled().getAsBoolean()) {
        cancellation.cancel();
      }
      cancellation.check();
      return body.run();
    } finally {
      running = null;
    }
  }

  @Override
  public PreparedQuery prepare(String sql) throws SessionException {
    return call(() -> {
      Prepared made = runner.prepare(sql);
      long id = ++lastPrepared;
      prepared.put(id, made);
      return made.description(id);
    });
  }

  private Prepared known(PreparedQuery query) {
    Prepared found = prepared.get(query.id());
    if (found == null) {
      throw new ProximaException(
          ErrorCode.CLOSED, "the prepared statement is closed: " + query.sql());
    }
    return found;
  }

  @Override
  public Outcome execute(PreparedQuery query, @Nullable Object[] parameters, ExecuteOptions options)
      throws SessionException {
    return running(
        options,
        query,
        cancellation -> runner.execute(known(query), parameters, options, cancellation));
  }

  @Override
  public long[] executeBatch(
      PreparedQuery query, List<@Nullable Object[]> parameters, ExecuteOptions options)
      throws SessionException {
    return running(
        options,
        query,
        cancellation -> runner.executeBatch(known(query), parameters, cancellation));
  }

  @Override
  public long executeBlock(PreparedQuery query, byte[] payload, ExecuteOptions options)
      throws SessionException {
    return running(
        options, query, cancellation -> runner.executeBlock(known(query), payload, cancellation));
  }

  @Override
  public void release(PreparedQuery query) throws SessionException {
    act(() -> prepared.remove(query.id()));
  }

  @Override
  public boolean isAutoCommit() {
    return runner.transactions().isAutoCommit();
  }

  @Override
  public void setAutoCommit(boolean autoCommit) throws SessionException {
    act(() -> runner.transactions().setAutoCommit(autoCommit));
  }

  @Override
  public void commit() throws SessionException {
    Cancellation cancellation = Cancellation.unlimited();
    act(() -> {
      running = cancellation;
      try {
        if (aborted) {
          cancellation.cancel();
        }
        runner.transactions().commit(cancellation);
      } finally {
        running = null;
      }
    });
  }

  @Override
  public void rollback() throws SessionException {
    act(runner.transactions()::rollback);
  }

  @Override
  public void savepoint(String name) throws SessionException {
    act(() -> runner.transactions().savepoint(name));
  }

  @Override
  public void rollbackTo(String savepoint) throws SessionException {
    act(() -> runner.transactions().rollbackTo(savepoint));
  }

  @Override
  public void releaseSavepoint(String savepoint) throws SessionException {
    act(() -> runner.transactions().releaseSavepoint(savepoint));
  }

  @Override
  public String schema() throws SessionException {
    return call(runner::schema);
  }

  @Override
  public void setSchema(String schema) throws SessionException {
    act(() -> runner.setSchema(schema));
  }

  @Override
  public boolean isReadOnly() throws SessionException {
    return call(runner.transactions()::isReadOnly);
  }

  @Override
  public void setReadOnly(boolean readOnly) throws SessionException {
    act(() -> runner.transactions().setReadOnly(readOnly));
  }

  @Override
  public boolean isReadCommitted() throws SessionException {
    return call(() -> runner.transactions().isolation() == Isolation.READ_COMMITTED);
  }

  @Override
  public void setReadCommitted(boolean readCommitted) throws SessionException {
    act(() ->
        runner
            .transactions()
            .setIsolation(readCommitted ? Isolation.READ_COMMITTED : Isolation.SNAPSHOT));
  }

  @Override
  public boolean isValid(int timeoutSeconds) {
    if (closed || aborted) {
      return false;
    }
    try (var snapshot = use.database().engine().snapshot()) {
      return snapshot.sequence() >= 0;
    } catch (ProximaException e) {
      return false;
    }
  }

  @Override
  public void cancel() {
    Cancellation current = running;
    if (current != null) {
      current.cancel();
    }
  }

  /// The statement that runs is cancelled; the session ends as soon as it has returned.
  @Override
  public void abort() {
    aborted = true;
    cancel();
    if (turn.tryLock()) {
      try {
        end();
      } finally {
        turn.unlock();
      }
    }
  }

  @Override
  public void close() throws SessionException {
    turn.lock();
    try {
      Errors.translating(() -> {
        end();
        return this;
      });
    } finally {
      turn.unlock();
    }
  }

  private void end() {
    if (!closed) {
      closed = true;
      prepared.clear();
      try (use) {
        runner.close();
      } finally {
        use.database().leave(number);
      }
    }
  }
}
