package io.proxima.sql;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.sql.catalog.CatalogTable;
import io.proxima.sql.function.SequenceFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.prepare.RelOptTableImpl;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Snapshot;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.logical.LogicalTableScan;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.schema.Table;

/// Puts the time of each `FOR SYSTEM_TIME AS OF` into the table that it stands behind.
final class PastTables extends RelHomogeneousShuttle {
  private final RexShuttle subQueries =
      new RexShuttle() {
        @Override
        public RexNode visitSubQuery(RexSubQuery query) {
          RexSubQuery inner = (RexSubQuery) super.visitSubQuery(query);
          return inner.clone(inner.rel.accept(PastTables.this));
        }
      };

  @Override
  public RelNode visit(RelNode rel) {
    RelNode visited = super.visit(rel).accept(subQueries);
    return visited instanceof Snapshot snapshot ? past(snapshot) : visited;
  }

  private static RelNode past(Snapshot snapshot) {
    RexNode period = snapshot.getPeriod();
    if (!(snapshot.getInput() instanceof TableScan scan)
        || RexUtil.containsInputRef(period)
        || RexUtil.containsFieldAccess(period)
        || RexUtil.SubQueryFinder.find(period) != null) {
      throw new ProximaException(
          ErrorCode.UNSUPPORTED,
          "FOR SYSTEM_TIME AS OF takes a table, and a constant or a parameter");
    }
    boolean isSequence =
        period instanceof RexCall call && call.getOperator().equals(SequenceFunction.INSTANCE);
    RexNode moment = isSequence ? ((RexCall) period).getOperands().getFirst() : period;
    RelOptTable now = scan.getTable();
    CatalogTable table =
        Objects.requireNonNull(now.unwrap(CatalogTable.class)).asOf(moment, isSequence);
    List<String> name = new ArrayList<>(now.getQualifiedName());
    name.add("as of " + period);
    RelOptTable past =
        RelOptTableImpl.create(
            now.getRelOptSchema(),
            now.getRowType(),
            name,
            (Table) table,
            type -> {
              throw new IllegalStateException("no code is generated for " + type);
            });
    return LogicalTableScan.create(scan.getCluster(), past, scan.getHints());
  }
}
