package io.proxima.planner.exec;

import io.proxima.engine.row.Predicate;
import io.proxima.engine.row.Predicate.Operator;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TypeKind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns a comparison of a column with any number or text into one with a value of the column's own
/// type, without changing which rows pass.
public final class ColumnBound {
  /// No row passes.
  static final Predicate NEVER = new Predicate.Or(List.of());

  private static final BigDecimal MIN = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);

  private ColumnBound() {}

  static Predicate compare(TableDef table, int column, Operator operator, Object value) {
    ColumnType type = table.columns().get(column).type();
    return switch (type.kind()) {
      case REAL, DOUBLE -> real(column, operator, ((Number) value).doubleValue());
      case SMALLINT, INTEGER, BIGINT -> whole(column, operator, value);
      case DECIMAL -> decimal(column, operator, value, type);
      case CHAR -> new Predicate.Compare(column, operator, padded((String) value, type.size()));
      default -> new Predicate.Compare(column, operator, value);
    };
  }

  /// The value of exactly that number or text in a column's type, or null if there is none.
  static @Nullable Object exact(TableDef table, int column, Object value) {
    return compare(table, column, Operator.EQUAL, value) instanceof Predicate.Compare compare
        ? compare.value()
        : null;
  }

  private static Predicate real(int column, Operator operator, double value) {
    return new Predicate.Compare(column, operator, value == 0 ? 0.0 : value);
  }

  private static Predicate whole(int column, Operator operator, Object value) {
    if (value instanceof Long) {
      return new Predicate.Compare(column, operator, value);
    }
    if (value instanceof Double real && !Double.isFinite(real)) {
      return outside(column, operator, real > 0 || Double.isNaN(real));
    }
    BigDecimal exact = value instanceof Double real ? new BigDecimal(real) : (BigDecimal) value;
    if (exact.compareTo(MIN) < 0 || exact.compareTo(MAX) > 0) {
      return outside(column, operator, exact.signum() > 0);
    }
    BigDecimal rounded = exact.setScale(0, rounding(operator));
    return rounded.compareTo(exact) == 0 || isOrder(operator)
        ? new Predicate.Compare(column, operator, rounded.longValueExact())
        : inexact(column, operator);
  }

  private static Predicate decimal(int column, Operator operator, Object value, ColumnType type) {
    BigDecimal exact = value instanceof Long whole ? BigDecimal.valueOf(whole) : (BigDecimal) value;
    BigDecimal rounded = exact.setScale(type.scale(), rounding(operator));
    return rounded.compareTo(exact) == 0 || isOrder(operator)
        ? new Predicate.Compare(column, operator, rounded)
        : inexact(column, operator);
  }

  /// `x < 2.5` is `x < 3`, `x <= 2.5` is `x <= 2`.
  private static RoundingMode rounding(Operator operator) {
    return operator == Operator.LESS || operator == Operator.GREATER_OR_EQUAL
        ? RoundingMode.CEILING
        : RoundingMode.FLOOR;
  }

  private static boolean isOrder(Operator operator) {
    return operator != Operator.EQUAL && operator != Operator.NOT_EQUAL;
  }

  private static Predicate inexact(int column, Operator operator) {
    return operator == Operator.NOT_EQUAL ? new Predicate.IsNull(column, true) : NEVER;
  }

  /// The value lies above or below all that the column can hold.
  private static Predicate outside(int column, Operator operator, boolean above) {
    boolean always =
        switch (operator) {
          case EQUAL -> false;
          case NOT_EQUAL -> true;
          case LESS, LESS_OR_EQUAL -> above;
          case GREATER, GREATER_OR_EQUAL -> !above;
        };
    return always ? new Predicate.IsNull(column, true) : NEVER;
  }

  private static String padded(String value, int size) {
    int length = value.codePointCount(0, value.length());
    if (length <= size) {
      return value + " ".repeat(size - length);
    }
    int end = value.offsetByCodePoints(0, size);
    return value.substring(end).isBlank() ? value.substring(0, end) : value;
  }

  /// Whether rows that pass the comparison of a column of `column` with an operand of `operand` are
  /// the same in SQL and here.
  public static boolean isFaithful(ColumnType column, ColumnType operand) {
    TypeKind o = operand.kind();
    return switch (column.kind()) {
      case SMALLINT, INTEGER -> isWhole(o) || o == TypeKind.DECIMAL || isReal(o);
      case BIGINT, DECIMAL -> isWhole(o) || o == TypeKind.DECIMAL;
      case REAL, DOUBLE -> isWhole(o) || o == TypeKind.DECIMAL || isReal(o);
      case CHAR -> o == TypeKind.CHAR;
      case VARCHAR -> o == TypeKind.CHAR || o == TypeKind.VARCHAR;
      case VECTOR, HALFVEC, INT8VEC -> false;
      default -> o == column.kind();
    };
  }

  private static boolean isWhole(TypeKind kind) {
    return kind == TypeKind.SMALLINT || kind == TypeKind.INTEGER || kind == TypeKind.BIGINT;
  }

  private static boolean isReal(TypeKind kind) {
    return kind == TypeKind.REAL || kind == TypeKind.DOUBLE;
  }
}
