package io.proxima.engine.io;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;

/// Runs operations that need an interruptible channel of their own so that an interrupt cannot
/// spoil them.
///
/// The interrupt is put aside, an operation that was hit in the middle is done again, and the
/// interrupt is restored.
final class Uninterrupted {
  private Uninterrupted() {}

  /// An operation that opens a channel, uses it and, unless it returns it, closes it.
  @FunctionalInterface
  interface Operation<T> {
    T run() throws IOException;
  }

  static <T> T call(Operation<T> operation) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return operation.run();
        } catch (ClosedByInterruptException | FileLockInterruptionException e) {
          interrupted = true;
          boolean cleared = Thread.interrupted();
          assert cleared || interrupted;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
