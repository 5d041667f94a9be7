package io.proxima.jdbc;

import io.proxima.client.Nullable;
import io.proxima.client.RowStream;
import io.proxima.client.Session;
import io.proxima.client.SessionException;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Lets one thread at a time into a session, and translates its errors.
///
/// - **Threads:** thread-safe.
final class SessionGate {
  /// What is asked of the session.
  @FunctionalInterface
  interface Call<T> {
    T on(Session session) throws SessionException;
  }

  /// What is done with the session.
  @FunctionalInterface
  interface Act {
    void on(Session session) throws SessionException;
  }

  private final Session session;
  private final ReentrantLock turn = new ReentrantLock();
  private final Object runningGuard = new Object();
  private @Nullable Object running;
  private volatile boolean cancelled;
  private volatile boolean closed;

  SessionGate(Session session) {
    this.session = session;
  }

  boolean isClosed() {
    return closed;
  }

  void checkOpen() throws SQLException {
    if (closed) {
      throw SqlErrors.of(SqlErrors.CONNECTION_CLOSED, "the connection is closed");
    }
  }

  /// Calls on behalf of `owner`, who alone may cancel the call.
  <T> T call(Object owner, Call<T> call) throws SQLException {
    begin(owner);
    try {
      return call.on(session);
    } catch (SessionException e) {
      throw SqlErrors.of(e);
    } finally {
      end();
    }
  }

  /// As `call`, without an answer.
  void run(Object owner, Act act) throws SQLException {
    begin(owner);
    try {
      act.on(session);
    } catch (SessionException e) {
      throw SqlErrors.of(e);
    } finally {
      end();
    }
  }

  /// Goes to the next row on behalf of `owner`.
  boolean next(Object owner, RowStream rows) throws SQLException {
    begin(owner);
    try {
      return rows.next();
    } catch (SessionException e) {
      throw SqlErrors.of(e);
    } finally {
      end();
    }
  }

  /// Gives something back: as `run`, but nothing is left to do if the session has ended.
  void giveBack(Object owner, Act act) throws SQLException {
    if (!closed) {
      run(owner, act);
    }
  }

  /// Cancels what runs on behalf of `owner`, if anything does; never another's statement.
  void cancel(Object owner) {
    synchronized (runningGuard) {
      if (owner.equals(running)) {
        cancelRunning();
      }
    }
  }

  private void cancelRunning() {
    cancelled = true;
    session.cancel();
  }

  /// Whether the call that runs was cancelled, also before the session could know of it.
  boolean isCancelled() {
    return cancelled;
  }

  /// Whether the database answers; also false if another call holds the session too long.
  boolean isValid(int timeoutSeconds) {
    try {
      if (timeoutSeconds == 0) {
        turn.lockInterruptibly();
      } else if (!turn.tryLock(timeoutSeconds, TimeUnit.SECONDS)) {
        return false;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    try {
      return !closed && session.isValid(timeoutSeconds);
    } finally {
      turn.unlock();
    }
  }

  /// Cancels what runs, and closes the session; a second call does nothing.
  void close() throws SQLException {
    cancelAny();
    turn.lock();
    try {
      if (!closed) {
        closed = true;
        session.close();
      }
    } catch (SessionException e) {
      throw SqlErrors.of(e);
    } finally {
      turn.unlock();
    }
  }

  /// Cancels what runs, on whose behalf it may be.
  void cancelAny() {
    synchronized (runningGuard) {
      if (running != null) {
        cancelRunning();
      }
    }
  }

  /// Refuses everything from now on.
  ///
  /// @return what ends the session, also under a running call
  Runnable abort() {
    closed = true;
    return session::abort;
  }

  private void begin(Object owner) throws SQLException {
    turn.lock();
    try {
      checkOpen();
    } catch (SQLException e) {
      turn.unlock();
      throw e;
    }
    synchronized (runningGuard) {
      running = owner;
      cancelled = false;
    }
  }

  private void end() {
    synchronized (runningGuard) {
      running = null;
    }
    turn.unlock();
  }
}
