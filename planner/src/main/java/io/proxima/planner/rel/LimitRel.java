package io.proxima.planner.rel;

import io.proxima.planner.exec.LimitOperator;
import io.proxima.planner.exec.Operator;
import java.util.List;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.SingleRel;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/// `LIMIT` and `OFFSET` over rows that are in their order already.
public final class LimitRel extends SingleRel implements BatchRel {
  private final @Nullable RexNode offset;
  private final @Nullable RexNode fetch;

  /// A limit over an input of our convention.
  public LimitRel(
      RelTraitSet traits, RelNode input, @Nullable RexNode offset, @Nullable RexNode fetch) {
    super(input.getCluster(), traits, input);
    this.offset = offset;
    this.fetch = fetch;
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new LimitRel(traits, inputs.getFirst(), offset, fetch);
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer)
        .itemIf("offset", offset, offset != null)
        .itemIf("fetch", fetch, fetch != null);
  }

  @Override
  public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery query) {
    return planner.getCostFactory().makeCost(1, 0, 0);
  }

  @Override
  public Operator compile() {
    return new LimitOperator(compileInput(0), BatchRel.limit(fetch, offset));
  }

  @Override
  public String describe() {
    return "Limit " + BatchRel.limit(fetch, offset);
  }
}
