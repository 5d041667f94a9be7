package io.proxima.planner;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// A map that forgets what was not used for longest once it holds too many entries or bytes.
///
/// - **Threads:** thread-safe.
final class Lru<K, V> {
  private final int maxEntries;
  private final long maxBytes;
  private final ToLongFunction<V> weight;
  private final LinkedHashMap<K, V> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  Lru(int maxEntries, long maxBytes, ToLongFunction<V> weight) {
    this.maxEntries = maxEntries;
    this.maxBytes = maxBytes;
    this.weight = weight;
  }

  synchronized @Nullable V get(K key) {
    return entries.get(key);
  }

  /// The value of a key, made if there is none.
  synchronized V get(K key, Supplier<V> absent) {
    V known = entries.get(key);
    if (known == null) {
      known = absent.get();
      put(key, known);
    }
    return known;
  }

  synchronized void put(K key, V value) {
    V before = entries.put(key, value);
    bytes += weight.applyAsLong(value) - (before == null ? 0 : weight.applyAsLong(before));
    var oldest = entries.entrySet().iterator();
    while (entries.size() > maxEntries || bytes > maxBytes) {
      Map.Entry<K, V> entry = oldest.next();
      bytes -= weight.applyAsLong(entry.getValue());
      oldest.remove();
    }
  }

  synchronized List<V> values() {
    return List.copyOf(entries.values());
  }
}
