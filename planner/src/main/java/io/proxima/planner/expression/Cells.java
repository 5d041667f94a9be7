package io.proxima.planner.expression;

import io.proxima.engine.row.Column;
import io.proxima.engine.row.DoubleColumn;
import io.proxima.engine.row.LongColumn;
import io.proxima.engine.row.ObjectColumn;
import io.proxima.engine.row.Validity;
import io.proxima.engine.row.VectorColumn;
import io.proxima.engine.schema.ColumnType;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// The values of an expression: a column, or one value that stands for every row.
///
/// `mask` is 0 for one value and -1 for a column: the value of a row is at `row & mask`.
record Cells(Column column, int mask) {
  /// A value for each row.
  static Cells of(Column column) {
    return new Cells(column, -1);
  }

  /// One value for every row.
  static Cells constant(Column single) {
    return new Cells(single, 0);
  }

  /// One value for every row.
  static Cells constant(ColumnType type, @Nullable Object value) {
    return constant(ColumnBuilder.single(type, value));
  }

  /// Whether one value stands for every row.
  boolean isConstant() {
    return mask == 0;
  }

  boolean isNull(int row) {
    return column.isNull(row & mask);
  }

  /// The value of a row; must not be NULL.
  Object at(int row) {
    return column.valueAt(row & mask);
  }

  long[] longs() {
    return ((LongColumn) column).values();
  }

  double[] doubles() {
    return ((DoubleColumn) column).values();
  }

  @Nullable Object[] objects() {
    return ((ObjectColumn) column).values();
  }

  float[] floats() {
    return ((VectorColumn) column).values();
  }

  int dim() {
    return ((VectorColumn) column).dim();
  }

  /// The values as a column of `rowCount` rows.
  Column expand(int rowCount) {
    return isConstant() && rowCount != 1 ? column.select(new int[rowCount], rowCount) : column;
  }

  /// The rows where any of the cells is NULL, or null if there is none.
  static @Nullable BitSet nulls(Cells[] cells, int rowCount) {
    BitSet nulls = null;
    for (Cells cell : cells) {
      if (hasNulls(cell.column)) {
        for (int row = 0; row < rowCount; row++) {
          if (cell.isNull(row)) {
            nulls = nulls == null ? new BitSet(rowCount) : nulls;
            nulls.set(row);
          }
        }
      }
    }
    return nulls;
  }

  private static boolean hasNulls(Column column) {
    return switch (column) {
      case LongColumn c -> c.validity() != Validity.ALL;
      case DoubleColumn c -> c.validity() != Validity.ALL;
      case VectorColumn c -> c.validity() != Validity.ALL;
      case ObjectColumn _ -> true;
    };
  }
}
