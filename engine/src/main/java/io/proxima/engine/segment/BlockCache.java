package io.proxima.engine.segment;

import io.proxima.engine.error.ProximaException;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memory.Reservation;
import io.proxima.engine.row.Column;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// Decoded columns of blocks, the least recently used of which make room for others.
///
/// - **Owns:** what it holds counts against the budget; where the budget has no room, a column is
///   given out and not kept.
/// - **Threads:** thread-safe; a column that several threads miss at once may be decoded by each.
public final class BlockCache implements AutoCloseable {
  private final long limitBytes;
  private final Reservation memory;
  private final Map<Place, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  /// Which block of which column of which reader.
  private record Place(Object owner, int column, int block) {}

  /// A decoded column and the heap it takes.
  public record Entry(Column column, long bytes) {}

  /// A cache of at most `limitBytes`.
  public BlockCache(MemoryBudget budget, long limitBytes) {
    this.limitBytes = limitBytes;
    this.memory = budget.reserve("the cache of decoded columns", 0);
  }

  /// The column of a block, decoded by `decode` if it is not there.
  public Column get(Object owner, int column, int block, Supplier<Entry> decode) {
    Place place = new Place(owner, column, block);
    synchronized (this) {
      Entry found = entries.get(place);
      if (found != null) {
        return found.column();
      }
    }
    Entry decoded = decode.get();
    put(place, decoded);
    return decoded.column();
  }

  private synchronized void put(Place place, Entry entry) {
    if (entry.bytes() > limitBytes || entries.containsKey(place)) {
      return;
    }
    evict(limitBytes - entry.bytes());
    if (take(entry.bytes())) {
      entries.put(place, entry);
    }
  }

  /// Memory that others need more is no error here: half of the cache goes, and this one stays out.
  private boolean take(long bytes) {
    try {
      memory.grow(bytes);
      return true;
    } catch (ProximaException e) {
      evict(memory.bytes() / 2);
      return false;
    }
  }

  private void evict(long leftBytes) {
    Iterator<Entry> oldest = entries.values().iterator();
    while (memory.bytes() > leftBytes && oldest.hasNext()) {
      memory.shrink(oldest.next().bytes());
      oldest.remove();
    }
  }

  /// Forgets everything of a reader.
  public synchronized void remove(Object owner) {
    entries
        .entrySet()
        .removeIf(entry -> {
          boolean isHis = entry.getKey().owner().equals(owner);
          if (isHis) {
            memory.shrink(entry.getValue().bytes());
          }
          return isHis;
        });
  }

  /// What it holds now.
  public synchronized long usedBytes() {
    return memory.bytes();
  }

  @Override
  public synchronized void close() {
    entries.clear();
    memory.close();
  }
}
