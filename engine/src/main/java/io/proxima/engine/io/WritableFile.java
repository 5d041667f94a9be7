package io.proxima.engine.io;

/// A file being written.
///
/// - **Threads:** one writer at a time.
public interface WritableFile extends AutoCloseable {
  /// Writes `length` bytes at `offsetBytes`, over what is there or past the end; all or an
  /// exception.
  void write(long offsetBytes, byte[] source, int from, int length);

  /// Returns when everything written is on the disk.
  void sync();

  /// The length now.
  long sizeBytes();

  @Override
  void close();
}
