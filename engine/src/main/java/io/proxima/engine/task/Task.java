package io.proxima.engine.task;

import java.time.Duration;

/// A piece of background work that was handed to a [Scheduler].
public interface Task {
  /// Lets a repeating task not run again; a running body goes on to its end.
  void cancel();

  /// Waits until the task has ended, without reacting to interrupts.
  ///
  /// @return whether it ended within `limit`
  boolean await(Duration limit);
}
