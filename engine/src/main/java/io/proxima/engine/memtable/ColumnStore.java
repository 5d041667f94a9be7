package io.proxima.engine.memtable;

import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.row.Column;
import io.proxima.engine.row.ColumnBuilder;
import io.proxima.engine.row.Validity;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.TableDef;

/// The values of one column, by ord.
///
/// - **Threads:** one writer; readers of rows that were published to them.
sealed interface ColumnStore extends AutoCloseable
    permits LongStore, DoubleStore, ObjectStore, VectorStore {
  static ColumnStore of(TableDef table, ColumnDef column, MemoryBudget budget) {
    return switch (column.type().kind().layout()) {
      case LONG -> new LongStore(column);
      case DOUBLE -> new DoubleStore(column);
      case OBJECT -> new ObjectStore(column);
      case VECTOR -> new VectorStore(table, column, budget);
    };
  }

  /// The heap that a row of capacity takes, apart from what objects take themselves.
  int slotBytes();

  /// What it has taken outside the heap.
  default long offHeapBytes() {
    return 0;
  }

  /// Makes room for `rows` rows, so that `set` up to there cannot fail.
  void ensureCapacity(int rows);

  /// Sets the value of the next row.
  void append(int ord, Column source, int row);

  /// A view of a block.
  Column view(int block);

  Validity validity(int block);

  /// Appends the values of the rows `ords[from..to)` to `out`.
  void copy(int[] ords, int from, int to, ColumnBuilder out);

  @Override
  void close();
}
