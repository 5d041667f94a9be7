package io.proxima.planner.rule;

import io.proxima.engine.row.Predicate.Operator;
import io.proxima.engine.schema.TableDef;
import io.proxima.planner.exec.Access;
import io.proxima.planner.exec.Condition;
import io.proxima.planner.exec.Operand;
import io.proxima.planner.expression.ExpressionCompiler;
import io.proxima.planner.rel.RexText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;

/// The condition of a query over one table, sorted by who can decide its terms: `pushed` the
/// engine, `within` a range search, `residual` only a filter above.
record TableCondition(
    TableDef table, List<Condition> pushed, @Nullable Within within, List<RexNode> residual) {
  private static final int MOST_KEYS = 1000;

  /// A term that a distance fulfils up to a bound.
  record Within(DistanceCall distance, RexNode call, Access.Bound bound, RexNode term) {}

  static TableCondition of(TableDef table, @Nullable RexNode condition, RexBuilder builder) {
    ConditionTranslator translator = new ConditionTranslator(table, builder);
    List<Condition> pushed = new ArrayList<>();
    List<RexNode> residual = new ArrayList<>();
    Within within = null;
    for (RexNode term : RelOptUtil.conjunctions(condition)) {
      Condition translated = translator.translate(term);
      Within distance = translated == null && within == null ? within(term) : null;
      if (translated != null) {
        flatten(translated, pushed);
      } else if (distance != null) {
        within = distance;
      } else {
        residual.add(term);
      }
    }
    return new TableCondition(table, pushed, within, residual);
  }

  private static void flatten(Condition condition, List<Condition> terms) {
    if (condition instanceof Condition.And and) {
      and.terms().forEach(term -> flatten(term, terms));
    } else {
      terms.add(condition);
    }
  }

  private static @Nullable Within within(RexNode term) {
    if (!(term instanceof RexCall call) || call.getOperands().size() != 2) {
      return null;
    }
    RexNode left = call.getOperands().get(0);
    RexNode right = call.getOperands().get(1);
    return switch (call.getKind()) {
      case LESS_THAN, LESS_THAN_OR_EQUAL -> within(call, left, right);
      case GREATER_THAN, GREATER_THAN_OR_EQUAL -> within(call, right, left);
      default -> null;
    };
  }

  /// `smaller` is on the smaller side of a comparison.
  private static @Nullable Within within(RexCall term, RexNode smaller, RexNode greater) {
    DistanceCall plain = DistanceCall.of(smaller);
    if (plain != null && DistanceCall.isFixed(greater)) {
      boolean inclusive =
          term.isA(Set.of(SqlKind.LESS_THAN_OR_EQUAL, SqlKind.GREATER_THAN_OR_EQUAL));
      Access.Bound bound = new Access.UpTo(RexText.operand(greater), inclusive);
      return new Within(plain, smaller, bound, term);
    }
    DistanceFunction below = DistanceCall.isFixed(greater) ? DistanceFunction.of(smaller) : null;
    if (below != null && below.isRising()) {
      return asLongAs(term, below);
    }
    DistanceFunction above = DistanceCall.isFixed(smaller) ? DistanceFunction.of(greater) : null;
    return above == null || above.isRising() ? null : asLongAs(term, above);
  }

  private static Within asLongAs(RexCall term, DistanceFunction function) {
    RexNode condition = function.overDistance(term);
    Access.Bound bound =
        new Access.AsLongAs(
            ExpressionCompiler.compile(condition), RexText.of(condition, List.of("distance")));
    return new Within(function.distance(), function.call(), bound, term);
  }

  /// What the engine is asked to decide.
  Condition filter() {
    return pushed.size() == 1 ? pushed.getFirst() : new Condition.And(pushed);
  }

  /// The values that each column of the key may have, or null if the condition leaves one open.
  @Nullable List<List<Operand>> keys() {
    List<List<Operand>> keys = new ArrayList<>();
    long combinations = 1;
    for (int column : table.key()) {
      Condition term = keyTerm(column);
      if (term == null) {
        return null;
      }
      List<Operand> values = values(term);
      combinations *= values.size();
      if (combinations > MOST_KEYS) {
        return null;
      }
      keys.add(values);
    }
    return keys.isEmpty() ? null : keys;
  }

  /// The filter without the terms that `keys` covers.
  Condition filterBesidesKeys() {
    List<Condition> rest = new ArrayList<>(pushed);
    for (int column : table.key()) {
      rest.remove(keyTerm(column));
    }
    return rest.size() == 1 ? rest.getFirst() : new Condition.And(rest);
  }

  private @Nullable Condition keyTerm(int column) {
    for (Condition term : pushed) {
      boolean fixes =
          switch (term) {
            case Condition.Compare compare ->
                compare.column() == column && compare.operator() == Operator.EQUAL;
            case Condition.In in -> in.column() == column;
            default -> false;
          };
      if (fixes) {
        return term;
      }
    }
    return null;
  }

  private static List<Operand> values(Condition term) {
    return switch (term) {
      case Condition.Compare compare -> List.of(compare.operand());
      case Condition.In in -> in.operands();
      default -> throw new IllegalStateException();
    };
  }
}
