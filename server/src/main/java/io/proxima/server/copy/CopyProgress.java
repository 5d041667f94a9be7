package io.proxima.server.copy;

import io.proxima.client.SessionException;

/// Is told how far a copy is.
@FunctionalInterface
public interface CopyProgress {
  /// So many rows were copied, and so many bytes of `totalBytes` were read; in the other direction
  /// `totalBytes` is 0 and so many bytes were written.
  ///
  /// @throws SessionException if the copy is to end
  void advanced(long rows, long bytes, long totalBytes) throws SessionException;
}
