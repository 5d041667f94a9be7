package io.proxima.engine.io;

import io.proxima.engine.error.ProximaException;

/// The right to use a database directory alone.
public interface DirectoryLock extends AutoCloseable {
  /// Returns if the lock is still ours.
  ///
  /// @throws ProximaException `IO_FAILURE` if somebody else has taken the directory over
  void check();

  @Override
  void close();
}
