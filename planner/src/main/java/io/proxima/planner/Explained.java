package io.proxima.planner;

import io.proxima.engine.time.Clock;
import io.proxima.planner.exec.Measure;
import io.proxima.planner.rel.AccessRel;
import io.proxima.planner.rel.BatchRel;
import io.proxima.planner.rel.MeasuredRel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rel.RelNode;
import org.jspecify.annotations.Nullable;

/// A tree of operators and what EXPLAIN shows of it; if it is to be measured, the tree holds the
/// measures that the nodes show.
record Explained<R extends RelNode>(R rel, PlanNode node) {
  /// Shows a plan as it is.
  static PlanNode node(BatchRel best) {
    return of(best, null).node();
  }

  /// Makes a plan measured by a clock.
  static Explained<BatchRel> measured(BatchRel best, Clock clock) {
    Explained<RelNode> all = of(best, clock);
    return new Explained<>((BatchRel) all.rel(), all.node());
  }

  private static Explained<RelNode> of(RelNode rel, @Nullable Clock clock) {
    List<Explained<RelNode>> inputs =
        rel.getInputs().stream().map(input -> of(input, clock)).toList();
    Measure measure = clock != null && rel instanceof BatchRel ? new Measure(clock) : null;
    RelNode same = rel;
    if (clock != null && !inputs.isEmpty()) {
      same = rel.copy(rel.getTraitSet(), inputs.stream().map(Explained::rel).toList());
    }
    return new Explained<>(
        measure == null ? same : new MeasuredRel((BatchRel) same, measure),
        new PlanNode(
            OperatorText.of(rel),
            facts(rel),
            measure,
            inputs.stream().map(Explained::node).toList()));
  }

  private static Map<String, @Nullable Object> facts(RelNode rel) {
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    if (rel instanceof AccessRel leaf) {
      facts.putAll(AccessFacts.of(leaf.access()));
    }
    Double rows = rel.getCluster().getMetadataQuery().getRowCount(rel);
    facts.put("estimated_rows", rows == null ? null : (double) Math.round(rows));
    return facts;
  }
}
