package io.proxima.planner.rel;

import io.proxima.engine.schema.ColumnType;
import io.proxima.planner.exec.Operator;
import io.proxima.planner.exec.ValuesOperator;
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
import org.apache.calcite.rex.RexNode;

/// Rows made of expressions that read no columns.
public final class RowsRel extends AbstractRelNode implements BatchRel {
  private final List<List<RexNode>> rows;

  /// The rows, whose columns `rowType` names and types.
  public RowsRel(
      RelOptCluster cluster,
      RelTraitSet traits,
      RelDataType rowType,
      List<? extends List<? extends RexNode>> rows) {
    super(cluster, traits);
    this.rowType = rowType;
    this.rows = rows.stream().map(List::<RexNode>copyOf).toList();
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new RowsRel(getCluster(), traits, getRowType(), rows);
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer).item("rows", rows);
  }

  @Override
  public double estimateRowCount(RelMetadataQuery query) {
    return rows.size();
  }

  @Override
  public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery query) {
    return planner.getCostFactory().makeCost(rows.size(), 0, 0);
  }

  @Override
  public Operator compile() {
    List<ColumnType> types =
        getRowType().getFieldList().stream()
            .map(field -> ExpressionCompiler.typeOf(field.getType()))
            .toList();
    return new ValuesOperator(types, rows.stream().map(ExpressionCompiler::compileAll).toList());
  }

  @Override
  public String describe() {
    return "Rows " + rows.size();
  }
}
