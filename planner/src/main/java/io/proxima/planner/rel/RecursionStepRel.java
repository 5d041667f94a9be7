package io.proxima.planner.rel;

import io.proxima.planner.exec.Operator;
import io.proxima.planner.exec.RecursionOperator;
import io.proxima.planner.expression.ExpressionCompiler;
import java.util.List;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;

/// The rows that the last step of a recursion found.
public final class RecursionStepRel extends AbstractRelNode implements BatchRel {
  private final String name;

  /// A leaf with the columns of `rowType`, under the recursion of that name.
  public RecursionStepRel(
      RelOptCluster cluster, RelTraitSet traits, RelDataType rowType, String name) {
    super(cluster, traits);
    this.rowType = rowType;
    this.name = name;
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new RecursionStepRel(getCluster(), traits, getRowType(), name);
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer).item("name", name);
  }

  @Override
  public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery query) {
    return planner.getCostFactory().makeCost(1, 0, 0);
  }

  @Override
  public Operator compile() {
    return new RecursionOperator.Step(
        getRowType().getFieldList().stream()
            .map(field -> ExpressionCompiler.typeOf(field.getType()))
            .toList(),
        name);
  }

  @Override
  public String describe() {
    return "RecursionStep " + name;
  }
}
