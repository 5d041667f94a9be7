package io.proxima.engine.memtable;

import io.proxima.engine.row.Column;
import io.proxima.engine.row.ObjectColumn;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.schema.TableDef;
import java.math.BigDecimal;

/// Estimates the heap that rows take beside the slots of their columns.
///
/// - **Unit:** bytes, for a 64-bit machine with compressed references.
record RowSizes(TableDef table) {
  /// A node of the key index with its share of the levels above, the key and its ord.
  private static final int KEY_BYTES = 136;

  private static final int OBJECT_BYTES = 48;

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
    for (int i = 0; i < rows.columns().size(); i++) {
      if (rows.columns().get(i) instanceof ObjectColumn objects && !objects.isNull(row)) {
        bytes += OBJECT_BYTES + valueBytes(objects.valueAt(row));
      }
    }
    return bytes;
  }

  private static long keyBytes(Column column, int row) {
    return column instanceof ObjectColumn objects ? valueBytes(objects.valueAt(row)) : Long.BYTES;
  }

  private static long valueBytes(Object value) {
    return switch (value) {
      case String text -> isLatin1(text) ? text.length() : 2L * text.length();
      case byte[] bytes -> bytes.length;
      case BigDecimal decimal -> decimal.precision() <= 18 ? 0 : 64 + decimal.precision();
      default -> 0;
    };
  }

  private static boolean isLatin1(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0xFF) {
        return false;
      }
    }
    return true;
  }
}
