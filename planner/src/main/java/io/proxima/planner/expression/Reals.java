package io.proxima.planner.expression;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/// Functions on numbers.
final class Reals {
  private Reals() {}

  /// A function of a real number; a finite argument must give a finite result.
  static Expression map(
      String name, ColumnType type, Expression operand, DoubleUnaryOperator function) {
    return Strict.doubles(
        type,
        List.of(Conversion.toDouble(operand)),
        cells -> {
          double[] values = cells[0].doubles();
          int mask = cells[0].mask();
          return row -> {
            double value = values[row & mask];
            return checked(name, type, function.applyAsDouble(value), value);
          };
        });
  }

  private static double checked(String name, ColumnType type, double result, double argument) {
    if (Double.isNaN(result) && !Double.isNaN(argument)) {
      throw new ProximaException(
          ErrorCode.INVALID_PARAMETER, name + " is not defined for " + argument);
    }
    return Numbers.fit(result, type.kind(), Double.isFinite(argument));
  }

  static Expression power(ColumnType type, Expression base, Expression exponent) {
    return Strict.doubles(
        type,
        List.of(Conversion.toDouble(base), Conversion.toDouble(exponent)),
        cells ->
            row -> {
              double a = (Double) cells[0].at(row);
              double b = (Double) cells[1].at(row);
              return checked("POWER", type, Math.pow(a, b), Double.isFinite(b) ? a : b);
            });
  }

  /// Rounds to `digits` behind the point.
  static Expression round(
      ColumnType type, Expression operand, Expression digits, RoundingMode mode) {
    ColumnType exact = new ColumnType(TypeKind.DECIMAL, 0, 0);
    Expression rounded =
        Boxed.of(
            operand.type(),
            List.of(operand, digits),
            cells ->
                row -> {
                  Object value = cells[0].at(row);
                  int scale = Math.clamp((Long) cells[1].at(row), -400, 400);
                  return round(value, scale, mode, operand.type(), exact);
                });
    return Conversion.of(rounded, type);
  }

  private static Object round(
      Object value, int scale, RoundingMode mode, ColumnType type, ColumnType exact) {
    if (value instanceof Double real && !Double.isFinite(real)) {
      return value;
    }
    BigDecimal decimal = Numbers.decimal(value);
    if (decimal.scale() <= scale) {
      return value;
    }
    BigDecimal rounded = decimal.setScale(scale, mode);
    ColumnType from = new ColumnType(exact.kind(), 0, Math.max(0, scale));
    return Conversion.value(rounded, from, type);
  }

  /// The whole number above (`CEILING`) or below (`FLOOR`).
  static Expression toWhole(ColumnType type, Expression operand, RoundingMode mode) {
    if (operand.type().kind().layout() == TypeKind.Layout.LONG) {
      return Conversion.of(operand, type);
    }
    if (operand.type().kind() == TypeKind.DECIMAL) {
      return Boxed.of(
          type,
          List.of(operand),
          cells ->
              row -> {
                BigDecimal whole = ((BigDecimal) cells[0].at(row)).setScale(0, mode);
                return Conversion.value(whole, new ColumnType(TypeKind.DECIMAL, 0, 0), type);
              });
    }
    return map(mode.name(), type, operand, mode == RoundingMode.FLOOR ? Math::floor : Math::ceil);
  }

  static Expression abs(ColumnType type, Expression operand) {
    return Boxed.of(
        type,
        List.of(operand),
        cells ->
            row ->
                switch (cells[0].at(row)) {
                  case Long whole -> Numbers.fit(absolute(whole), type.kind());
                  case Double real -> Math.abs(real);
                  case BigDecimal decimal -> decimal.abs();
                  default -> throw new IllegalStateException();
                });
  }

  private static long absolute(long value) {
    if (value == Long.MIN_VALUE) {
      throw Numbers.outOfRange(value, "BIGINT");
    }
    return Math.abs(value);
  }

  static Expression sign(ColumnType type, Expression operand) {
    return Boxed.of(
        type,
        List.of(operand),
        cells ->
            row -> {
              BigDecimal sign =
                  BigDecimal.valueOf(
                      switch (cells[0].at(row)) {
                        case Long whole -> Long.signum(whole);
                        case Double real -> (long) Math.signum(real);
                        case BigDecimal decimal -> decimal.signum();
                        default -> throw new IllegalStateException();
                      });
              return Conversion.value(sign, new ColumnType(TypeKind.DECIMAL, 0, 0), type);
            });
  }
}
