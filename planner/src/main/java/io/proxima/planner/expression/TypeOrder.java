package io.proxima.planner.expression;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.ValueOrder;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import java.util.Comparator;

/// The order of values of one or two types: the engine's, with numbers of different types compared
/// by value and blanks at the end of a `CHAR` left out.
public final class TypeOrder {
  private TypeOrder() {}

  /// Orders values of one type; a binary value may be the key of a row.
  public static Comparator<Object> of(ColumnType type) {
    return type.kind() == TypeKind.VARBINARY ? TypeOrder::compareBinary : of(type, type);
  }

  /// Compares values of two types that SQL can compare.
  static Comparator<Object> of(ColumnType left, ColumnType right) {
    TypeKind a = left.kind();
    TypeKind b = right.kind();
    if (a == TypeKind.CHAR && b == TypeKind.CHAR) {
      return (x, y) -> comparePadded((String) x, (String) y);
    }
    if (a.layout() == TypeKind.Layout.DOUBLE || b.layout() == TypeKind.Layout.DOUBLE) {
      return (x, y) -> ValueOrder.compare(((Number) x).doubleValue(), ((Number) y).doubleValue());
    }
    if (a != b && (a == TypeKind.DECIMAL || b == TypeKind.DECIMAL)) {
      return (x, y) -> Numbers.decimal(x).compareTo(Numbers.decimal(y));
    }
    if (a != b && !(isText(a) && isText(b)) && !(isDense(a) && isDense(b))) {
      throw new ProximaException(
          ErrorCode.TYPE_MISMATCH, "a value of type " + left + " cannot be compared with " + right);
    }
    return ValueOrder.of(a);
  }

  private static boolean isDense(TypeKind kind) {
    return kind.layout() == TypeKind.Layout.VECTOR;
  }

  private static boolean isText(TypeKind kind) {
    return kind == TypeKind.CHAR || kind == TypeKind.VARCHAR || kind == TypeKind.JSON;
  }

  private static int compareBinary(Object a, Object b) {
    return a instanceof Key key
        ? key.compareTo((Key) b)
        : ValueOrder.of(TypeKind.VARBINARY).compare(a, b);
  }

  private static int comparePadded(String a, String b) {
    int length = Math.max(a.length(), b.length());
    return ValueOrder.compareText(padded(a, length), padded(b, length));
  }

  private static String padded(String text, int length) {
    return text.length() == length ? text : text + " ".repeat(length - text.length());
  }
}
