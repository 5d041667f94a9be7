package io.proxima.planner;

import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.plan.hep.HepProgramBuilder;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.RelFactories;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.rules.CoreRules;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql2rel.RelFieldTrimmer;

/// Brings logical trees into the few shapes that the rules know: filters below projections, one
/// projection and one filter in a row, and only the columns of a table that are used.
final class Normalizer {
  private static final HepProgram JOINS =
      new HepProgramBuilder()
          .addRuleInstance(CoreRules.FILTER_INTO_JOIN)
          .addRuleInstance(CoreRules.FILTER_CORRELATE)
          .addRuleInstance(CoreRules.JOIN_CONDITION_PUSH)
          .addRuleInstance(CoreRules.FILTER_AGGREGATE_TRANSPOSE)
          .addRuleInstance(CoreRules.UNION_TO_DISTINCT)
          .addRuleInstance(CoreRules.INTERSECT_TO_DISTINCT)
          .addRuleInstance(CoreRules.MINUS_TO_DISTINCT)
          .build();

  private Normalizer() {}

  static RelNode normalize(RelNode root) {
    RelNode merged = merge(root);
    if (hasMany(merged)) {
      HepPlanner planner = new HepPlanner(JOINS);
      planner.setRoot(merged);
      return trim(merge(planner.findBestExp()));
    }
    return isWide(merged) ? trim(merged) : merged;
  }

  private static RelNode trim(RelNode root) {
    RelFieldTrimmer trimmer =
        new RelFieldTrimmer(null, RelFactories.LOGICAL_BUILDER.create(root.getCluster(), null));
    return merge(trimmer.trim(root));
  }

  /// Whether columns may go through a sort that nobody reads above, as with `KNN`.
  private static boolean isWide(RelNode root) {
    if (!(root instanceof Project project)) {
      return false;
    }
    RelNode below =
        project.getInput() instanceof Filter filter ? filter.getInput() : project.getInput();
    return below instanceof Sort sort
        && sort.getRowType().getFieldCount() > project.getProjects().size() + 1;
  }

  /// Whether more than filter, projection and order happens.
  private static boolean hasMany(RelNode rel) {
    return rel instanceof Join
        || rel instanceof Correlate
        || rel instanceof Aggregate
        || rel instanceof SetOp
        || (rel instanceof Project project && project.containsOver())
        || rel.getInputs().stream().anyMatch(Normalizer::hasMany);
  }

  /// One projection and one filter in a row.
  static RelNode merge(RelNode rel) {
    List<RelNode> inputs = rel.getInputs().stream().map(Normalizer::merge).toList();
    RelNode same = inputs.equals(rel.getInputs()) ? rel : rel.copy(rel.getTraitSet(), inputs);
    return switch (same) {
      case Project project -> project(project);
      case Filter filter -> filter(filter);
      default -> same;
    };
  }

  private static RelNode project(Project project) {
    if (RexUtil.isIdentity(project.getProjects(), project.getInput().getRowType())) {
      return project.getInput();
    }
    if (!(project.getInput() instanceof Project below)
        || below.containsOver()
        || project.containsOver()) {
      return project;
    }
    List<RexNode> projects = RelOptUtil.pushPastProject(project.getProjects(), below);
    return project(
        LogicalProject.create(
            below.getInput(), List.of(), projects, project.getRowType(), Set.of()));
  }

  private static RelNode filter(Filter filter) {
    return switch (filter.getInput()) {
      case Filter below ->
          filter(
              LogicalFilter.create(
                  below.getInput(),
                  RexUtil.composeConjunction(
                      filter.getCluster().getRexBuilder(),
                      List.of(below.getCondition(), filter.getCondition()))));
      case Project below when !below.containsOver() ->
          project(
              LogicalProject.create(
                  filter(
                      LogicalFilter.create(
                          below.getInput(),
                          RelOptUtil.pushPastProject(filter.getCondition(), below))),
                  List.of(),
                  below.getProjects(),
                  below.getRowType(),
                  Set.of()));
      default -> filter;
    };
  }
}
