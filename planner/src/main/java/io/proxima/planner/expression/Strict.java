package io.proxima.planner.expression;

import io.proxima.engine.row.Column;
import io.proxima.engine.row.DoubleColumn;
import io.proxima.engine.row.HeapSize;
import io.proxima.engine.row.LongColumn;
import io.proxima.engine.row.ObjectColumn;
import io.proxima.engine.row.Validity;
import io.proxima.engine.row.VectorColumn;
import io.proxima.engine.schema.ColumnType;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Calls that are NULL as soon as one argument is NULL.
///
/// A call binds a kernel to the arguments of a batch, then asks the kernel row by row.
final class Strict {
  /// Texts up to this length are too few in a batch to matter.
  private static final int LONG_TEXT = 4096;

  private Strict() {}

  /// The value of a row; `row` goes to `Cells`.
  interface LongKernel {
    long at(int row);
  }

  /// The value of a row; NaN is NULL in `nullableDoubles`.
  interface DoubleKernel {
    double at(int row);
  }

  /// The value of a row; null is NULL.
  interface ObjectKernel {
    @Nullable Object at(int row);
  }

  /// Writes the value of a row to `target[offset..)`.
  interface VectorKernel {
    void write(int row, float[] target, int offset);
  }

  /// Makes the kernel for the arguments of a batch.
  interface Binding<K> {
    K bind(Cells[] arguments);
  }

  static Expression longs(ColumnType type, List<Expression> args, Binding<LongKernel> binding) {
    return new Call<>(type, args, binding, Strict::longColumn);
  }

  static Expression doubles(ColumnType type, List<Expression> args, Binding<DoubleKernel> binding) {
    return new Call<>(type, args, binding, Strict::doubleColumn);
  }

  static Expression nullableDoubles(
      ColumnType type, List<Expression> args, Binding<DoubleKernel> binding) {
    return new Call<>(type, args, binding, Strict::nullableDoubleColumn);
  }

  static Expression objects(ColumnType type, List<Expression> args, Binding<ObjectKernel> binding) {
    return new Call<>(type, args, binding, Strict::objectColumn);
  }

  static Expression vectors(ColumnType type, List<Expression> args, Binding<VectorKernel> binding) {
    return new Call<>(type, args, binding, Strict::vectorColumn);
  }

  interface Output<K> {
    Column fill(ColumnType type, int rowCount, @Nullable BitSet nulls, K kernel, Bindings bindings);
  }

  record Call<K>(ColumnType type, List<Expression> arguments, Binding<K> binding, Output<K> output)
      implements Expression {
    @Override
    public Cells evaluate(Rows rows) {
      Cells[] cells = new Cells[arguments.size()];
      boolean constant = true;
      for (int i = 0; i < cells.length; i++) {
        cells[i] = arguments.get(i).evaluate(rows);
        constant &= cells[i].isConstant();
      }
      int rowCount = constant ? 1 : rows.rowCount();
      BitSet nulls = Cells.nulls(cells, rowCount);
      if (nulls != null && nulls.cardinality() == rowCount) {
        return Cells.constant(type, null);
      }
      Column column = output.fill(type, rowCount, nulls, binding.bind(cells), rows.bindings());
      return constant ? Cells.constant(column) : Cells.of(column);
    }
  }

  private static Validity validity(@Nullable BitSet nulls) {
    return nulls == null ? Validity.ALL : Validity.ofNulls(nulls);
  }

  private static Column longColumn(
      ColumnType type, int rowCount, @Nullable BitSet nulls, LongKernel kernel, Bindings bindings) {
    long[] values = new long[rowCount];
    for (int row = 0; row < rowCount; row++) {
      if (nulls == null || !nulls.get(row)) {
        values[row] = kernel.at(row);
      }
    }
    return new LongColumn(type, rowCount, values, validity(nulls));
  }

  private static Column doubleColumn(
      ColumnType type,
      int rowCount,
      @Nullable BitSet nulls,
      DoubleKernel kernel,
      Bindings bindings) {
    double[] values = new double[rowCount];
    for (int row = 0; row < rowCount; row++) {
      if (nulls == null || !nulls.get(row)) {
        values[row] = kernel.at(row);
      }
    }
    return new DoubleColumn(type, rowCount, values, validity(nulls));
  }

  private static Column nullableDoubleColumn(
      ColumnType type,
      int rowCount,
      @Nullable BitSet nulls,
      DoubleKernel kernel,
      Bindings bindings) {
    double[] values = new double[rowCount];
    BitSet missing = nulls == null ? new BitSet() : nulls;
    for (int row = 0; row < rowCount; row++) {
      if (!missing.get(row)) {
        double value = kernel.at(row);
        if (Double.isNaN(value)) {
          missing.set(row);
        } else {
          values[row] = value;
        }
      }
    }
    return new DoubleColumn(type, rowCount, values, Validity.ofNulls(missing));
  }

  private static Column objectColumn(
      ColumnType type,
      int rowCount,
      @Nullable BitSet nulls,
      ObjectKernel kernel,
      Bindings bindings) {
    @Nullable Object[] values = new Object[rowCount];
    long longTexts = 0;
    for (int row = 0; row < rowCount; row++) {
      if (nulls == null || !nulls.get(row)) {
        values[row] = kernel.at(row);
        if (values[row] instanceof String text && text.length() > LONG_TEXT) {
          longTexts += HeapSize.of(text);
          bindings.require(longTexts);
        }
      }
    }
    return new ObjectColumn(type, rowCount, values);
  }

  private static Column vectorColumn(
      ColumnType type,
      int rowCount,
      @Nullable BitSet nulls,
      VectorKernel kernel,
      Bindings bindings) {
    float[] values = new float[Math.multiplyExact(rowCount, type.size())];
    for (int row = 0; row < rowCount; row++) {
      if (nulls == null || !nulls.get(row)) {
        kernel.write(row, values, row * type.size());
      }
    }
    return new VectorColumn(type, rowCount, values, validity(nulls));
  }
}
