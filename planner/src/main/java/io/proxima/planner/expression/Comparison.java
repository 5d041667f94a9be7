package io.proxima.planner.expression;

import io.proxima.engine.row.Predicate;
import io.proxima.engine.row.ValueOrder;
import io.proxima.engine.schema.TypeKind;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Comparison of two values, with NULL where one of them is NULL.
final class Comparison {
  private Comparison() {}

  static Expression of(Predicate.Operator operator, Expression left, Expression right) {
    TypeKind a = left.type().kind();
    TypeKind b = right.type().kind();
    if (ColumnBuilder.isLong(a) && ColumnBuilder.isLong(b)) {
      return ofLongs(operator, left, right);
    }
    if (a.layout() == TypeKind.Layout.DOUBLE || b.layout() == TypeKind.Layout.DOUBLE) {
      return ofDoubles(operator, Conversion.toDouble(left), Conversion.toDouble(right));
    }
    Comparator<Object> order = TypeOrder.of(left.type(), right.type());
    return Strict.longs(
        Logic.BOOLEAN,
        List.of(left, right),
        cells -> row -> holds(operator, order.compare(cells[0].at(row), cells[1].at(row))) ? 1 : 0);
  }

  private static Expression ofLongs(
      Predicate.Operator operator, Expression left, Expression right) {
    return Strict.longs(
        Logic.BOOLEAN,
        List.of(left, right),
        cells -> {
          long[] a = cells[0].longs();
          long[] b = cells[1].longs();
          int am = cells[0].mask();
          int bm = cells[1].mask();
          return row -> holds(operator, Long.compare(a[row & am], b[row & bm])) ? 1 : 0;
        });
  }

  private static Expression ofDoubles(
      Predicate.Operator operator, Expression left, Expression right) {
    return Strict.longs(
        Logic.BOOLEAN,
        List.of(left, right),
        cells -> {
          double[] a = cells[0].doubles();
          double[] b = cells[1].doubles();
          int am = cells[0].mask();
          int bm = cells[1].mask();
          return row -> holds(operator, ValueOrder.compare(a[row & am], b[row & bm])) ? 1 : 0;
        });
  }

  /// Whether `operator` holds between two values that compare as `order`.
  static boolean holds(Predicate.Operator operator, int order) {
    return switch (operator) {
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
      case LESS -> order < 0;
      case LESS_OR_EQUAL -> order <= 0;
      case GREATER -> order > 0;
      case GREATER_OR_EQUAL -> order >= 0;
    };
  }

  /// Whether a value is one of some constants of its own type.
  static Expression in(Expression value, List<Object> constants) {
    Set<Object> set = new HashSet<>();
    constants.forEach(constant -> set.add(Tuple.normal(constant)));
    return Strict.longs(
        Logic.BOOLEAN,
        List.of(value),
        cells -> row -> set.contains(Tuple.normal(cells[0].at(row))) ? 1 : 0);
  }

  /// The greatest of some values (`sign` 1) or the least (-1), all of one type; NULL if one is
  /// NULL.
  static Expression extreme(List<Expression> values, int sign) {
    Expression result = values.getFirst();
    for (Expression next : values.subList(1, values.size())) {
      result = extreme(result, next, sign);
    }
    return result;
  }

  private static Expression extreme(Expression left, Expression right, int sign) {
    Comparator<Object> order = TypeOrder.of(left.type());
    Strict.Binding<Strict.ObjectKernel> choice =
        cells ->
            row -> {
              Object a = cells[0].at(row);
              Object b = cells[1].at(row);
              return sign * order.compare(a, b) >= 0 ? a : b;
            };
    return Boxed.of(left.type(), List.of(left, right), choice);
  }
}
