package io.proxima.engine.task;

import java.time.Duration;

/// Runs all background work of the engine.
///
/// Threads of the engine are never interrupted: work ends by being told to.
///
/// - **Threads:** thread-safe.
public interface Scheduler extends AutoCloseable {
  /// Runs `body` on a thread of its own until it returns.
  Task start(String name, Runnable body);

  /// Runs `action` once, after `delay`, unless it is cancelled before.
  Task once(String name, Duration delay, Runnable action);

  /// Waits until every task has ended. Tasks that wait are cancelled first.
  @Override
  void close();

  /// The scheduler of a running database: daemon threads.
  static Scheduler threads() {
    return new ThreadScheduler();
  }
}
