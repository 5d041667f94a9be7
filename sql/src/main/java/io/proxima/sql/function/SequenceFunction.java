package io.proxima.sql.function;

import java.util.List;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlTypeName;

/// Stands around the number of a commit where the standard wants a time: behind `FOR SYSTEM_TIME AS
/// OF`. Nobody computes it.
public final class SequenceFunction extends SqlFunction {
  /// The one function.
  public static final SequenceFunction INSTANCE = new SequenceFunction();

  private SequenceFunction() {
    super(
        "$SEQUENCE",
        SqlKind.OTHER_FUNCTION,
        ReturnTypes.explicit(SqlTypeName.TIMESTAMP, 6),
        null,
        OperandTypes.ANY,
        SqlFunctionCategory.SYSTEM);
  }

  /// A call around a number.
  public SqlNode around(SqlNode number) {
    return createCall(number.getParserPosition(), List.of(number));
  }
}
