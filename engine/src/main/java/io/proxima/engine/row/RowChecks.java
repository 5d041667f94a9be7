package io.proxima.engine.row;

import io.proxima.engine.error.ProximaException;
import io.proxima.engine.json.JsonText;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.schema.Unicode;
import io.proxima.engine.vector.BitVector;
import io.proxima.engine.vector.ElementType;
import io.proxima.engine.vector.SparseVector;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/// Checks rows that were not decoded as strictly as [AvroRows#decode] checks what it decodes.
final class RowChecks {
  private RowChecks() {}

  /// Checks rows of all columns of a table.
  ///
  /// @return the rows, with `CHAR` values padded and `DECIMAL` values in the column's scale
  /// @throws io.proxima.engine.error.ProximaException `NOT_NULL`, `DIMENSION_MISMATCH`,
  ///   `NON_FINITE_VECTOR`, `VALUE_TOO_LONG`, `NUMERIC_OUT_OF_RANGE`, `INVALID_TEXT`; the message
  ///   names table, column and row
  static RowBatch check(TableDef table, RowBatch rows) {
    if (rows.columns().size() != table.columns().size()) {
      throw new IllegalArgumentException(
          rows.columns().size() + " columns for table " + table.name());
    }
    List<Column> checked = new ArrayList<>(rows.columns().size());
    for (int i = 0; i < rows.columns().size(); i++) {
      checked.add(check(new RowErrors(table, table.columns().get(i)), rows.column(i)));
    }
    return checked.equals(rows.columns()) ? rows : new RowBatch(rows.rowCount(), checked);
  }

  private static Column check(RowErrors errors, Column column) {
    if (column.type().kind().layout() != errors.column().type().kind().layout()) {
      throw new IllegalArgumentException(
          column.type() + " for column " + errors.column().name() + " " + errors.column().type());
    }
    if (!errors.column().nullable()) {
      checkNotNull(errors, column);
    }
    return switch (column) {
      case LongColumn longs -> {
        for (int row = 0; row < longs.rowCount(); row++) {
          checkLong(errors, row, longs.values()[row]);
        }
        yield longs;
      }
      case DoubleColumn doubles -> {
        if (errors.column().type().kind() == TypeKind.REAL) {
          checkFloats(errors, doubles);
        }
        yield doubles;
      }
      case VectorColumn vectors -> {
        checkVectors(errors, vectors);
        yield vectors;
      }
      case ObjectColumn objects -> checkObjects(errors, objects);
    };
  }

  private static void checkNotNull(RowErrors errors, Column column) {
    for (int row = 0; row < column.rowCount(); row++) {
      if (column.isNull(row)) {
        throw errors.notNull(row);
      }
    }
  }

  private static void checkFloats(RowErrors errors, DoubleColumn column) {
    for (int row = 0; row < column.rowCount(); row++) {
      double value = column.values()[row];
      if (Double.compare(value, (float) value) != 0) {
        throw errors.outOfRange(row, value);
      }
    }
  }

  private static void checkVectors(RowErrors errors, VectorColumn column) {
    int dim = column.dim();
    for (int row = 0; row < column.rowCount(); row++) {
      if (!column.isNull(row)) {
        if (dim != errors.column().type().size()) {
          throw errors.dimension(row, dim);
        }
        checkFinite(errors, row, column.values(), row * dim, dim);
        checkStorable(errors, row, column.values(), row * dim, dim);
      }
    }
  }

  private static void checkStorable(RowErrors errors, int row, float[] values, int from, int dim) {
    ElementType element = errors.column().type().kind().element();
    if (element != ElementType.FLOAT32) {
      for (int i = from; i < from + dim; i++) {
        if (element.stored(values[i]) != values[i]) {
          throw errors.outOfRange(row, values[i] + " as element " + (i - from + 1));
        }
      }
    }
  }

