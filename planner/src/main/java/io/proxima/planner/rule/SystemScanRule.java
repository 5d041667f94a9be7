package io.proxima.planner.rule;

import io.proxima.planner.exec.Access;
import io.proxima.planner.rel.AccessRel;
import io.proxima.planner.rel.BatchRel;
import io.proxima.sql.catalog.SystemTable;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalTableScan;

/// Turns the scan of a system view into its access.
public final class SystemScanRule extends RelRule<RuleConfig> {
  /// The rule.
  public SystemScanRule() {
    super(
        RuleConfig.of(
            "SystemScanRule", builder -> builder.operand(LogicalTableScan.class).noInputs()));
  }

  @Override
  public void onMatch(RelOptRuleCall call) {
    RelNode scan = call.rel(0);
    SystemTable table = scan.getTable() == null ? null : scan.getTable().unwrap(SystemTable.class);
    if (table != null) {
      List<Integer> columns = IntStream.range(0, table.view().columns().size()).boxed().toList();
      call.transformTo(
          new AccessRel(
              scan.getCluster(),
              scan.getTraitSet().replace(BatchRel.CONVENTION),
              scan.getRowType(),
              new Access.SystemScan(table.view(), columns)));
    }
  }
}
