package io.proxima.planner.rel;

import io.proxima.planner.exec.Operator;
import io.proxima.planner.exec.UnionOperator;
import io.proxima.planner.expression.ExpressionCompiler;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Union;

/// The rows of all inputs, one input after the other.
public final class UnionRel extends Union implements BatchRel {
  /// A union over inputs of our convention.
  public UnionRel(RelOptCluster cluster, RelTraitSet traits, List<RelNode> inputs) {
    super(cluster, traits, inputs, true);
  }

  @Override
  public SetOp copy(RelTraitSet traits, List<RelNode> newInputs, boolean all) {
    return new UnionRel(getCluster(), traits, newInputs);
  }

  @Override
  public Operator compile() {
    List<Operator> operators = new ArrayList<>();
    for (int i = 0; i < getInputs().size(); i++) {
      operators.add(compileInput(i));
    }
    return new UnionOperator(
        getRowType().getFieldList().stream()
            .map(field -> ExpressionCompiler.typeOf(field.getType()))
            .toList(),
        operators);
  }

  @Override
  public String describe() {
    return "Union";
  }
}
