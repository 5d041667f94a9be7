package io.proxima.engine.segment.viper;

import io.proxima.engine.row.Column;
import io.proxima.engine.row.DoubleColumn;
import io.proxima.engine.row.LongColumn;
import io.proxima.engine.row.ObjectColumn;
import io.proxima.engine.row.ValueOrder;
import io.proxima.engine.row.VectorColumn;
import io.proxima.engine.schema.TypeKind;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// What is known of a range of values: how many are NULL, and between which values the others lie.
///
/// `min` and `max` need not be values of the range: those of long texts are cut. Both are null if
/// every value is NULL, or if the range has no bounds: where a NaN is in it, and of sparse vectors,
/// whose order is not that of their bytes.
record Bounds(int rows, int nulls, @Nullable Object min, @Nullable Object max) {
  private static final int MAX_LENGTH = 32;

  /// Whether no row has a value.
  boolean isAllNull() {
    return rows == nulls;
  }

  /// Whether the values are bounded.
  boolean isKnown() {
    return min != null && max != null;
  }

  /// The bounds of `column[from..to)`.
  static Bounds of(Column column, int from, int to) {
    return switch (column) {
      case LongColumn longs -> ofLongs(longs, from, to);
      case DoubleColumn doubles -> ofDoubles(doubles, from, to);
      case VectorColumn _ -> unbounded(column, from, to);
      case ObjectColumn _ ->
          column.type().kind() == TypeKind.SPARSEVEC
              ? unbounded(column, from, to)
              : ofObjects(column, from, to);
    };
  }

  private static Bounds unbounded(Column column, int from, int to) {
    int nulls = 0;
    for (int row = from; row < to; row++) {
      nulls += column.isNull(row) ? 1 : 0;
    }
    return new Bounds(to - from, nulls, null, null);
  }

  private static Bounds ofLongs(LongColumn column, int from, int to) {
    int nulls = 0;
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    for (int row = from; row < to; row++) {
      if (column.isNull(row)) {
        nulls++;
      } else {
        min = Math.min(min, column.values()[row]);
        max = Math.max(max, column.values()[row]);
      }
    }
    return nulls == to - from
        ? new Bounds(nulls, nulls, null, null)
        : new Bounds(to - from, nulls, min, max);
  }

  /// Zeros are as the Parquet format wants them: -0.0 as the least, 0.0 as the greatest.
  private static Bounds ofDoubles(DoubleColumn column, int from, int to) {
    int nulls = 0;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    boolean isKnown = true;
    for (int row = from; row < to; row++) {
      if (column.isNull(row)) {
        nulls++;
      } else {
        double value = column.values()[row];
        isKnown &= !Double.isNaN(value);
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
    }
    return !isKnown || nulls == to - from
        ? new Bounds(to - from, nulls, null, null)
        : new Bounds(to - from, nulls, min == 0 ? -0.0 : min, max == 0 ? 0.0 : max);
  }

  private static Bounds ofObjects(Column column, int from, int to) {
    Comparator<Object> order = ValueOrder.of(column.type().kind());
    int nulls = 0;
    Object min = null;
    Object max = null;
    for (int row = from; row < to; row++) {
      if (column.isNull(row)) {
        nulls++;
        continue;
      }
      Object value = column.valueAt(row);
      min = min == null || order.compare(value, min) < 0 ? value : min;
      max = max == null || order.compare(value, max) > 0 ? value : max;
    }
    if (min == null || max == null) {
      return new Bounds(to - from, nulls, null, null);
    }
    Object above = cutUp(max);
    return above == null
        ? new Bounds(to - from, nulls, null, null)
        : new Bounds(to - from, nulls, cutDown(min), above);
  }

  /// The bounds of this range and another one together.
  Bounds and(Bounds other, TypeKind kind) {
    int allRows = rows + other.rows;
    int allNulls = nulls + other.nulls;
    if (isAllNull()) {
      return new Bounds(allRows, allNulls, other.min, other.max);
    }
    if (other.isAllNull()) {
      return new Bounds(allRows, allNulls, min, max);
    }
    if (min == null || max == null || other.min == null || other.max == null) {
      return new Bounds(allRows, allNulls, null, null);
    }
    Comparator<Object> order = ValueOrder.of(kind);
    return new Bounds(
        allRows,
        allNulls,
        order.compare(min, other.min) <= 0 ? min : other.min,
        order.compare(max, other.max) >= 0 ? max : other.max);
  }

  /// A short value that is not above `value`.
  private static Object cutDown(Object value) {
    return switch (value) {
      case String text when text.length() > MAX_LENGTH -> prefix(text);
      case byte[] bytes when bytes.length > MAX_LENGTH -> Arrays.copyOf(bytes, MAX_LENGTH);
      default -> value;
    };
  }

  /// A short value that is not below `value`, or null if there is none.
  private static @Nullable Object cutUp(Object value) {
    return switch (value) {
      case String text when text.length() > MAX_LENGTH -> next(prefix(text));
      case byte[] bytes when bytes.length > MAX_LENGTH -> next(Arrays.copyOf(bytes, MAX_LENGTH));
      default -> value;
    };
  }

  private static String prefix(String text) {
    return text.substring(
        0, Character.isHighSurrogate(text.charAt(MAX_LENGTH - 1)) ? MAX_LENGTH - 1 : MAX_LENGTH);
  }

  /// The first text behind all that begin with `prefix`.
  private static @Nullable String next(String prefix) {
    for (int end = prefix.length(); end > 0; ) {
      int last = prefix.codePointBefore(end);
      end -= Character.charCount(last);
      if (last < Character.MAX_CODE_POINT) {
        int after = last + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last + 1;
        return prefix.substring(0, end) + Character.toString(after);
      }
    }
    return null;
  }

  /// The first bytes behind all that begin with `prefix`.
  private static byte @Nullable [] next(byte[] prefix) {
    for (int last = prefix.length - 1; last >= 0; last--) {
      if (prefix[last] != (byte) 0xFF) {
        byte[] after = Arrays.copyOf(prefix, last + 1);
        after[last]++;
        return after;
      }
    }
    return null;
  }
}
