package io.proxima.engine.row;

import java.util.Arrays;

/// Collects the NULL bits of a column while it is built.
final class NullBits {
  private long[] words = new long[0];

  void set(int row) {
    int word = row >> 6;
    if (word >= words.length) {
      words = Arrays.copyOf(words, Math.max(word + 1, 2 * words.length));
    }
    words[word] |= 1L << row;
  }

  /// What was collected; nothing may be set afterwards.
  Validity build() {
    return Validity.ofNullWords(words);
  }
}
