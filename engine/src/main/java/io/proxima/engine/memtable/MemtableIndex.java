package io.proxima.engine.memtable;

import io.proxima.engine.row.Column;
import io.proxima.engine.row.IndexCodec;
import io.proxima.engine.row.IndexRange;
import io.proxima.engine.row.Key;
import io.proxima.engine.schema.OrderedIndexDef;
import io.proxima.engine.schema.TableDef;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// The rows of a memtable in the order of an index, with every version of them.
///
/// - **Threads:** one writer, many readers; a reader may meet rows that are later than those it
///   knows.
final class MemtableIndex {
  private static final Comparator<Entry> ORDER =
      Comparator.comparing(Entry::values)
          .thenComparing(Comparator.comparingInt(Entry::ord).reversed());

  private final IndexCodec codec;
  private final NavigableSet<Entry> entries = new ConcurrentSkipListSet<>(ORDER);

  /// Of equal values the newest row comes first.
  private record Entry(Key values, int ord) {}

  MemtableIndex(TableDef table, OrderedIndexDef index) {
    this.codec = IndexCodec.of(table, index);
  }

  /// Adds a row.
  void add(IntFunction<Column> columns, int row, int ord) {
    entries.add(new Entry(codec.encode(columns, row), ord));
  }

  /// The ords of the rows in a range, ascending, or null if there are more than `limit`.
  int @Nullable [] ordsIn(IndexRange range, int limit) {
    int[] ords = new int[Math.min(limit, 64)];
    int count = 0;
    for (Entry entry : in(range)) {
      if (count == limit) {
        return null;
      }
      if (count == ords.length) {
        ords = Arrays.copyOf(ords, Math.min(limit, 2 * count));
      }
      ords[count++] = entry.ord();
    }
    ords = Arrays.copyOf(ords, count);
    Arrays.sort(ords);
    return ords;
  }

  /// The newest row of the least values in a range that is accepted, or [Memtable#NONE].
  int anyIn(IndexRange range, IntPredicate accepted) {
    for (Entry entry : in(range)) {
      if (accepted.test(entry.ord())) {
        return entry.ord();
      }
    }
    return Memtable.NONE;
  }

  private NavigableSet<Entry> in(IndexRange range) {
    return range.from().compareTo(range.to()) >= 0
        ? Collections.emptyNavigableSet()
        : entries.subSet(
            new Entry(range.from(), Integer.MAX_VALUE),
            true,
            new Entry(range.to(), Integer.MAX_VALUE),
            false);
  }
}
