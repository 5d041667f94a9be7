package io.proxima.engine.lsm;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Something that several states of a table have, until the last of them is gone.
///
/// - **Owns:** the value, from the first `retain` to the last `release`.
/// - **Threads:** thread-safe.
final class Shared<T> {
  private final T value;
  private final Consumer<T> whenUnused;
  private final AtomicInteger holders = new AtomicInteger();

  /// A value that nobody holds yet.
  ///
  /// @param whenUnused is given the value when nobody holds it any more
  Shared(T value, Consumer<T> whenUnused) {
    this.value = value;
    this.whenUnused = whenUnused;
  }

  T value() {
    return value;
  }

  void retain() {
    holders.incrementAndGet();
  }

  void release() {
    if (holders.decrementAndGet() == 0) {
      whenUnused.accept(value);
    }
  }
}
