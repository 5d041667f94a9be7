package io.proxima.sql;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.sql.function.VectorOperators;
import java.util.List;
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
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.rules.CoreRules;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql2rel.RelDecorrelator;

/// Turns sub-queries into joins.
final class SubQueries {
  private static final HepProgram REMOVAL =
      new HepProgramBuilder()
          .addRuleCollection(
              List.of(
                  CoreRules.FILTER_SUB_QUERY_TO_CORRELATE,
                  CoreRules.PROJECT_SUB_QUERY_TO_CORRELATE,
                  CoreRules.JOIN_SUB_QUERY_TO_CORRELATE))
          .build();

  private SubQueries() {}

  /// The tree without sub-queries in its expressions; what cannot be a join stays a `Correlate`.
  static RelNode flatten(RelNode root) {
    RelNode removed = root;
    if (hasSubQuery(root)) {
      HepPlanner planner = new HepPlanner(REMOVAL);
      planner.setRoot(SearchSubQueries.prepare(root));
      removed = planner.findBestExp();
      if (!RelOptUtil.getVariablesUsed(removed).isEmpty()) {
        throw new ProximaException(
            ErrorCode.UNSUPPORTED,
            "an outer join with several sub-queries in ON, one of them over columns of the join,"
                + " is not offered");
      }
    }
    return hasCorrelate(removed) && !hasSearch(removed)
        ? RelDecorrelator.decorrelateQuery(
            removed, RelFactories.LOGICAL_BUILDER.create(root.getCluster(), null))
        : removed;
  }

  /// Whether the right side of a correlation looks for the nearest of a few rows. As a join it
  /// would order all pairs.
  private static boolean hasSearch(RelNode rel) {
    return (rel instanceof Correlate correlate
            && (isSearch(correlate.getRight()) || isOneRow(correlate.getLeft())))
        || rel.getInputs().stream().anyMatch(SubQueries::hasSearch);
  }

  /// Such as a query vector: then the right side runs once.
  private static boolean isOneRow(RelNode rel) {
    return rel instanceof Aggregate aggregate && aggregate.getGroupSet().isEmpty();
  }

  private static boolean isSearch(RelNode rel) {
    if (rel instanceof Sort sort
        && sort.fetch != null
        && sort.getInput() instanceof Project project) {
      return sort.getCollation().getFieldCollations().stream()
          .map(key -> project.getProjects().get(key.getFieldIndex()))
          .anyMatch(SubQueries::hasDistance);
    }
    return rel.getInputs().size() == 1 && isSearch(rel.getInput(0));
  }

  /// Whether an expression computes a distance anywhere.
  static boolean hasDistance(RexNode node) {
    return node instanceof RexCall call
        && (VectorOperators.isDistance(call.getOperator())
            || call.getOperands().stream().anyMatch(SubQueries::hasDistance));
  }

  private static boolean hasSubQuery(RelNode rel) {
    boolean here =
        switch (rel) {
          case Project project -> RexUtil.SubQueryFinder.containsSubQuery(project);
          case Filter filter -> RexUtil.SubQueryFinder.containsSubQuery(filter);
          case Join join -> RexUtil.SubQueryFinder.containsSubQuery(join);
          default -> false;
        };
    return here || rel.getInputs().stream().anyMatch(SubQueries::hasSubQuery);
  }

  private static boolean hasCorrelate(RelNode rel) {
    return rel instanceof Correlate || rel.getInputs().stream().anyMatch(SubQueries::hasCorrelate);
  }
}
