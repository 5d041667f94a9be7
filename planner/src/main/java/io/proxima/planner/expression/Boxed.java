package io.proxima.planner.expression;

import io.proxima.engine.schema.ColumnType;
import java.util.List;

/// A strict call whose kernel works on values as objects, whatever the layout of its type.
record Boxed(
    ColumnType type, List<Expression> arguments, Strict.Binding<Strict.ObjectKernel> binding)
    implements Expression {
  static Expression of(
      ColumnType type, List<Expression> arguments, Strict.Binding<Strict.ObjectKernel> binding) {
    return new Boxed(type, arguments, binding);
  }

  @Override
  public Cells evaluate(Rows rows) {
    Cells[] cells = new Cells[arguments.size()];
    boolean constant = true;
    for (int i = 0; i < cells.length; i++) {
      cells[i] = arguments.get(i).evaluate(rows);
      constant &= cells[i].isConstant();
    }
    int rowCount = constant ? 1 : rows.rowCount();
    java.util.BitSet nulls = Cells.nulls(cells, rowCount);
    Strict.ObjectKernel kernel = binding.bind(cells);
    ColumnBuilder builder = new ColumnBuilder(type, rowCount);
    for (int row = 0; row < rowCount; row++) {
      builder.add(nulls != null && nulls.get(row) ? null : kernel.at(row));
    }
    return constant ? Cells.constant(builder.build()) : Cells.of(builder.build());
  }
}
