package io.proxima.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.parser.SqlParserUtil;

/// `x::type` in a flat list of operands and operators: wraps the last operand only, with what
/// belongs to it (`a[1]`, `r.f`).
final class InfixCast {

  private static final Set<SqlOperator> BOUND_TIGHTER =
      Set.of(
          SqlStdOperatorTable.ITEM,
          SqlStdOperatorTable.DOT,
          SqlStdOperatorTable.COLON,
          SqlLibraryOperators.OFFSET,
          SqlLibraryOperators.ORDINAL,
          SqlLibraryOperators.SAFE_OFFSET,
          SqlLibraryOperators.SAFE_ORDINAL);

  private InfixCast() {}

  /// Replaces the last operand of the list by its cast to the type.
  static void apply(List<Object> list, SqlDataTypeSpec type) {
    int first = list.size() - 1;
    while (first >= 2
        && list.get(first - 1) instanceof SqlParserUtil.ToTreeListItem item
        && BOUND_TIGHTER.contains(item.getOperator())) {
      first -= 2;
    }
    List<Object> tail = list.subList(first, list.size());
    SqlNode operand = Objects.requireNonNull(SqlParserUtil.toTree(new ArrayList<>(tail)));
    tail.clear();
    SqlParserPos pos = operand.getParserPosition().plus(type.getParserPosition());
    list.add(SqlStdOperatorTable.CAST.createCall(pos, operand, type));
  }
}
