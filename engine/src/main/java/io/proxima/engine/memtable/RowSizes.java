package io.proxima.engine.memtable;

import io.proxima.engine.row.Column;
import io.proxima.engine.row.HeapSize;
import io.proxima.engine.row.ObjectColumn;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.schema.OrderedIndexDef;
import io.proxima.engine.schema.TableDef;

/// Estimates the heap that rows take beside the slots of their columns.
///
/// - **Unit:** bytes, for a 64-bit machine with compressed references.
record RowSizes(TableDef table) {
  /// A node of the key index with its share of the table, also while that grows, the key and its
  /// ord.
  private static final int KEY_BYTES = 112;

  /// A node of an ordered index with its share of the levels above, the entry, and the bytes of
  /// small values.
  static final int ENTRY_BYTES = 144;

  long of(RowBatch rows) {
    long bytes = 0;
    for (int row = 0; row < rows.rowCount(); row++) {
      bytes += of(rows, row);
    }
    return bytes;
  }

  long of(RowBatch rows, int row) {
    long bytes = KEY_BYTES;
    for (int position : table.key()) {
      bytes += keyBytes(rows.column(position), row);
    }
    for (OrderedIndexDef index : table.orderedIndexes()) {
      bytes += ENTRY_BYTES;
      for (int position : index.positions(table)) {
        bytes += keyBytes(rows.column(position), row);
      }
    }
    for (int i = 0; i < rows.columns().size(); i++) {
      if (rows.columns().get(i) instanceof ObjectColumn objects && !objects.isNull(row)) {
        bytes += HeapSize.of(objects.valueAt(row));
      }
    }
    return bytes;
  }

  private static long keyBytes(Column column, int row) {
    return column instanceof ObjectColumn objects && !objects.isNull(row)
        ? HeapSize.ofContent(objects.valueAt(row))
        : Long.BYTES;
  }
}
