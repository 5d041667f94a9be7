package io.proxima.engine.row;

import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.vector.BitVector;
import io.proxima.engine.vector.SparseVector;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.UUID;

/// The order of values, the same in keys, filters and sorting.
///
/// Text is ordered by code points, bytes and UUIDs as unsigned bytes, NaN equals itself and is
/// above all numbers, −0.0 equals 0.0.
public final class ValueOrder {
  private ValueOrder() {}

  /// The order of the values of a kind, as [TypeKind] describes them; vectors element by element.
  public static Comparator<Object> of(TypeKind kind) {
    return switch (kind) {
      case BOOLEAN, SMALLINT, INTEGER, BIGINT, DATE, TIME, TIMESTAMP, TIMESTAMP_TZ ->
          (a, b) -> Long.compare((Long) a, (Long) b);
      case REAL, DOUBLE -> (a, b) -> compare((double) (Double) a, (double) (Double) b);
      case DECIMAL -> (a, b) -> ((BigDecimal) a).compareTo((BigDecimal) b);
      case CHAR, VARCHAR, JSON -> (a, b) -> compareText((String) a, (String) b);
      case VARBINARY -> (a, b) -> Arrays.compareUnsigned((byte[]) a, (byte[]) b);
      case UUID -> (a, b) -> compare((UUID) a, (UUID) b);
      case VECTOR, HALFVEC, INT8VEC -> (a, b) -> compare((float[]) a, (float[]) b);
      case BIT -> (a, b) -> ((BitVector) a).compareTo((BitVector) b);
      case SPARSEVEC -> (a, b) -> ((SparseVector) a).compareTo((SparseVector) b);
    };
  }

  /// Compares text by code points, which is the order of its UTF-8 bytes.
  public static int compareText(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        return rank(x) - rank(y);
      }
    }
    return a.length() - b.length();
  }

  /// Compares doubles.
  public static int compare(double a, double b) {
    if (a < b) {
      return -1;
    }
    if (a > b) {
      return 1;
    }
    return a == b ? 0 : Boolean.compare(Double.isNaN(a), Double.isNaN(b));
  }

  private static int compare(UUID a, UUID b) {
    int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
  }

  private static int compare(float[] a, float[] b) {
    int length = Math.min(a.length, b.length);
    for (int i = 0; i < length; i++) {
      int order = compare((double) a[i], (double) b[i]);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.length, b.length);
  }

  /// Puts surrogates, which stand for the highest code points, above all other characters.
  private static int rank(char c) {
    return Character.isSurrogate(c) ? c + 0x10000 : c;
  }
}
