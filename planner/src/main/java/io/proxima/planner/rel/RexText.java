package io.proxima.planner.rel;

import io.proxima.planner.exec.Operand;
import io.proxima.planner.expression.ExpressionCompiler;
import io.proxima.sql.function.JsonFunction;
import io.proxima.sql.function.ToVector;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.type.SqlTypeName;

/// Row expressions as EXPLAIN shows them: names of columns, `?1` for the first parameter.
public final class RexText {
  private static final int LONGEST = 60;

  private RexText() {}

  /// An expression that reads no columns, ready to be computed when an execution starts.
  public static Operand operand(RexNode node) {
    return new Operand(ExpressionCompiler.compile(node), of(node, List.of()));
  }

  /// The text of an expression over columns with the given names.
  public static String of(RexNode node, List<String> names) {
    return switch (node) {
      case RexInputRef input -> names.get(input.getIndex());
      case RexDynamicParam parameter -> "?" + (parameter.getIndex() + 1);
      case RexLiteral literal -> shortened(literal(literal));
      case RexCall call -> call(call, names);
      default -> node.toString();
    };
  }

  private static String literal(RexLiteral literal) {
    String text = literal.toString();
    if (text.startsWith("_") || text.startsWith("'")) {
      return text.substring(text.indexOf('\''), text.lastIndexOf('\'') + 1);
    }
    int colon = text.indexOf(':');
    return colon > 0 && !text.startsWith("Sarg") ? text.substring(0, colon) : text;
  }

  /// Whether an operand is a clause that says what happens without a value.
  private static boolean isClause(RexNode operand) {
    return operand instanceof RexLiteral literal
        && (literal.isNull() || literal.getTypeName() == SqlTypeName.SYMBOL);
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
  }

  private static String call(RexCall call, List<String> names) {
    List<String> operands =
        call.getOperands().stream()
            .filter(o -> !(call.getOperator() instanceof JsonFunction && isClause(o)))
            .map(o -> of(o, names))
            .toList();
    String name = call.getOperator().getName();
    if (call.getOperator() instanceof ToVector
        || (call.getKind() == SqlKind.CAST
            && call.getOperands().getFirst() instanceof RexLiteral)) {
      return operands.getFirst();
    }
    if (call.getKind() == SqlKind.CAST) {
      return "CAST(" + operands.getFirst() + " AS " + call.getType() + ")";
    }
    if (call.getOperator().getSyntax() == SqlSyntax.POSTFIX) {
      return operands.getFirst() + " " + name;
    }
    if (operands.size() > 1 && call.getOperator().getSyntax() == SqlSyntax.BINARY) {
      return operands.stream().collect(Collectors.joining(" " + name + " ", "(", ")"));
    }
    return name + operands.stream().collect(Collectors.joining(", ", "(", ")"));
  }
}
