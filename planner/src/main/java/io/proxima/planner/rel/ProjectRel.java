package io.proxima.planner.rel;

import io.proxima.planner.exec.Operator;
import io.proxima.planner.exec.ProjectOperator;
import io.proxima.planner.expression.ExpressionCompiler;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;

/// New columns computed from each row.
public final class ProjectRel extends Project implements BatchRel {
  /// A projection over an input of our convention.
  public ProjectRel(
      RelTraitSet traits, RelNode input, List<? extends RexNode> projects, RelDataType rowType) {
    super(input.getCluster(), traits, List.of(), input, projects, rowType, Set.of());
  }

  @Override
  public Project copy(
      RelTraitSet traits, RelNode input, List<RexNode> newProjects, RelDataType newRowType) {
    return new ProjectRel(traits, input, newProjects, newRowType);
  }

  @Override
  public Operator compile() {
    return new ProjectOperator(compileInput(0), ExpressionCompiler.compileAll(getProjects()));
  }

  @Override
  public String describe() {
    List<String> names = getInput().getRowType().getFieldNames();
    return getProjects().stream()
        .map(project -> RexText.of(project, names))
        .collect(Collectors.joining(", ", "Project ", ""));
  }
}
