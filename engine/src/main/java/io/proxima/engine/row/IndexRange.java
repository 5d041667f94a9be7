package io.proxima.engine.row;

/// Values of an index from `from` on and below `to`, as [IndexCodec] writes them.
public record IndexRange(Key from, Key to) {
  /// Whether a value is in it.
  public boolean has(Key value) {
    return from.compareTo(value) <= 0 && value.compareTo(to) < 0;
  }
}
