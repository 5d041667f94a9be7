package io.proxima.engine.row;

import io.proxima.engine.vector.BitVector;
import io.proxima.engine.vector.SparseVector;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// Estimates the heap that values take, rather too much than too little.
///
/// - **Unit:** bytes, for a 64-bit machine with compressed references.
public final class HeapSize {
  private static final int BATCH_BYTES = 64;
  private static final int COLUMN_BYTES = 64;
  private static final int SLOT_BYTES = 8;
  private static final int OBJECT_BYTES = 48;

  private HeapSize() {}

  /// The size of a batch with all its values.
  public static long of(RowBatch batch) {
    long bytes = BATCH_BYTES;
    for (Column column : batch.columns()) {
      bytes += of(column);
    }
    return bytes;
  }

  /// The size of a column with all its values.
  public static long of(Column column) {
    return COLUMN_BYTES
        + switch (column) {
          case LongColumn c -> (long) SLOT_BYTES * c.rowCount();
          case DoubleColumn c -> (long) SLOT_BYTES * c.rowCount();
          case VectorColumn c -> (long) Float.BYTES * c.rowCount() * c.dim();
          case ObjectColumn c -> objects(c);
        };
  }

  private static long objects(ObjectColumn column) {
    long bytes = (long) SLOT_BYTES * column.rowCount();
    for (Object value : column.values()) {
      bytes += of(value);
    }
    return bytes;
  }

  /// The size of a value as an object of its own.
  public static long of(@Nullable Object value) {
    return value == null ? 0 : OBJECT_BYTES + ofContent(value);
  }

  /// The size of what a value has beside a few fields.
  public static long ofContent(Object value) {
    return switch (value) {
      case String text -> isLatin1(text) ? text.length() : 2L * text.length();
      case byte[] bytes -> bytes.length;
      case float[] vector -> (long) Float.BYTES * vector.length;
      case BitVector bits -> 16 + bits.bytes().length;
      case SparseVector sparse -> 32 + (Integer.BYTES + Float.BYTES) * (long) sparse.count();
      case Key key -> key.bytes().length;
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
