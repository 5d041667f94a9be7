package io.proxima.client.value;

import io.proxima.client.SessionException;

/// Vectors of bits as text, `101`, and packed in bytes, the first bit highest.
final class BitText {
  private BitText() {}

  static String format(boolean[] bits) {
    StringBuilder text = new StringBuilder(bits.length);
    for (boolean bit : bits) {
      text.append(bit ? '1' : '0');
    }
    return text.toString();
  }

  static boolean[] parse(String text, Place place) throws SessionException {
    String trimmed = text.trim();
    boolean[] bits = new boolean[trimmed.length()];
    for (int i = 0; i < bits.length; i++) {
      char digit = trimmed.charAt(i);
      if (digit != '0' && digit != '1') {
        throw place.unreadable("BIT as 101", text);
      }
      bits[i] = digit == '1';
    }
    return bits;
  }

  static byte[] pack(boolean[] bits) {
    byte[] bytes = new byte[(bits.length + 7) / 8];
    for (int i = 0; i < bits.length; i++) {
      if (bits[i]) {
        bytes[i >> 3] |= (byte) (0x80 >> (i & 7));
      }
    }
    return bytes;
  }

  static boolean[] unpack(byte[] bytes, int dim) {
    boolean[] bits = new boolean[dim];
    for (int i = 0; i < dim; i++) {
      bits[i] = (bytes[i >> 3] & (0x80 >> (i & 7))) != 0;
    }
    return bits;
  }
}
