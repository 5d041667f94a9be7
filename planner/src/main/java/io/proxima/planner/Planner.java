package io.proxima.planner;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.query.SearchMode;
import io.proxima.engine.time.Clock;
import io.proxima.planner.exec.Measure;
import io.proxima.planner.rel.BatchRel;
import io.proxima.planner.rule.EnumerableFallback;
import io.proxima.planner.rule.OperatorRule;
import io.proxima.planner.rule.SystemScanRule;
import io.proxima.planner.rule.TableQueryRule;
import io.proxima.sql.CalciteRefusal;
import io.proxima.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /// A plan for one execution, and what EXPLAIN shows of it once it has run.
  public record Measured<P>(P plan, PlanNode tree) {}

  /// Plans a query.
  ///
  /// @throws ProximaException `UNSUPPORTED`, naming what is not offered
  public QueryPlan plan(Statement.Query query) {
    return new QueryPlan(best(query.root().project()).compile(), query.columns());
  }

  /// Plans a change of rows.
  ///
  /// @throws ProximaException `UNSUPPORTED`, naming what is not offered
  public ModifyPlan plan(Statement.Modify modify) {
    return modify(modify, best(modify.source().project()));
  }

  private static ModifyPlan modify(Statement.Modify modify, BatchRel source) {
    Optional<ConflictPlan> conflict =
        modify
            .conflict()
            .map(each ->
                new ConflictPlan(
                    modify.table(), each, new CheckPlan(modify.table(), modify.checks())));
    return new ModifyPlan(modify, source.compile(), conflict);
  }

  /// The plan of a query as EXPLAIN shows it to a session whose settings say that of searches.
  ///
  /// @throws ProximaException as planning it does
  public PlanNode explain(Statement.Query query, SearchMode session) {
    return Explained.node(best(query.root().project()), new UnusedIndexes(query.search(), session));
  }

  /// The plan of a change as EXPLAIN shows it.
  ///
  /// @throws ProximaException as planning it does
  public PlanNode explain(Statement.Modify modify, SearchMode session) {
    UnusedIndexes unused = new UnusedIndexes(modify.search(), session);
    return node(modify, null, Explained.node(best(modify.source().project()), unused));
  }

  /// Plans a query for one execution that is measured.
  ///
  /// @param withRecall whether its searches for nearest rows are compared with their exact answers
  /// @throws ProximaException as planning it does; `UNSUPPORTED` if there is nothing to compare
  public Measured<QueryPlan> measured(
      Statement.Query query, SearchMode session, Clock clock, boolean withRecall) {
    BatchRel best = best(query.root().project());
    if (withRecall && !Explained.hasSearch(best)) {
      throw new ProximaException(
          ErrorCode.UNSUPPORTED,
          "EXPLAIN (RECALL) is for queries whose plan has a search for nearest rows; this one has"
              + " none");
    }
    Explained<BatchRel> source =
        Explained.measured(
            best,
            new UnusedIndexes(query.search(), session),
            new Explained.Measuring(clock, withRecall));
    return new Measured<>(new QueryPlan(source.rel().compile(), query.columns()), source.node());
  }

  /// Plans a change for one execution; whoever runs it measures the change itself.
  ///
  /// @throws ProximaException as planning it does
  public Measured<ModifyPlan> measured(Statement.Modify modify, SearchMode session, Clock clock) {
    Explained<BatchRel> source =
        Explained.measured(
            best(modify.source().project()),
            new UnusedIndexes(modify.search(), session),
            new Explained.Measuring(clock, false));
    return new Measured<>(
        modify(modify, source.rel()), node(modify, new Measure(clock), source.node()));
  }

  private static PlanNode node(
      Statement.Modify modify, @Nullable Measure measure, PlanNode source) {
    String line =
        modify.kind()
            + " "
            + modify.table().name()
            + modify
                .conflict()
                .map(each -> " on conflict do " + (each.row().isEmpty() ? "nothing" : "update"))
                .orElse("")
            + modify.returning().map(Planner::describe).orElse("");
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    facts.put("table", modify.table().name().toString());
    return new PlanNode(line, facts, List.of(), measure, List.of(source));
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
