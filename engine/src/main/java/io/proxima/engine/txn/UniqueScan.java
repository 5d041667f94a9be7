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
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Looks whether the rows of a table fit a unique index that is about to be made: first by the
/// hashes of their values, then at the values whose hashes are equal.
///
/// - **Cost:** reads all rows, twice if two hashes are equal; 8 bytes of memory a row, for a moment
///   16.
final class UniqueScan {
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

  /// @throws io.proxima.engine.error.ProximaException `DUPLICATE_KEY`; `OUT_OF_MEMORY`
  void run(MemoryBudget budget) {
    try (Reservation memory = budget.reserve("unique index " + index.name(), 0)) {
      Hashes hashes = new Hashes(memory);
      each(value -> hashes.add(Hash64.of(value.bytes())));
      Set<Long> twice = hashes.twice();
      if (twice.isEmpty()) {
        return;
      }
      Set<Key> seen = new HashSet<>();
      each(value -> {
        if (twice.contains(Hash64.of(value.bytes())) && !seen.add(value)) {
          throw KeyChecks.duplicate(table, index, codec.describe(value));
        }
      });
    }
  }

  private void each(Consumer<Key> visitor) {
    int[] rows = new int[RowSource.BLOCK_ROWS];
    for (RowSource source : sources) {
      for (int block = 0; block * RowSource.BLOCK_ROWS < source.rowCount(); block++) {
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

    Set<Long> twice() {
      Arrays.sort(values, 0, count);
      Set<Long> twice = new HashSet<>();
      for (int i = 1; i < count; i++) {
        if (values[i] == values[i - 1]) {
          twice.add(values[i]);
        }
      }
      return twice;
    }
  }
}
