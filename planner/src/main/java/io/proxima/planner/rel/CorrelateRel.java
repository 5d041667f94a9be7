package io.proxima.planner.rel;

import io.proxima.planner.exec.CorrelateOperator;
import io.proxima.planner.exec.Operator;
import java.util.List;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.util.ImmutableBitSet;

/// Runs the right input for each row of the left one: what stays of sub-queries that are no joins,
/// and a nearest-neighbour search for each row.
public final class CorrelateRel extends Correlate implements BatchRel {
  /// A correlation of inputs of our convention.
  public CorrelateRel(
      RelTraitSet traits,
      RelNode left,
      RelNode right,
      CorrelationId correlation,
      ImmutableBitSet required,
      JoinRelType joinType) {
    super(left.getCluster(), traits, List.of(), left, right, correlation, required, joinType);
  }

  @Override
  public Correlate copy(
      RelTraitSet traits,
      RelNode newLeft,
      RelNode newRight,
      CorrelationId correlation,
      ImmutableBitSet required,
      JoinRelType newType) {
    return new CorrelateRel(traits, newLeft, newRight, correlation, required, newType);
  }

  @Override
  public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery query) {
    double rows = query.getRowCount(getLeft());
    return planner.getCostFactory().makeCost(rows * (1 + query.getRowCount(getRight())), 0, 0);
  }

  @Override
  public Operator compile() {
    return new CorrelateOperator(
        compileInput(0),
        compileInput(1),
        HashJoinRel.kind(getJoinType()),
        getCorrelationId().getId());
  }

  @Override
  public String describe() {
    return "Correlate " + getJoinType().lowerName + " as " + getCorrelVariable();
  }
}
