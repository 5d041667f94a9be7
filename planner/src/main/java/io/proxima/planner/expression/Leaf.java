package io.proxima.planner.expression;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.row.Column;
import io.proxima.engine.schema.ColumnType;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Expressions without arguments.
final class Leaf {
  private Leaf() {}

  /// A column of the rows.
  record Input(ColumnType type, int position) implements Expression {
    @Override
    public Cells evaluate(Rows rows) {
      return Cells.of(rows.column(position));
    }
  }

  /// A value known when the plan is made.
  record Constant(ColumnType type, Cells cells) implements Expression {
    static Constant of(ColumnType type, @Nullable Object value) {
      return new Constant(type, Cells.constant(type, value));
    }

    @Override
    public Cells evaluate(Rows rows) {
      return cells;
    }
  }

  /// A value that comes with the execution.
  record Parameter(ColumnType type, int index) implements Expression {
    @Override
    public Cells evaluate(Rows rows) {
      Object value = rows.bindings().parameter(index);
      if (value instanceof float[] vector) {
        check(vector);
      }
      return Cells.constant(type, value);
    }

    private void check(float[] vector) {
      if (vector.length != type.size()) {
        throw new ProximaException(
            ErrorCode.DIMENSION_MISMATCH,
            "parameter "
                + (index + 1)
                + " must be a vector of "
                + type.size()
                + " dimensions, got "
                + vector.length);
      }
      for (int i = 0; i < vector.length; i++) {
        if (!Float.isFinite(vector[i])) {
          throw new ProximaException(
              ErrorCode.NON_FINITE_VECTOR,
              "element "
                  + (i + 1)
                  + " of the vector in parameter "
                  + (index + 1)
                  + " must be finite, got "
                  + vector[i]);
        }
      }
    }
  }

  /// A column of the row of an outer query.
  record Outer(ColumnType type, int correlation, int position) implements Expression {
    @Override
    public Cells evaluate(Rows rows) {
      OuterRow outer = rows.bindings().outer().get(correlation);
      if (outer == null) {
        throw new IllegalStateException("no outer row " + correlation);
      }
      Column column = outer.batch().column(position);
      boolean isNull = column.isNull(outer.row());
      return Cells.constant(type, isNull ? null : column.valueAt(outer.row()));
    }
  }

  /// The time of the statement, in some unit.
  record Now(ColumnType type, ToLongFunction<Bindings> reading) implements Expression {
    @Override
    public Cells evaluate(Rows rows) {
      return Cells.constant(type, reading.applyAsLong(rows.bindings()));
    }
  }
}
