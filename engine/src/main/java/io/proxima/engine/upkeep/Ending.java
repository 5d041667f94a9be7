package io.proxima.engine.upkeep;

import org.jspecify.annotations.Nullable;

/// The end of some threads, with what is to be done when the last of them has ended.
///
/// - **Threads:** thread-safe.
final class Ending {
  private int running;
  private @Nullable Runnable after;

  /// One more thread is to run.
  synchronized void begin() {
    running++;
  }

  /// One of the threads does nothing more; the last of them does what is left to do.
  void end() {
    Runnable left;
    synchronized (this) {
      running--;
      left = running == 0 ? after : null;
    }
    if (left != null) {
      left.run();
    }
  }

  /// Leaves something to the last thread to do.
  ///
  /// @return false if it has ended already; nothing is done then
  synchronized boolean leave(Runnable action) {
    if (running == 0) {
      return false;
    }
    after = action;
    return true;
  }
}
