package io.proxima.engine.io;

/// A file being read at given positions.
///
/// - **Threads:** thread-safe.
public interface ReadableFile extends AutoCloseable {
  /// Reads up to `length` bytes at `offsetBytes`.
  ///
  /// @return how many were read; less than `length` only at the end of the file
  int read(long offsetBytes, byte[] target, int from, int length);

  /// The length when it was opened.
  long sizeBytes();

  @Override
  void close();
}
