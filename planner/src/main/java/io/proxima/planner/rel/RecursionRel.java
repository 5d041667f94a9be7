package io.proxima.planner.rel;

import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import io.proxima.planner.exec.Operator;
import io.proxima.planner.exec.ProjectOperator;
import io.proxima.planner.exec.RecursionOperator;
import io.proxima.planner.expression.Conversion;
import io.proxima.planner.expression.Expression;
import io.proxima.planner.expression.ExpressionCompiler;
import java.util.List;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.RepeatUnion;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/// `WITH RECURSIVE`. Calcite's own operator keeps rows in the plan, which two executions would
/// share.
public final class RecursionRel extends RepeatUnion implements BatchRel {
  /// A recursion of inputs of our convention.
  public RecursionRel(
      RelTraitSet traits,
      RelNode seed,
      RelNode step,
      boolean all,
      int iterationLimit,
      @Nullable RelOptTable table) {
    super(seed.getCluster(), traits, seed, step, all, iterationLimit, table);
  }

  /// What the steps of a recursion find its rows by.
  public static String name(@Nullable RelOptTable table) {
    if (table == null) {
      throw new IllegalStateException("a recursion without a name");
    }
    return String.join(".", table.getQualifiedName());
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new RecursionRel(
        traits, inputs.get(0), inputs.get(1), all, iterationLimit, getTransientTable());
  }

  @Override
  public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery query) {
    return planner.getCostFactory().makeCost(query.getRowCount(getSeedRel()), 0, 0);
  }

  @Override
  public Operator compile() {
    return new RecursionOperator(
        getRowType().getFieldList().stream()
            .map(field -> unlimited(ExpressionCompiler.typeOf(field.getType())))
            .toList(),
        compileInput(0),
        step(getIterativeRel()),
        all,
        iterationLimit,
        name(getTransientTable()));
  }

  /// A step without the casts to the lengths of texts that one step would give.
  private static Operator step(RelNode rel) {
    if (rel instanceof MeasuredRel measured) {
      return measured.measured(step(measured.getInput()));
    }
    if (!(rel instanceof ProjectRel project)) {
      return ((BatchRel) rel).compile();
    }
    List<Expression> expressions =
        project.getProjects().stream().map(RecursionRel::unlimited).toList();
    return new ProjectOperator(project.compileInput(0), expressions);
  }

  private static Expression unlimited(RexNode node) {
    RexNode value =
        node.getKind() == SqlKind.CAST && node.getType().getSqlTypeName() == SqlTypeName.VARCHAR
            ? ((RexCall) node).getOperands().getFirst()
            : node;
    Expression expression = ExpressionCompiler.compile(value);
    return Conversion.of(expression, unlimited(ExpressionCompiler.typeOf(node.getType())));
  }

  /// Texts grow from step to step.
  private static ColumnType unlimited(ColumnType type) {
    return type.kind() == TypeKind.VARCHAR ? ColumnType.of(TypeKind.VARCHAR) : type;
  }

  @Override
  public String describe() {
    return "Recursion " + name(getTransientTable()) + (all ? "" : ", distinct");
  }
}
