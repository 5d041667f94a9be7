package io.proxima.engine.task;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Daemon threads, one a task.
final class ThreadScheduler implements Scheduler {
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);

  private final List<ThreadTask> tasks = new ArrayList<>();

  @Override
  public Task start(String name, Runnable body) {
    return launch(name, new ThreadTask(task -> body.run()));
  }

  @Override
  public Task once(String name, Duration delay, Runnable action) {
    return launch(
        name,
        new ThreadTask(task -> {
          if (task.sleep(delay)) {
            action.run();
          }
        }));
  }

  private synchronized Task launch(String name, ThreadTask task) {
    tasks.removeIf(ThreadTask::isDone);
    Thread thread = new Thread(task, "proxima-" + name);
    thread.setDaemon(true);
    thread.start(); // may fail; nobody waits for the task then
    tasks.add(task);
    return task;
  }

  @Override
  public synchronized void close() {
    tasks.forEach(ThreadTask::cancel);
    for (ThreadTask task : tasks) {
      if (!task.await(CLOSE_LIMIT)) {
        throw new IllegalStateException("a background task did not end within " + CLOSE_LIMIT);
      }
    }
    tasks.clear();
  }

  private interface Body {
    void run(ThreadTask task);
  }

  private static final class ThreadTask implements Task, Runnable {
    private final Body body;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean cancelled;
    private boolean done;

    ThreadTask(Body body) {
      this.body = body;
    }

    @Override
    public void run() {
      try {
        body.run(this);
      } finally {
        lock.lock();
        try {
          done = true;
          changed.signalAll();
        } finally {
          lock.unlock();
        }
      }
    }

    /// Waits for `period`.
    ///
    /// @return false as soon as the task is cancelled
    boolean sleep(Duration period) {
      return !waitUntil(() -> cancelled, period);
    }

    boolean isDone() {
      lock.lock();
      try {
        return done;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void cancel() {
      lock.lock();
      try {
        cancelled = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public boolean await(Duration limit) {
      return waitUntil(() -> done, limit);
    }

    private boolean waitUntil(java.util.function.BooleanSupplier condition, Duration limit) {
      boolean interrupted = false;
      long leftNanos = limit.toNanos();
      lock.lock();
      try {
        while (!condition.getAsBoolean() && leftNanos > 0) {
          try {
            leftNanos = changed.awaitNanos(leftNanos);
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
        return condition.getAsBoolean();
      } finally {
        lock.unlock();
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }
}
