package io.proxima.engine.segment;

import io.proxima.engine.row.Key;
import io.proxima.engine.schema.AvroInput;
import io.proxima.engine.schema.AvroOutput;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Between which keys those of a segment are, so that most look-ups of keys that are not in it end
/// without a look into its files.
///
/// Long keys are cut: `low` is the smallest or a beginning of it; `high` is the largest, or if that
/// is too long, its beginning with the last byte raised by one. The bytes, in Avro: the bytes
/// `low`, a boolean whether there is a `high`, and its bytes.
///
/// - **Threads:** immutable.
///
/// @param high no key is above it; null if nothing is known
record KeyFence(Key low, @Nullable Key high) {
  /// Everything may be in the segment.
  static final KeyFence NONE = new KeyFence(new Key(new byte[0]), null);

  private static final int MAX_BYTES = 64;

  /// The fence around all keys between two.
  static KeyFence of(Key smallest, Key largest) {
    return new KeyFence(cut(smallest), raised(largest));
  }

  private static Key cut(Key key) {
    byte[] bytes = key.bytes();
    return bytes.length <= MAX_BYTES ? key : new Key(Arrays.copyOf(bytes, MAX_BYTES));
  }

  /// A short key that is not below `key`, if there is one.
  private static @Nullable Key raised(Key key) {
    if (key.bytes().length <= MAX_BYTES) {
      return key;
    }
    int last = MAX_BYTES - 1;
    while (last >= 0 && key.bytes()[last] == (byte) 0xFF) {
      last--;
    }
    if (last < 0) {
      return null;
    }
    byte[] raised = Arrays.copyOf(key.bytes(), last + 1);
    raised[last]++;
    return new Key(raised);
  }

  /// Whether the segment may have rows with that key.
  boolean mayHave(Key key) {
    return (high == null || key.compareTo(high) <= 0) && key.compareTo(low) >= 0;
  }

  void write(AvroOutput out) {
    out.writeBytes(low.bytes());
    out.writeBoolean(high != null);
    if (high != null) {
      out.writeBytes(high.bytes());
    }
  }

  static KeyFence read(AvroInput in) {
    Key low = new Key(in.readBytes(MAX_BYTES));
    return new KeyFence(low, in.readBoolean() ? new Key(in.readBytes(MAX_BYTES)) : null);
  }
}
