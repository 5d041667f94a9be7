package io.proxima.engine.row;

import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The loops of the conditions on one column.
///
/// Comparisons are ranges: `low ≤ value ≤ high`, or its opposite, so one branch-free loop serves
/// all six operators.
final class RowTests {
  private RowTests() {}

  static RowTest isNull(int column, boolean negated) {
    return (block, rows, count) -> {
      Validity validity = block.validity(column);
      if (validity.isAll()) {
        return negated ? count : 0;
      }
      int left = 0;
      for (int i = 0; i < count; i++) {
        int row = rows[i];
        rows[left] = row;
        left += validity.isNull(row) != negated ? 1 : 0;
      }
      return left;
    };
  }

  static RowTest compare(Predicate.Compare compare, ColumnType type) {
    int column = compare.column();
    Predicate.Operator operator = compare.operator();
    return switch (type.kind().layout()) {
      case LONG -> compareLong(column, operator, (Long) compare.value());
      case DOUBLE -> compareDouble(column, operator, (Double) compare.value());
      case OBJECT -> compareObject(column, operator, compare.value(), type.kind());
      case VECTOR -> throw new IllegalArgumentException("a vector cannot be compared here");
    };
  }

  static RowTest in(Predicate.In in, ColumnType type) {
    int column = in.column();
    return switch (type.kind().layout()) {
      case LONG ->
          inLongs(column, in.values().stream().mapToLong(v -> (Long) v).sorted().toArray());
      case DOUBLE -> inDoubles(column, in.values());
      case OBJECT -> inObjects(column, in.values());
      case VECTOR -> throw new IllegalArgumentException("a vector cannot be compared here");
    };
  }

  private static RowTest compareLong(int column, Predicate.Operator operator, long value) {
    return switch (operator) {
      case EQUAL -> longRange(column, value, value, true);
      case NOT_EQUAL -> longRange(column, value, value, false);
      case LESS -> longRange(column, value, Long.MAX_VALUE, false);
      case LESS_OR_EQUAL -> longRange(column, Long.MIN_VALUE, value, true);
      case GREATER -> longRange(column, Long.MIN_VALUE, value, false);
      case GREATER_OR_EQUAL -> longRange(column, value, Long.MAX_VALUE, true);
    };
  }

  private static RowTest longRange(int column, long low, long high, boolean inside) {
    return (block, rows, count) -> {
      LongColumn values = (LongColumn) block.column(column);
      return dropNulls(
          values.validity(), rows, longRange(values.values(), rows, count, low, high, inside));
    };
  }

