package io.proxima.planner.rule;

import io.proxima.planner.rel.BatchRel;
import io.proxima.sql.catalog.CatalogTable;
import java.util.List;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalSort;
import org.apache.calcite.rel.logical.LogicalTableScan;
import org.jspecify.annotations.Nullable;

/// Turns `[sort] [project] [filter] scan` into the access that does most of it: filter, projection,
/// key look-up, distance range and `ORDER BY distance LIMIT k` move into the engine.
public final class TableQueryRule extends RelRule<RuleConfig> {
  private TableQueryRule(RuleConfig config) {
    super(config);
  }

  /// The rule for each shape.
  public static List<TableQueryRule> all() {
    return List.of(
        rule("Scan", TableQueryRule::scan),
        rule("FilterScan", over(LogicalFilter.class, TableQueryRule::scan)),
        rule("ProjectScan", over(LogicalProject.class, TableQueryRule::scan)),
        rule(
            "ProjectFilterScan",
            over(LogicalProject.class, over(LogicalFilter.class, TableQueryRule::scan))),
        rule("SortScan", over(LogicalSort.class, TableQueryRule::scan)),
        rule(
            "SortFilterScan",
            over(LogicalSort.class, over(LogicalFilter.class, TableQueryRule::scan))),
        rule(
            "SortProjectScan",
            over(LogicalSort.class, over(LogicalProject.class, TableQueryRule::scan))),
        rule(
            "SortProjectFilterScan",
            over(
                LogicalSort.class,
                over(LogicalProject.class, over(LogicalFilter.class, TableQueryRule::scan)))));
  }

  private static TableQueryRule rule(String name, OperandTransform shape) {
    return new TableQueryRule(RuleConfig.of("TableQueryRule:" + name, shape));
  }

  private static Done scan(OperandBuilder builder) {
    return builder.operand(LogicalTableScan.class).noInputs();
  }

  private static OperandTransform over(Class<? extends RelNode> top, OperandTransform input) {
    return builder -> builder.operand(top).oneInput(input);
  }

  @Override
  public void onMatch(RelOptRuleCall call) {
    Sort sort = null;
    Project project = null;
    Filter filter = null;
    for (RelNode rel : call.rels) {
      switch (rel) {
        case Sort s -> sort = s;
        case Project p -> project = p;
        case Filter f -> filter = f;
        case TableScan scan -> transform(call, scan, filter, project, sort);
        default -> throw new IllegalStateException("unexpected " + rel);
      }
    }
  }

  private static void transform(
      RelOptRuleCall call,
      TableScan scan,
      @Nullable Filter filter,
      @Nullable Project project,
      @Nullable Sort sort) {
    CatalogTable table = scan.getTable().unwrap(CatalogTable.class);
    if (table == null || (project != null && project.containsOver())) {
      return;
    }
    TableQuery query = new TableQuery(scan, table, filter, project);
    RelNode rel = sort == null ? query.unordered() : query.ordered(sort);
    if (rel != null) {
      RelNode top = call.rel(0);
      if (sort != null) {
        call.getPlanner().prune(sort); // an order without the key would be cheaper, but wrong
      }
      call.transformTo(rel.copy(top.getTraitSet().replace(BatchRel.CONVENTION), rel.getInputs()));
    }
  }
}
