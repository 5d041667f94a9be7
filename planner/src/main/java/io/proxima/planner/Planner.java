package io.proxima.planner;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.planner.rel.BatchRel;
import io.proxima.planner.rule.EnumerableFallback;
import io.proxima.planner.rule.OperatorRule;
import io.proxima.planner.rule.SystemScanRule;
import io.proxima.planner.rule.TableQueryRule;
import io.proxima.sql.CalciteRefusal;
import io.proxima.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Project;
import org.jspecify.annotations.Nullable;

/// Finds out how to run a statement.
///
/// - **Threads:** thread-safe; each planning takes the tree of its statement for itself.
public final class Planner {
  private final List<RelOptRule> rules;
  private final List<RelOptRule> rulesWithEnumerable;

  /// A planner with our rules, and with Calcite's for what ours find no plan for.
  public Planner() {
    List<RelOptRule> all = new ArrayList<>(TableQueryRule.all());
    all.add(new SystemScanRule());
    all.addAll(OperatorRule.all());
    this.rules = List.copyOf(all);
    all.addAll(EnumerableFallback.rules());
    this.rulesWithEnumerable = List.copyOf(all);
  }

  /// Plans a query.
  ///
  /// @throws ProximaException `UNSUPPORTED`, naming what is not offered
  public QueryPlan plan(Statement.Query query) {
    BatchRel best = best(query.root().project());
    return new QueryPlan(best.compile(), query.columns(), Explain.text(best));
  }

  /// Plans a change of rows.
  ///
  /// @throws ProximaException `UNSUPPORTED`, naming what is not offered
  public ModifyPlan plan(Statement.Modify modify) {
    BatchRel source = best(modify.source().project());
    Optional<ConflictPlan> conflict =
        modify
            .conflict()
            .map(each ->
                new ConflictPlan(
                    modify.table(), each, new CheckPlan(modify.table(), modify.checks())));
    String head =
        modify.kind()
            + " "
            + modify.table().name()
            + conflict.map(ConflictPlan::describe).orElse("")
            + modify.returning().map(Planner::describe).orElse("");
    return new ModifyPlan(modify, source.compile(), conflict, Explain.text(head, source));
  }

  private static String describe(Statement.Returning returning) {
    return returning.columns().stream()
        .map(Statement.OutputColumn::label)
        .collect(Collectors.joining(", ", " returning [", "]"));
  }

  private BatchRel best(RelNode logical) {
    try {
      BatchRel constant = ConstantRows.of(logical);
      return constant != null ? constant : search(Normalizer.normalize(logical));
    } catch (RuntimeException | AssertionError e) {
      throw CalciteRefusal.of(e);
    }
  }

  private BatchRel search(RelNode logical) {
    if (!Windows.isIn(logical)) {
      BatchRel ours = search(logical, rules);
      if (ours != null) {
        return ours;
      }
    }
    RelNode split = Windows.withTwins(Windows.split(logical));
    BatchRel mixed = search(split, rulesWithEnumerable);
    if (mixed == null) {
      throw new ProximaException(ErrorCode.UNSUPPORTED, unsupported(split));
    }
    return mixed;
  }

  private static @Nullable BatchRel search(RelNode logical, List<RelOptRule> rules) {
    RelOptPlanner planner = logical.getCluster().getPlanner();
    planner.clear();
    logical.getCluster().invalidateMetadataQuery();
    rules.forEach(planner::addRule);
    RelTraitSet wanted = logical.getTraitSet().replace(BatchRel.CONVENTION).simplify();
    planner.setRoot(planner.changeTraits(logical, wanted));
    try {
      return (BatchRel) planner.findBestExp();
    } catch (RelOptPlanner.CannotPlanException e) {
      return null;
    }
  }

  private static String unsupported(RelNode logical) {
    String name = culprit(logical);
    return (name == null ? "this query" : name) + " is not offered";
  }

  private static @Nullable String culprit(RelNode rel) {
    if (rel instanceof Project project && project.containsOver()) {
      return "a window function (OVER)";
    }
    for (RelNode input : rel.getInputs()) {
      String name = culprit(input);
      if (name != null) {
        return name;
      }
    }
    boolean known =
        switch (rel.getRelTypeName()) {
          case "LogicalProject",
              "LogicalFilter",
              "LogicalSort",
              "LogicalValues",
              "LogicalUnion",
              "LogicalJoin",
              "LogicalAggregate",
              "LogicalTableScan" ->
              true;
          default -> false;
        };
    return known ? null : "the operator " + rel.getRelTypeName().replace("Logical", "");
  }
}