  private static ObjectColumn checkObjects(RowErrors errors, ObjectColumn column) {
    ObjectColumnBuilder changed = new ObjectColumnBuilder(column.type(), column.rowCount());
    boolean same = true;
    for (int row = 0; row < column.rowCount(); row++) {
      if (column.isNull(row)) {
        changed.appendNull();
      } else {
        Object value = column.valueAt(row);
        Object checked = checkObject(errors, row, value);
        same &= checked.equals(value);
        changed.append(checked);
      }
    }
    return same ? column : changed.build();
  }

  private static Object checkObject(RowErrors errors, int row, Object value) {
    return switch (errors.column().type().kind()) {
      case DECIMAL -> checkDecimal(errors, row, (BigDecimal) value);
      case CHAR, VARCHAR -> checkText(errors, row, checkUnicode(errors, row, (String) value));
      case JSON -> checkJson(errors, row, checkUnicode(errors, row, (String) value));
      case VARBINARY -> checkBinary(errors, row, (byte[]) value);
      case BIT -> checkDim(errors, row, value, ((BitVector) value).dim());
      case SPARSEVEC -> checkDim(errors, row, value, ((SparseVector) value).dim());
      default -> value;
    };
  }

  static void checkLong(RowErrors errors, int row, long value) {
    boolean fits =
        switch (errors.column().type().kind()) {
          case BOOLEAN -> value == 0 || value == 1;
          case SMALLINT -> value == (short) value;
          case INTEGER, DATE -> value == (int) value;
          case TIME -> value >= 0 && value < 86_400_000_000L;
          default -> true;
        };
    if (!fits) {
      throw errors.outOfRange(row, value);
    }
  }

  static BigDecimal checkDecimal(RowErrors errors, int row, BigDecimal value) {
    ColumnType type = errors.column().type();
    BigDecimal scaled = value;
    if (value.scale() != type.scale()) {
      if (Math.abs((long) value.scale() - type.scale()) > 10_000) {
        throw errors.outOfRange(row, value);
      }
      try {
        scaled = value.setScale(type.scale(), RoundingMode.UNNECESSARY);
      } catch (ArithmeticException e) {
        throw errors.outOfRange(row, value);
      }
    }
    if ((type.size() > 0 && scaled.precision() > type.size())
        || scaled.unscaledValue().bitLength() >= 8 * KeyBytes.MAX_DECIMAL_BYTES) {
      throw errors.outOfRange(row, value);
    }
    return scaled;
  }

  static String checkText(RowErrors errors, int row, String value) {
    ColumnDef column = errors.column();
    int size = column.type().size();
    if (size == 0) {
      return value;
    }
    boolean padded = column.type().kind() == TypeKind.CHAR;
    if (value.length() <= size && !padded) {
      return value;
    }
    int length = value.codePointCount(0, value.length());
    if (length > size) {
      throw errors.tooLong(row, length);
    }
    return padded && length < size ? value + " ".repeat(size - length) : value;
  }

  static String checkJson(RowErrors errors, int row, String value) {
    try {
      JsonText.check(value);
    } catch (ProximaException e) {
      throw errors.notJson(row, e);
    }
    return value;
  }

  static byte[] checkBinary(RowErrors errors, int row, byte[] value) {
    int size = errors.column().type().size();
    if (size > 0 && value.length > size) {
      throw errors.tooLong(row, value.length);
    }
    return value;
  }

  private static Object checkDim(RowErrors errors, int row, Object value, int dim) {
    if (dim != errors.column().type().size()) {
      throw errors.dimension(row, dim);
    }
    return value;
  }

  static void checkFinite(RowErrors errors, int row, float[] values, int from, int dim) {
    int worst = 0;
    for (int i = from; i < from + dim; i++) {
      worst = Math.max(worst, Float.floatToRawIntBits(values[i]) & 0x7F80_0000);
    }
    if (worst == 0x7F80_0000) {
      for (int i = from; i < from + dim; i++) {
        if (!Float.isFinite(values[i])) {
          throw errors.nonFinite(row, i - from, values[i]);
        }
      }
    }
  }

  private static String checkUnicode(RowErrors errors, int row, String value) {
    if (!Unicode.isText(value)) {
      throw errors.notText(row);
    }
    return value;
  }
}