  /// By one unsigned comparison, which holds for `low ≤ high`.
  private static int longRange(
      long[] values, int[] rows, int count, long low, long high, boolean inside) {
    long width = high - low + Long.MIN_VALUE;
    int left = 0;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      rows[left] = row;
      left += (values[row] - low + Long.MIN_VALUE <= width) == inside ? 1 : 0;
    }
    return left;
  }

  /// NaN is above all numbers: nothing is greater than it, and it is not in a range of numbers.
  private static RowTest compareDouble(int column, Predicate.Operator operator, double value) {
    if (Double.isNaN(value)) {
      return switch (operator) {
        case EQUAL, GREATER_OR_EQUAL ->
            doubleRange(column, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, false);
        case NOT_EQUAL, LESS ->
            doubleRange(column, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, true);
        case LESS_OR_EQUAL -> isNull(column, true);
        case GREATER -> (block, rows, count) -> 0;
      };
    }
    return switch (operator) {
      case EQUAL -> doubleRange(column, value, value, true);
      case NOT_EQUAL -> doubleRange(column, value, value, false);
      case LESS -> doubleBelow(column, value);
      case LESS_OR_EQUAL -> doubleRange(column, Double.NEGATIVE_INFINITY, value, true);
      case GREATER -> doubleRange(column, Double.NEGATIVE_INFINITY, value, false);
      case GREATER_OR_EQUAL -> doubleNotBelow(column, value);
    };
  }

  private static RowTest doubleRange(int column, double low, double high, boolean inside) {
    return (block, rows, count) -> {
      DoubleColumn values = (DoubleColumn) block.column(column);
      return dropNulls(
          values.validity(), rows, doubleRange(values.values(), rows, count, low, high, inside));
    };
  }

  private static RowTest doubleBelow(int column, double value) {
    return value == Double.NEGATIVE_INFINITY
        ? (block, rows, count) -> 0
        : doubleRange(column, Double.NEGATIVE_INFINITY, Math.nextDown(value), true);
  }

  private static RowTest doubleNotBelow(int column, double value) {
    return value == Double.NEGATIVE_INFINITY
        ? isNull(column, true)
        : doubleRange(column, Double.NEGATIVE_INFINITY, Math.nextDown(value), false);
  }

  @SuppressWarnings("ShortCircuitBoolean") // no branch that depends on the data
  private static int doubleRange(
      double[] values, int[] rows, int count, double low, double high, boolean inside) {
    int left = 0;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      double value = values[row];
      rows[left] = row;
      left += (value >= low & value <= high) == inside ? 1 : 0;
    }
    return left;
  }

  private static RowTest compareObject(
      int column, Predicate.Operator operator, Object value, TypeKind kind) {
    if (value instanceof String && operator == Predicate.Operator.EQUAL) {
      return inObjects(column, Set.of(value));
    }
    Comparator<Object> order = ValueOrder.of(kind);
    boolean less =
        operator == Predicate.Operator.LESS
            || operator == Predicate.Operator.LESS_OR_EQUAL
            || operator == Predicate.Operator.NOT_EQUAL;
    boolean equal =
        operator == Predicate.Operator.EQUAL
            || operator == Predicate.Operator.LESS_OR_EQUAL
            || operator == Predicate.Operator.GREATER_OR_EQUAL;
    boolean greater =
        operator == Predicate.Operator.GREATER
            || operator == Predicate.Operator.GREATER_OR_EQUAL
            || operator == Predicate.Operator.NOT_EQUAL;
    return (block, rows, count) -> {
      @Nullable Object[] values = ((ObjectColumn) block.column(column)).values();
      int left = 0;
      for (int i = 0; i < count; i++) {
        Object found = values[rows[i]];
        if (found != null) {
          int compared = order.compare(found, value);
          if (compared < 0 ? less : compared > 0 ? greater : equal) {
            rows[left++] = rows[i];
          }
        }
      }
      return left;
    };
  }

  private static RowTest inLongs(int column, long[] sorted) {
    return (block, rows, count) -> {
      LongColumn values = (LongColumn) block.column(column);
      int left = 0;
      for (int i = 0; i < count; i++) {
        int row = rows[i];
        if (Arrays.binarySearch(sorted, values.values()[row]) >= 0) {
          rows[left++] = row;
        }
      }
      return dropNulls(values.validity(), rows, left);
    };
  }

  private static RowTest inDoubles(int column, Set<Object> wanted) {
    Set<Double> normal = new HashSet<>();
    wanted.forEach(value -> normal.add(normal((Double) value)));
    return (block, rows, count) -> {
      DoubleColumn values = (DoubleColumn) block.column(column);
      int left = 0;
      for (int i = 0; i < count; i++) {
        int row = rows[i];
        if (normal.contains(normal(values.values()[row]))) {
          rows[left++] = row;
        }
      }
      return dropNulls(values.validity(), rows, left);
    };
  }

  private static double normal(double value) {
    return value == 0 ? 0.0 : value;
  }

  private static RowTest inObjects(int column, Set<Object> wanted) {
    return (block, rows, count) -> {
      @Nullable Object[] values = ((ObjectColumn) block.column(column)).values();
      int left = 0;
      for (int i = 0; i < count; i++) {
        Object found = values[rows[i]];
        if (found != null && wanted.contains(found)) {
          rows[left++] = rows[i];
        }
      }
      return left;
    };
  }

  private static int dropNulls(Validity validity, int[] rows, int count) {
    if (validity.isAll()) {
      return count;
    }
    int left = 0;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      rows[left] = row;
      left += validity.isNull(row) ? 0 : 1;
    }
    return left;
  }
}
