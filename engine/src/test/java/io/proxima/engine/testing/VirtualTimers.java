package io.proxima.engine.testing;

import io.proxima.engine.task.Scheduler;
import io.proxima.engine.task.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Threads as usual, and timers that go off when a test moves their clock.
///
/// - **Threads:** thread-safe; actions run on the thread that moves the clock.
public final class VirtualTimers implements Scheduler {
  private final VirtualClock clock;
  private final Scheduler threads = Scheduler.threads();
  private final List<Timer> timers = new ArrayList<>();

  /// Timers of that clock.
  public VirtualTimers(VirtualClock clock) {
    this.clock = clock;
  }

  private final class Timer implements Task {
    private final long dueNanos;
    private final Runnable action;

    Timer(long dueNanos, Runnable action) {
      this.dueNanos = dueNanos;
      this.action = action;
    }

    @Override
    public void cancel() {
      synchronized (timers) {
        timers.remove(this);
      }
    }

    @Override
    public boolean await(Duration limit) {
      return true;
    }
  }

  /// Time passes, and what is due then is done.
  public void advance(Duration time) {
    clock.advance(time);
    List<Timer> due;
    synchronized (timers) {
      due = timers.stream().filter(timer -> timer.dueNanos <= clock.monotonicNanos()).toList();
      timers.removeAll(due);
    }
    due.forEach(timer -> timer.action.run());
  }

  @Override
  public Task start(String name, Runnable body) {
    return threads.start(name, body);
  }

  @Override
  public Task once(String name, Duration delay, Runnable action) {
    Timer timer = new Timer(clock.monotonicNanos() + delay.toNanos(), action);
    synchronized (timers) {
      timers.add(timer);
    }
    return timer;
  }

  /// Whether no timer waits.
  public boolean isQuiet() {
    synchronized (timers) {
      return timers.isEmpty();
    }
  }

  @Override
  public void close() {
    threads.close();
  }
}
