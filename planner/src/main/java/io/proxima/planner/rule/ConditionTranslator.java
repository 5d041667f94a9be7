package io.proxima.planner.rule;

import io.proxima.engine.row.Predicate.Operator;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TypeKind;
import io.proxima.planner.exec.ColumnBound;
import io.proxima.planner.exec.Condition;
import io.proxima.planner.exec.Operand;
import io.proxima.planner.expression.ExpressionCompiler;
import io.proxima.planner.expression.Padding;
import io.proxima.planner.rel.RexText;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;

/// Turns conditions on the columns of a table into those that the engine decides.
final class ConditionTranslator {
  private final TableDef table;
  private final RexBuilder builder;

  ConditionTranslator(TableDef table, RexBuilder builder) {
    this.table = table;
    this.builder = builder;
  }

  /// The condition that is true for the same rows, or null if the engine cannot decide it.
  @Nullable Condition translate(RexNode node) {
    return translate(node, false);
  }

  private @Nullable Condition translate(RexNode node, boolean negated) {
    return switch (node.getKind()) {
      case AND -> negated ? any((RexCall) node, true) : all((RexCall) node, false);
      case OR -> negated ? all((RexCall) node, true) : any((RexCall) node, false);
      case NOT -> translate(((RexCall) node).getOperands().getFirst(), !negated);
      case IS_NULL -> isNull((RexCall) node, negated);
      case IS_NOT_NULL -> isNull((RexCall) node, !negated);
      case SEARCH -> translate(RexUtil.expandSearch(builder, null, node), negated);
      case EQUALS -> compare((RexCall) node, Operator.EQUAL, negated);
      case NOT_EQUALS -> compare((RexCall) node, Operator.NOT_EQUAL, negated);
      case LESS_THAN -> compare((RexCall) node, Operator.LESS, negated);
      case LESS_THAN_OR_EQUAL -> compare((RexCall) node, Operator.LESS_OR_EQUAL, negated);
      case GREATER_THAN -> compare((RexCall) node, Operator.GREATER, negated);
      case GREATER_THAN_OR_EQUAL -> compare((RexCall) node, Operator.GREATER_OR_EQUAL, negated);
      case INPUT_REF -> isTrue((RexInputRef) node, negated);
      case LITERAL -> node.isAlwaysTrue() && !negated ? Condition.TRUE : null;
      default -> null;
    };
  }

  private @Nullable Condition all(RexCall call, boolean negated) {
    List<Condition> terms = terms(call, negated);
    return terms == null ? null : new Condition.And(terms);
  }

  private @Nullable Condition any(RexCall call, boolean negated) {
    List<Condition> terms = terms(call, negated);
    if (terms == null) {
      return null;
    }
    Condition in = in(terms);
    return in == null ? new Condition.Or(terms) : in;
  }

  private @Nullable List<Condition> terms(RexCall call, boolean negated) {
    List<Condition> terms = new ArrayList<>();
    for (RexNode operand : call.getOperands()) {
      Condition term = translate(operand, negated);
      if (term == null) {
        return null;
      }
      terms.add(term);
    }
    return terms;
  }

  /// Equality of one column with each of some operands.
  private static @Nullable Condition in(List<Condition> terms) {
    int column = -1;
    List<Operand> operands = new ArrayList<>();
    for (Condition term : terms) {
      if (!(term instanceof Condition.Compare compare)
          || compare.operator() != Operator.EQUAL
          || (column >= 0 && column != compare.column())) {
        return null;
      }
      column = compare.column();
      operands.add(compare.operand());
    }
    return new Condition.In(column, operands);
  }

  private @Nullable Condition isNull(RexCall call, boolean negated) {
    int column = column(call.getOperands().getFirst());
    return column < 0 ? null : new Condition.IsNull(column, negated);
  }

  private @Nullable Condition isTrue(RexInputRef input, boolean negated) {
    int column = column(input);
    if (column < 0 || table.columns().get(column).type().kind() != TypeKind.BOOLEAN) {
      return null;
    }
    RexNode truth = builder.makeLiteral(!negated);
    return new Condition.Compare(column, Operator.EQUAL, RexText.operand(truth));
  }

  private @Nullable Condition compare(RexCall call, Operator operator, boolean negated) {
    RexNode left = Padding.unpad(call.getOperands().get(0), call.getOperands().get(1));
    RexNode right = Padding.unpad(call.getOperands().get(1), call.getOperands().get(0));
    Operator wanted = negated ? opposite(operator) : operator;
    int column = column(left);
    return column >= 0
        ? compare(column, wanted, right)
        : compare(column(right), mirrored(wanted), left);
  }

  private @Nullable Condition compare(int column, Operator operator, RexNode value) {
    if (column < 0 || !DistanceCall.isFixed(value)) {
      return null;
    }
    ColumnType type = table.columns().get(column).type();
    return ColumnBound.isFaithful(type, ExpressionCompiler.typeOf(value.getType()))
        ? new Condition.Compare(column, operator, RexText.operand(value))
        : null;
  }

  /// The column that an expression is, or -1. A cast that changes no value is looked through.
  private int column(RexNode node) {
    if (node.getKind() == SqlKind.CAST && node instanceof RexCall cast) {
      RexNode inner = cast.getOperands().getFirst();
      boolean widening =
          isWidening(
              ExpressionCompiler.typeOf(inner.getType()),
              ExpressionCompiler.typeOf(cast.getType()));
      return widening ? column(inner) : -1;
    }
    return node instanceof RexInputRef input && input.getIndex() < table.columns().size()
        ? input.getIndex()
        : -1;
  }

  private static boolean isWidening(ColumnType from, ColumnType to) {
    return switch (from.kind()) {
      case SMALLINT -> to.kind() == TypeKind.INTEGER || to.kind() == TypeKind.BIGINT;
      case INTEGER -> to.kind() == TypeKind.BIGINT;
      case REAL -> to.kind() == TypeKind.DOUBLE;
      case VARCHAR ->
          to.kind() == TypeKind.VARCHAR
              && (to.size() == 0 || (from.size() > 0 && from.size() <= to.size()));
      default -> from.equals(to);
    };
  }

  /// The comparison that is true where `operator` is false.
  private static Operator opposite(Operator operator) {
    return switch (operator) {
      case EQUAL -> Operator.NOT_EQUAL;
      case NOT_EQUAL -> Operator.EQUAL;
      case LESS -> Operator.GREATER_OR_EQUAL;
      case LESS_OR_EQUAL -> Operator.GREATER;
      case GREATER -> Operator.LESS_OR_EQUAL;
      case GREATER_OR_EQUAL -> Operator.LESS;
    };
  }

  /// The same comparison read from right to left.
  static Operator mirrored(Operator operator) {
    return switch (operator) {
      case EQUAL, NOT_EQUAL -> operator;
      case LESS -> Operator.GREATER;
      case LESS_OR_EQUAL -> Operator.GREATER_OR_EQUAL;
      case GREATER -> Operator.LESS;
      case GREATER_OR_EQUAL -> Operator.LESS_OR_EQUAL;
    };
  }
}
