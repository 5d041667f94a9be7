package io.proxima.planner.rel;

import io.proxima.planner.exec.FilterOperator;
import io.proxima.planner.exec.Operator;
import io.proxima.planner.expression.ExpressionCompiler;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rex.RexNode;

/// The rows for which a condition is true.
public final class FilterRel extends Filter implements BatchRel {
  /// A filter over an input of our convention.
  public FilterRel(RelTraitSet traits, RelNode input, RexNode condition) {
    super(input.getCluster(), traits, input, condition);
  }

  @Override
  public Filter copy(RelTraitSet traits, RelNode input, RexNode newCondition) {
    return new FilterRel(traits, input, newCondition);
  }

  @Override
  public Operator compile() {
    return new FilterOperator(compileInput(0), ExpressionCompiler.compile(getCondition()));
  }

  @Override
  public String describe() {
    return "Filter " + RexText.of(getCondition(), getInput().getRowType().getFieldNames());
  }
}
