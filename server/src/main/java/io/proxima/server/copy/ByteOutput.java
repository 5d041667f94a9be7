package io.proxima.server.copy;

import io.proxima.client.SessionException;
import java.nio.charset.StandardCharsets;

/// Collects what is written into larger pieces.
///
/// - **Owns:** borrows where it goes.
/// - **Threads:** one thread.
final class ByteOutput {
  private static final int BUFFER_BYTES = 1 << 16;

  private final CopyOut.Sink sink;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int filled;
  private long writtenBytes;

  ByteOutput(CopyOut.Sink sink) {
    this.sink = sink;
  }

  /// Writes a text in UTF-8.
  void write(CharSequence text) throws SessionException {
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    if (bytes.length > BUFFER_BYTES - filled) {
      flush();
    }
    if (bytes.length > BUFFER_BYTES) {
      put(bytes, bytes.length);
    } else {
      System.arraycopy(bytes, 0, buffer, filled, bytes.length);
      filled += bytes.length;
    }
  }

  /// Hands everything on.
  void flush() throws SessionException {
    put(buffer, filled);
    filled = 0;
  }

  long offsetBytes() {
    return writtenBytes + filled;
  }

  private void put(byte[] bytes, int length) throws SessionException {
    Translation.of(() -> {
      sink.write(bytes, 0, length);
      return sink;
    });
    writtenBytes += length;
  }
}
