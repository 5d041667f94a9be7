package io.proxima.sql;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/// Writes `1` as `1e0` in a column of `VALUES` where another row has `1.5e3`: Calcite compares the
/// literals of a column with each other and takes them to be of one class. The type of the column
/// is DOUBLE either way.
final class ValuesLiterals extends SqlShuttle {
  @Override
  public @Nullable SqlNode visit(SqlCall call) {
    if (call.getKind() == SqlKind.VALUES && call.operandCount() > 1) {
      alignColumns(call);
    }
    return super.visit(call);
  }

  private static void alignColumns(SqlCall values) {
    SqlNode first = values.operand(0);
    int width = first instanceof SqlCall row ? row.operandCount() : 0;
    for (int column = 0; column < width; column++) {
      boolean isMixed = has(values, column, false) && has(values, column, true);
      for (SqlNode row : values.getOperandList()) {
        if (isMixed && isNumber(row, column, true)) {
          SqlLiteral exact = ((SqlCall) row).operand(column);
          ((SqlCall) row)
              .setOperand(
                  column,
                  SqlLiteral.createApproxNumeric(
                      exact.toValue() + "E0", exact.getParserPosition()));
        }
      }
    }
  }

  private static boolean has(SqlCall values, int column, boolean isExact) {
    return values.getOperandList().stream().anyMatch(row -> isNumber(row, column, isExact));
  }

  private static boolean isNumber(SqlNode row, int column, boolean isExact) {
    return row instanceof SqlCall call
        && call.getKind() == SqlKind.ROW
        && column < call.operandCount()
        && call.operand(column) instanceof SqlNumericLiteral number
        && (number.getScale() != null) == isExact;
  }
}
