package io.proxima.engine.wal;

import java.util.Arrays;

/// Encoded frames that are not written yet, in one piece.
///
/// - **Threads:** one thread at a time.
final class LogBuffer {
  private static final int KEPT_BYTES = 16 << 20;

  private byte[] bytes = new byte[64 << 10];
  private int length;

  void add(Frame frame, FileIdentity identity) {
    int needed = Math.toIntExact(length + Frame.paddedBytes(frame.payload().length));
    if (needed > bytes.length) {
      bytes =
          Arrays.copyOf(
              bytes, (int) Math.min(Math.max(needed, 2L * bytes.length), Integer.MAX_VALUE - 8));
    }
    frame.encode(identity, bytes, length);
    length = needed;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  void clear() {
    length = 0;
    if (bytes.length > KEPT_BYTES) {
      bytes = new byte[64 << 10];
    }
  }
}
