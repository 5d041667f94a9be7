package io.proxima.engine.io;

import java.lang.foreign.MemorySegment;

/// A file being read at given positions.
///
/// - **Threads:** thread-safe.
public interface ReadableFile extends AutoCloseable {
  /// Reads up to `length` bytes at `offsetBytes`.
  ///
  /// @return how many were read; less than `length` only at the end of the file
  int read(long offsetBytes, byte[] target, int from, int length);

  /// A read-only view of a part of the file, which must not change any more. The file's length is
  /// checked before; bytes are not verified.
  ///
  /// - **Owns:** valid until the file is closed; nobody may be reading then.
  ///
  /// @throws io.proxima.engine.error.ProximaException `CORRUPT_FILE` if the file ends before
  MemorySegment region(long offsetBytes, long lengthBytes);

  /// The length when it was opened.
  long sizeBytes();

  @Override
  void close();
}
