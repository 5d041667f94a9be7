package io.proxima.engine.row;

import java.util.Arrays;

/// A primary key as bytes whose unsigned order is the order of the key.
///
/// - **Threads:** immutable; keeps `bytes`.
public record Key(byte[] bytes) implements Comparable<Key> {
  @Override
  public int compareTo(Key other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Key key && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
