package io.proxima.planner.expression;

import io.proxima.engine.row.LongColumn;
import io.proxima.engine.row.Validity;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Three-valued logic. An operand is computed only for rows that the operands before it left open.
final class Logic {
  static final ColumnType BOOLEAN = ColumnType.of(TypeKind.BOOLEAN);

  private Logic() {}

  /// All operands are true (`absorbing` false), or at least one is (`absorbing` true).
  record Connective(List<Expression> operands, boolean absorbing) implements Expression {
    @Override
    public ColumnType type() {
      return BOOLEAN;
    }

    @Override
    public Cells evaluate(Rows rows) {
      int rowCount = rows.rowCount();
      long absorbed = absorbing ? 1 : 0;
      long[] values = new long[rowCount];
      if (!absorbing) {
        java.util.Arrays.fill(values, 1);
      }
      BitSet nulls = new BitSet();
      int[] open = allOf(rowCount);
      int openCount = rowCount;
      Rows current = rows;
      for (Expression operand : operands) {
        if (openCount == 0) {
          break;
        }
        Cells cells = operand.evaluate(current);
        long[] operandValues = cells.longs();
        int left = 0;
        int[] stillOpen = new int[openCount];
        for (int i = 0; i < openCount; i++) {
          int row = open[i];
          if (cells.isNull(i)) {
            nulls.set(row);
            stillOpen[left++] = row;
          } else if (operandValues[i & cells.mask()] == absorbed) {
            nulls.clear(row);
            values[row] = absorbed;
          } else {
            stillOpen[left++] = row;
          }
        }
        if (left != openCount) {
          current = rows.select(stillOpen, left);
        }
        open = stillOpen;
        openCount = left;
      }
      for (int row = nulls.nextSetBit(0); row >= 0; row = nulls.nextSetBit(row + 1)) {
        values[row] = 0;
      }
      return Cells.of(new LongColumn(BOOLEAN, rowCount, values, Validity.ofNulls(nulls)));
    }
  }

  /// Not.
  static Expression not(Expression operand) {
    return Strict.longs(
        BOOLEAN,
        List.of(operand),
        cells -> {
          long[] values = cells[0].longs();
          int mask = cells[0].mask();
          return row -> 1 - values[row & mask];
        });
  }

  /// A question about a value that never has NULL as its answer.
  record Is(Expression operand, Question question) implements Expression {
    @Override
    public ColumnType type() {
      return BOOLEAN;
    }

    @Override
    public Cells evaluate(Rows rows) {
      Cells cells = operand.evaluate(rows);
      int rowCount = cells.isConstant() ? 1 : rows.rowCount();
      long[] answers = new long[rowCount];
      for (int row = 0; row < rowCount; row++) {
        boolean isNull = cells.isNull(row);
        boolean answer =
            switch (question) {
              case NULL -> isNull;
              case NOT_NULL -> !isNull;
              case TRUE -> !isNull && cells.longs()[row] == 1;
              case NOT_TRUE -> isNull || cells.longs()[row] != 1;
              case FALSE -> !isNull && cells.longs()[row] == 0;
              case NOT_FALSE -> isNull || cells.longs()[row] != 0;
            };
        answers[row] = answer ? 1 : 0;
      }
      LongColumn column = new LongColumn(BOOLEAN, rowCount, answers, Validity.ALL);
      return new Cells(column, cells.mask());
    }
  }

  /// What `Is` asks.
  enum Question {
    NULL,
    NOT_NULL,
    TRUE,
    NOT_TRUE,
    FALSE,
    NOT_FALSE
  }

  /// Equal where NULL equals NULL, or the opposite.
  record Same(Expression left, Expression right, Expression equal, boolean negated)
      implements Expression {
    @Override
    public ColumnType type() {
      return BOOLEAN;
    }

    @Override
    public Cells evaluate(Rows rows) {
      Cells a = left.evaluate(rows);
      Cells b = right.evaluate(rows);
      Cells equals = equal.evaluate(rows);
      long[] values = new long[rows.rowCount()];
      for (int row = 0; row < values.length; row++) {
        boolean same =
            (a.isNull(row) || b.isNull(row))
                ? (a.isNull(row) == b.isNull(row))
                : equals.longs()[row & equals.mask()] == 1;
        values[row] = (same != negated) ? 1 : 0;
      }
      return Cells.of(new LongColumn(BOOLEAN, values.length, values, Validity.ALL));
    }
  }

  /// The first branch whose condition is true gives the value; without one it is `otherwise`.
  record Case(
      ColumnType type, List<Expression> conditions, List<Expression> values, Expression otherwise)
      implements Expression {
    @Override
    public Cells evaluate(Rows rows) {
      int rowCount = rows.rowCount();
      @Nullable Object[] results = new Object[rowCount];
      int[] open = allOf(rowCount);
      int openCount = rowCount;
      Rows current = rows;
      for (int branch = 0; branch < conditions.size() && openCount > 0; branch++) {
        Cells cells = conditions.get(branch).evaluate(current);
        int[] chosen = new int[openCount];
        int[] stillOpen = new int[openCount];
        int chosenCount = 0;
        int left = 0;
        for (int i = 0; i < openCount; i++) {
          if (!cells.isNull(i) && cells.longs()[i & cells.mask()] == 1) {
            chosen[chosenCount++] = open[i];
          } else {
            stillOpen[left++] = open[i];
          }
        }
        fill(results, values.get(branch), rows, chosen, chosenCount);
        if (left != openCount) {
          current = rows.select(stillOpen, left);
        }
        open = stillOpen;
        openCount = left;
      }
      fill(results, otherwise, rows, open, openCount);
      ColumnBuilder builder = new ColumnBuilder(type, rowCount);
      for (Object result : results) {
        builder.add(result);
      }
      return Cells.of(builder.build());
    }

    private static void fill(
        @Nullable Object[] results, Expression value, Rows rows, int[] chosen, int count) {
      if (count == 0) {
        return;
      }
      Cells cells = value.evaluate(count == rows.rowCount() ? rows : rows.select(chosen, count));
      for (int i = 0; i < count; i++) {
        results[chosen[i]] = cells.isNull(i) ? null : cells.at(i);
      }
    }
  }

  private static int[] allOf(int rowCount) {
    int[] rows = new int[rowCount];
    for (int i = 0; i < rowCount; i++) {
      rows[i] = i;
    }
    return rows;
  }
}
