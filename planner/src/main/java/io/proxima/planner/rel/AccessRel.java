package io.proxima.planner.rel;

import io.proxima.planner.cost.AccessPolicy;
import io.proxima.planner.exec.Access;
import io.proxima.planner.exec.AccessOperator;
import io.proxima.planner.exec.Operator;
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

/// The one leaf that reads tables: holds the access that the engine is asked for.
public final class AccessRel extends AbstractRelNode implements BatchRel {
  private final Access access;

  /// A leaf whose columns are those of the access, named and typed by `rowType`.
  public AccessRel(RelOptCluster cluster, RelTraitSet traits, RelDataType rowType, Access access) {
    super(cluster, traits);
    this.rowType = rowType;
    this.access = access;
  }

  /// What the engine is asked for.
  public Access access() {
    return access;
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new AccessRel(getCluster(), traits, getRowType(), access);
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer).item("access", access);
  }

  @Override
  public double estimateRowCount(RelMetadataQuery query) {
    return AccessPolicy.rows(access);
  }

  @Override
  public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery query) {
    return planner.getCostFactory().makeCost(AccessPolicy.cost(access), 0, 0);
  }

  @Override
  public Operator compile() {
    return new AccessOperator(access);
  }

  @Override
  public String describe() {
    return access.describe();
  }
}
