package io.proxima.engine.txn;

import io.proxima.engine.io.Hash64;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memory.Reservation;
import io.proxima.engine.row.ColumnBlock;
import io.proxima.engine.row.IndexCodec;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.schema.OrderedIndexDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.task.Cancellation;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Looks whether the rows of a table fit a unique index that is about to be made: first by the
/// hashes of their values, then at the values whose hashes are equal.
///
/// - **Cost:** reads all rows, again if hashes are equal; 8 bytes of memory a row, for a moment 16.
final class UniqueScan {
  /// The values of so many hashes are kept at once: nearly always the first of them is there twice.
  private static final int MOST_AT_ONCE = 64;

  /// What a set takes for a value, beside its bytes.
  private static final int VALUE_BYTES = 96;

  private final TableDef table;
  private final OrderedIndexDef index;
  private final IndexCodec codec;
  private final List<RowSource> sources;

  UniqueScan(TableDef table, OrderedIndexDef index, List<RowSource> sources) {
    this.table = table;
    this.index = index;
    this.codec = IndexCodec.of(table, index);
    this.sources = sources;
  }

  /// @throws io.proxima.engine.error.ProximaException `DUPLICATE_KEY`; `OUT_OF_MEMORY`,
  ///   `CANCELLED`, `TIMEOUT`
  void run(MemoryBudget budget, Cancellation cancellation) {
    try (Reservation memory = budget.reserve("unique index " + index.name(), 0)) {
      Hashes hashes = new Hashes(memory);
      each(cancellation, value -> hashes.add(Hash64.of(value.bytes())));
      hashes.keepRepeated();
      for (int from = 0; from < hashes.count; from += MOST_AT_ONCE) {
        int to = Math.min(hashes.count, from + MOST_AT_ONCE);
        compare(Arrays.copyOfRange(hashes.values, from, to), memory, cancellation);
      }
    }
  }

  /// Looks at the values that have one of some ascending hashes.
  private void compare(long[] hashes, Reservation memory, Cancellation cancellation) {
    Set<Key> seen = new HashSet<>();
    each(
        cancellation,
        value -> {
          if (Arrays.binarySearch(hashes, Hash64.of(value.bytes())) >= 0) {
            memory.grow(VALUE_BYTES + value.bytes().length);
            if (!seen.add(value)) {
              throw KeyChecks.duplicate(table, index, codec.describe(value));
            }
          }
        });
  }

  private void each(Cancellation cancellation, Consumer<Key> visitor) {
    int[] rows = new int[RowSource.BLOCK_ROWS];
    for (RowSource source : sources) {
      for (int block = 0; block * RowSource.BLOCK_ROWS < source.rowCount(); block++) {
        cancellation.check();
        int count = source.visible(block, rows);
        ColumnBlock columns = source.block(block);
        for (int i = 0; i < count; i++) {
          Key value = codec.encodeWhole(columns::column, rows[i]);
          if (value != null) {
            visitor.accept(value);
          }
        }
      }
    }
  }

  private static final class Hashes {
    private final Reservation memory;
    private long[] values = new long[0];
    private int count;

    Hashes(Reservation memory) {
      this.memory = memory;
    }

    void add(long hash) {
      if (count == values.length) {
        int capacity = Math.max(1024, 2 * count);
        memory.grow((long) (capacity - count) * 2 * Long.BYTES);
        values = Arrays.copyOf(values, capacity);
      }
      values[count++] = hash;
    }

    /// Leaves one of each that is there several times, ascending.
    void keepRepeated() {
      Arrays.sort(values, 0, count);
      int kept = 0;
      for (int i = 1; i < count; i++) {
        if (values[i] == values[i - 1] && (kept == 0 || values[kept - 1] != values[i])) {
          values[kept++] = values[i];
        }
      }
      count = kept;
    }
  }
}
