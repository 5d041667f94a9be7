package io.proxima.planner.expression;

import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/// `+ - * / MOD` on numbers, and the sign.
final class Arithmetic {
  private Arithmetic() {}

  enum Operator {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    REMAINDER
  }

  static Expression of(Operator operator, ColumnType type, Expression left, Expression right) {
    return switch (type.kind()) {
      case REAL, DOUBLE -> doubles(operator, type, left, right);
      case DECIMAL -> decimals(operator, type, left, right);
      default ->
          ColumnBuilder.isLong(left.type().kind()) && ColumnBuilder.isLong(right.type().kind())
              ? longs(operator, type, left, right)
              : Conversion.of(
                  decimals(operator, new ColumnType(TypeKind.DECIMAL, 0, 10), left, right), type);
    };
  }

  private static Expression longs(
      Operator operator, ColumnType type, Expression left, Expression right) {
    TypeKind kind = type.kind();
    return Strict.longs(
        type,
        List.of(left, right),
        cells -> {
          long[] a = cells[0].longs();
          long[] b = cells[1].longs();
          int am = cells[0].mask();
          int bm = cells[1].mask();
          return row -> Numbers.fit(apply(operator, a[row & am], b[row & bm]), kind);
        });
  }

  private static long apply(Operator operator, long a, long b) {
    try {
      return switch (operator) {
        case ADD -> Math.addExact(a, b);
        case SUBTRACT -> Math.subtractExact(a, b);
        case MULTIPLY -> Math.multiplyExact(a, b);
        case DIVIDE -> {
          checkDivisor(b == 0);
          yield Math.divideExact(a, b);
        }
        case REMAINDER -> {
          checkDivisor(b == 0);
          yield b == -1 ? 0 : a % b;
        }
      };
    } catch (ArithmeticException e) {
      throw Numbers.outOfRange("the result of " + operator + " " + a + ", " + b, "BIGINT", e);
    }
  }

  private static Expression doubles(
      Operator operator, ColumnType type, Expression left, Expression right) {
    TypeKind kind = type.kind();
    return Strict.doubles(
        type,
        List.of(Conversion.toDouble(left), Conversion.toDouble(right)),
        cells -> {
          double[] a = cells[0].doubles();
          double[] b = cells[1].doubles();
          int am = cells[0].mask();
          int bm = cells[1].mask();
          return row -> apply(operator, a[row & am], b[row & bm], kind);
        });
  }

  private static double apply(Operator operator, double a, double b, TypeKind kind) {
    boolean finite = Double.isFinite(a) && Double.isFinite(b);
    if (operator == Operator.DIVIDE || operator == Operator.REMAINDER) {
      checkDivisor(b == 0);
    }
    double result =
        switch (operator) {
          case ADD -> a + b;
          case SUBTRACT -> a - b;
          case MULTIPLY -> a * b;
          case DIVIDE -> a / b;
          case REMAINDER -> a % b;
        };
    return Numbers.fit(result, kind, finite);
  }

  private static Expression decimals(
      Operator operator, ColumnType type, Expression left, Expression right) {
    return Strict.objects(
        type,
        List.of(left, right),
        cells ->
            row -> {
              BigDecimal a = Numbers.decimal(cells[0].at(row));
              BigDecimal b = Numbers.decimal(cells[1].at(row));
              return Numbers.fit(apply(operator, a, b, type.scale()), type);
            });
  }

  private static BigDecimal apply(Operator operator, BigDecimal a, BigDecimal b, int scale) {
    return switch (operator) {
      case ADD -> a.add(b);
      case SUBTRACT -> a.subtract(b);
      case MULTIPLY -> a.multiply(b);
      case DIVIDE -> {
        checkDivisor(b.signum() == 0);
        yield a.divide(b, scale, RoundingMode.HALF_UP);
      }
      case REMAINDER -> {
        checkDivisor(b.signum() == 0);
        yield a.remainder(b);
      }
    };
  }

  private static void checkDivisor(boolean zero) {
    if (zero) {
      throw Numbers.divisionByZero();
    }
  }

  /// The opposite number.
  static Expression negate(ColumnType type, Expression operand) {
    return switch (type.kind().layout()) {
      case LONG ->
          longs(
              Operator.SUBTRACT,
              type,
              Leaf.Constant.of(ColumnType.of(TypeKind.BIGINT), 0L),
              operand);
      case DOUBLE ->
          Strict.doubles(
              type,
              List.of(Conversion.toDouble(operand)),
              cells -> {
                double[] a = cells[0].doubles();
                int mask = cells[0].mask();
                return row -> -a[row & mask];
              });
      case OBJECT, VECTOR ->
          Strict.objects(
              type, List.of(operand), cells -> row -> Numbers.decimal(cells[0].at(row)).negate());
    };
  }
}
