package io.proxima.server.copy;

import io.proxima.client.SessionException;
import io.proxima.client.value.Place;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Collects bytes and reads them as UTF-8.
///
/// - **Threads:** one thread.
final class TextBuffer {
  /// More than that in one field, or one line of JSON, is not read.
  static final int MAX_BYTES = 64 << 20;

  private byte[] bytes = new byte[256];
  private int size;
  private boolean isAscii = true;

  void clear() {
    size = 0;
    isAscii = true;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /// @throws SessionException `22001` beyond [#MAX_BYTES]
  void append(int value, Place place) throws SessionException {
    if (size == bytes.length) {
      if (size == MAX_BYTES) {
        throw place.error("22001", "expected at most " + MAX_BYTES + " bytes, found more");
      }
      bytes = Arrays.copyOf(bytes, Math.min(MAX_BYTES, 2 * size));
    }
    bytes[size++] = (byte) value;
    isAscii &= value < 128;
  }

  /// @throws SessionException `22P02` if the bytes are no UTF-8
  String text(Place place) throws SessionException {
    if (isAscii) {
      return new String(bytes, 0, size, StandardCharsets.US_ASCII);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, size)).toString();
    } catch (CharacterCodingException e) {
      throw place.error("22P02", "expected UTF-8, found bytes that are none");
    }
  }
}
