package io.proxima.planner.expression;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/// Numbers within the limits of their types.
final class Numbers {
  private Numbers() {}

  /// A value of any numeric type as a decimal.
  static BigDecimal decimal(Object value) {
    return switch (value) {
      case BigDecimal decimal -> decimal;
      case Long whole -> BigDecimal.valueOf(whole);
      case Double real -> ofDouble(real);
      default -> throw new IllegalStateException(value + " is not a number");
    };
  }

  private static BigDecimal ofDouble(double real) {
    if (!Double.isFinite(real)) {
      throw outOfRange(real, "DECIMAL");
    }
    return BigDecimal.valueOf(real);
  }

  /// A whole number that must fit `kind`.
  static long fit(long value, TypeKind kind) {
    boolean fits =
        switch (kind) {
          case SMALLINT -> value == (short) value;
          case INTEGER -> value == (int) value;
          default -> true;
        };
    if (!fits) {
      throw outOfRange(value, kind.name());
    }
    return value;
  }

  /// A decimal with the scale of its type, rounded half up.
  static BigDecimal fit(BigDecimal value, ColumnType type) {
    BigDecimal scaled = value.setScale(type.scale(), RoundingMode.HALF_UP);
    if (type.size() > 0 && scaled.precision() > type.size() && scaled.signum() != 0) {
      throw outOfRange(value, type.toString());
    }
    return scaled;
  }

  /// A real number computed from others; it must be finite if they were. `REAL` is rounded to a
  /// float.
  static double fit(double value, TypeKind kind, boolean operandsFinite) {
    double rounded = kind == TypeKind.REAL ? (float) value : value;
    if (operandsFinite && !Double.isFinite(rounded)) {
      throw outOfRange(value, kind.name());
    }
    return rounded;
  }

  /// A decimal as a whole number, rounded half up.
  static long whole(BigDecimal value, TypeKind kind) {
    BigDecimal rounded = value.setScale(0, RoundingMode.HALF_UP);
    if (rounded.precision() > 19 || rounded.compareTo(clamp(rounded)) != 0) {
      throw outOfRange(value, kind.name());
    }
    return fit(rounded.longValue(), kind);
  }

  private static BigDecimal clamp(BigDecimal value) {
    return BigDecimal.valueOf(value.longValue());
  }

  /// A real number as a whole one, rounded half away from zero.
  static long whole(double value, TypeKind kind) {
    double rounded = Math.copySign(Math.floor(Math.abs(value) + 0.5), value);
    if (Math.abs(value) >= 0x1p52) {
      rounded = value;
    }
    if (!(rounded >= -0x1p63 && rounded < 0x1p63)) {
      throw outOfRange(value, kind.name());
    }
    return fit((long) rounded, kind);
  }

  static ProximaException outOfRange(Object value, String type) {
    return outOfRange(value, type, null);
  }

  static ProximaException outOfRange(Object value, String type, @Nullable Throwable cause) {
    return new ProximaException(
        ErrorCode.NUMERIC_OUT_OF_RANGE, value + " is out of range of " + type, cause);
  }

  static ProximaException divisionByZero() {
    return new ProximaException(ErrorCode.DIVISION_BY_ZERO, "division by zero");
  }
}
