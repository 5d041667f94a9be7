package io.proxima.server.copy;

import io.proxima.client.SessionException;
import io.proxima.engine.error.ProximaException;

/// The place at which an error of a file or a statement becomes one that both sides of a connection
/// know.
final class Translation {
  private Translation() {}

  @FunctionalInterface
  interface Work<T> {
    T run();
  }

  static <T> T of(Work<T> work) throws SessionException {
    try {
      return work.run();
    } catch (ProximaException e) {
      throw new SessionException(
          e.code().sqlState(), String.valueOf(e.getMessage()), e.position(), e);
    }
  }
}
