package io.proxima.engine.upkeep;

import io.proxima.engine.task.Scheduler;
import io.proxima.engine.task.Task;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Does something again and again, each time a while after the last.
///
/// - **Threads:** thread-safe.
final class Timer {
  private final String name;
  private final Runnable action;
  private @Nullable Task next;
  private boolean isEnded;

  /// @param action is quick
  Timer(String name, Runnable action) {
    this.name = name;
    this.action = action;
  }

  synchronized void start(Duration interval, Scheduler scheduler) {
    if (!isEnded) {
      next =
          scheduler.once(
              name,
              interval,
              () -> {
                action.run();
                start(interval, scheduler);
              });
    }
  }

  /// Lets it not be done any more.
  synchronized void end() {
    isEnded = true;
    if (next != null) {
      next.cancel();
    }
  }
}
