package io.proxima.sql.function;

import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.OperandTypes;

/// `NOW()`, PostgreSQL's name of `CURRENT_TIMESTAMP`.
final class NowFunction extends SqlFunction {
  NowFunction() {
    super(
        "NOW",
        SqlKind.OTHER_FUNCTION,
        SqlStdOperatorTable.CURRENT_TIMESTAMP::inferReturnType,
        null,
        OperandTypes.NILADIC,
        SqlFunctionCategory.TIMEDATE);
  }

  /// The same during a statement only.
  @Override
  public boolean isDynamicFunction() {
    return true;
  }
}
