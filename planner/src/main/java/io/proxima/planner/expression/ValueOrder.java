package io.proxima.planner.expression;

import io.proxima.engine.row.Key;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.UUID;

/// The order of values, the same as the engine's: numbers by value, texts by code point, bytes and
/// UUIDs unsigned, vectors element by element.
public final class ValueOrder {
  private ValueOrder() {}

  /// Orders values of one type.
  public static Comparator<Object> of(ColumnType type) {
    return of(type, type);
  }

  /// Compares values of two types that SQL can compare.
  static Comparator<Object> of(ColumnType left, ColumnType right) {
    TypeKind a = left.kind();
    TypeKind b = right.kind();
    if (a == TypeKind.CHAR && b == TypeKind.CHAR) {
      return (x, y) -> comparePadded((String) x, (String) y);
    }
    if (a.layout() == TypeKind.Layout.DOUBLE || b.layout() == TypeKind.Layout.DOUBLE) {
      return (x, y) -> compareDoubles(((Number) x).doubleValue(), ((Number) y).doubleValue());
    }
    if (ColumnBuilder.isLong(a) && ColumnBuilder.isLong(b)) {
      return (x, y) -> Long.compare((Long) x, (Long) y);
    }
    if (a == TypeKind.DECIMAL || b == TypeKind.DECIMAL) {
      return (x, y) -> Numbers.decimal(x).compareTo(Numbers.decimal(y));
    }
    return ValueOrder::compareObjects;
  }

  /// Numeric order, with -0 equal to 0 and NaN equal to itself above all others.
  public static int compareDoubles(double a, double b) {
    if (a < b) {
      return -1;
    }
    if (a > b) {
      return 1;
    }
    return a == b ? 0 : Boolean.compare(Double.isNaN(a), Double.isNaN(b));
  }

  /// Order by code point, which is the order of the UTF-8 bytes.
  static int compareTexts(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean oneSurrogate = Character.isSurrogate(x) != Character.isSurrogate(y);
        return oneSurrogate ? (Character.isSurrogate(x) ? 1 : -1) : x - y;
      }
    }
    return a.length() - b.length();
  }

  private static int comparePadded(String a, String b) {
    if (a.length() == b.length()) {
      return compareTexts(a, b);
    }
    String blanks = " ".repeat(Math.abs(a.length() - b.length()));
    return a.length() < b.length() ? compareTexts(a + blanks, b) : compareTexts(a, b + blanks);
  }

  private static int compareObjects(Object a, Object b) {
    return switch (a) {
      case String x -> compareTexts(x, (String) b);
      case BigDecimal x -> x.compareTo((BigDecimal) b);
      case byte[] x -> Arrays.compareUnsigned(x, (byte[]) b);
      case float[] x -> Arrays.compare(x, (float[]) b);
      case Key x -> x.compareTo((Key) b);
      case UUID x -> compareUuids(x, (UUID) b);
      default -> throw new IllegalStateException("values of " + a.getClass() + " have no order");
    };
  }

  private static int compareUuids(UUID a, UUID b) {
    int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
  }
}
