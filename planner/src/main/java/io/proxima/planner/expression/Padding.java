package io.proxima.planner.expression;

import io.proxima.sql.type.SqlTypes;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;

/// Blanks at the end do not count between a `CHAR` and a literal or another `CHAR`. The validator
/// makes `VARCHAR` of both where their lengths differ; this takes that back.
public final class Padding {
  private static final RexBuilder BUILDER = new RexBuilder(SqlTypes.INSTANCE);

  private Padding() {}

  /// The operand of a comparison with `other`, as a `CHAR` if both were.
  public static RexNode unpad(RexNode operand, RexNode other) {
    RexNode inner = inner(operand);
    boolean isChar = isChar(inner);
    boolean otherIsChar = isChar(inner(other));
    if (isChar && (otherIsChar || other instanceof RexLiteral)) {
      return inner;
    }
    return otherIsChar && operand instanceof RexLiteral literal ? text(literal) : operand;
  }

  /// Whether an operand is a `CHAR` made a `VARCHAR`.
  static boolean isPadded(RexNode operand) {
    return !operand.equals(inner(operand));
  }

  private static RexNode text(RexLiteral literal) {
    String value = literal.getValueAs(String.class);
    return value == null || !isText(literal) ? literal : BUILDER.makeLiteral(value);
  }

  private static RexNode inner(RexNode node) {
    return node instanceof RexCall cast
            && node.getKind() == SqlKind.CAST
            && node.getType().getSqlTypeName() == SqlTypeName.VARCHAR
            && isChar(cast.getOperands().getFirst())
            && cast.getOperands().getFirst().getType().getPrecision()
                <= node.getType().getPrecision()
        ? cast.getOperands().getFirst()
        : node;
  }

  private static boolean isChar(RexNode node) {
    return node.getType().getSqlTypeName() == SqlTypeName.CHAR;
  }

  private static boolean isText(RexNode node) {
    return SqlTypeName.CHAR_TYPES.contains(node.getType().getSqlTypeName());
  }
}
