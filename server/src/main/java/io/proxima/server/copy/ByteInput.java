package io.proxima.server.copy;

import io.proxima.client.SessionException;
import io.proxima.engine.io.ReadableFile;

/// The bytes of a file, one after the other.
///
/// - **Owns:** borrows the file.
/// - **Threads:** one thread.
final class ByteInput {
  private static final int BUFFER_BYTES = 1 << 16;

  /// What `next` and `peek` answer behind the last byte.
  static final int END = -1;

  private final ReadableFile file;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private long bufferOffset;
  private int position;
  private int filled;

  ByteInput(ReadableFile file) {
    this.file = file;
  }

  /// The next byte, 0 to 255, or [#END].
  int next() throws SessionException {
    return isFilled() ? buffer[position++] & 0xFF : END;
  }

  /// What `next` will answer.
  int peek() throws SessionException {
    return isFilled() ? buffer[position] & 0xFF : END;
  }

  /// How many bytes were read.
  long offsetBytes() {
    return bufferOffset + position;
  }

  private boolean isFilled() throws SessionException {
    if (position < filled) {
      return true;
    }
    bufferOffset += filled;
    position = 0;
    filled = Translation.of(() -> file.read(bufferOffset, buffer, 0, BUFFER_BYTES));
    return filled > 0;
  }

  /// Goes behind a byte order mark at the start of the file.
  ///
  /// @throws SessionException `22P02` if it is the mark of another encoding than UTF-8
  void skipMark() throws SessionException {
    int first = peek();
    if (first == 0xFE || first == 0xFF) {
      throw new SessionException("22P02", "expected UTF-8, found the byte order mark of UTF-16");
    }
    if (first == 0xEF && filled > 2 && buffer[1] == (byte) 0xBB && buffer[2] == (byte) 0xBF) {
      position = 3;
    }
  }
}
