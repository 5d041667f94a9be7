package io.proxima.planner.rel;

import io.proxima.planner.exec.LimitOperator;
import io.proxima.planner.exec.Operator;
import io.proxima.planner.exec.RowLimit;
import io.proxima.planner.exec.SortKey;
import io.proxima.planner.exec.SortOperator;
import io.proxima.planner.exec.TopKOperator;
import java.util.List;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/// `ORDER BY`, `LIMIT` and `OFFSET`: a sort, a top-k or only a limit.
public final class SortRel extends Sort implements BatchRel {
  /// An ordering, a limit or both over an input of our convention.
  public SortRel(
      RelTraitSet traits,
      RelNode input,
      RelCollation collation,
      @Nullable RexNode offset,
      @Nullable RexNode fetch) {
    super(input.getCluster(), traits, input, collation, offset, fetch);
  }

  @Override
  public Sort copy(
      RelTraitSet traits,
      RelNode input,
      RelCollation newCollation,
      @Nullable RexNode newOffset,
      @Nullable RexNode newFetch) {
    return new SortRel(traits, input, newCollation, newOffset, newFetch);
  }

  @Override
  public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery query) {
    double rows = query.getRowCount(getInput());
    return planner.getCostFactory().makeCost(rows, 0, 0);
  }

  @Override
  public Operator compile() {
    Operator input = compileInput(0);
    List<SortKey> keys = BatchRel.keys(getCollation());
    RowLimit limit = BatchRel.limit(fetch, offset);
    if (keys.isEmpty()) {
      return new LimitOperator(input, limit);
    }
    if (fetch != null) {
      return new TopKOperator(input, keys, limit);
    }
    Operator sort = new SortOperator(input, keys);
    return offset == null ? sort : new LimitOperator(sort, limit);
  }

  @Override
  public String describe() {
    String limit = fetch == null && offset == null ? "" : BatchRel.limit(fetch, offset).toString();
    if (getCollation().getFieldCollations().isEmpty()) {
      return "Limit " + limit;
    }
    String keys = BatchRel.describe(getCollation(), getRowType().getFieldNames());
    return fetch == null
        ? "Sort by " + keys + (limit.isEmpty() ? "" : ", limit=" + limit)
        : "TopK by " + keys + ", k=" + limit;
  }
}
