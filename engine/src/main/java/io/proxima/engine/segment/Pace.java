package io.proxima.engine.segment;

/// Is told what is written to the files of a segment, and may let the writer wait.
@FunctionalInterface
public interface Pace {
  /// Nobody waits.
  Pace FREE = bytes -> {};

  /// Bytes were written; returns when the next may be.
  ///
  /// @throws io.proxima.engine.error.ProximaException `CANCELLED` if none is to be written any more
  void wrote(long bytes);
}
