package io.proxima.planner;

import io.proxima.engine.time.Clock;
import io.proxima.planner.exec.Access;
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
  /// How a plan is measured.
  ///
  /// @param withRecall whether searches are compared with their exact answers
  record Measuring(Clock clock, boolean withRecall) {}

  /// Shows a plan as it is.
  static PlanNode node(BatchRel best, UnusedIndexes unused) {
    return of(best, unused, null).node();
  }

  /// Makes a plan measured.
  static Explained<BatchRel> measured(BatchRel best, UnusedIndexes unused, Measuring measuring) {
    Explained<RelNode> all = of(best, unused, measuring);
    return new Explained<>((BatchRel) all.rel(), all.node());
  }

  private static Explained<RelNode> of(
      RelNode rel, UnusedIndexes unused, @Nullable Measuring measuring) {
    List<Explained<RelNode>> inputs =
        rel.getInputs().stream().map(input -> of(input, unused, measuring)).toList();
    RelNode same = rel;
    if (measuring != null && !inputs.isEmpty()) {
      same = rel.copy(rel.getTraitSet(), inputs.stream().map(Explained::rel).toList());
    }
    Measure measure = null;
    if (measuring != null && same instanceof BatchRel ours) {
      measure = new Measure(measuring.clock);
      same = new MeasuredRel(ours, measure, measuring.withRecall && isSearch(rel));
    }
    return new Explained<>(
        same,
        new PlanNode(
            OperatorText.of(rel),
            facts(rel),
            rel instanceof AccessRel leaf ? unused.of(leaf.access()) : List.of(),
            measure,
            inputs.stream().map(Explained::node).toList()));
  }

  /// Whether a part of a plan looks for nearest rows.
  static boolean hasSearch(RelNode rel) {
    return isSearch(rel) || rel.getInputs().stream().anyMatch(Explained::hasSearch);
  }

  private static boolean isSearch(RelNode rel) {
    return rel instanceof AccessRel leaf && isSearch(leaf.access());
  }

  private static boolean isSearch(Access access) {
    return switch (access) {
      case Access.Knn _, Access.Range _ -> true;
      case Access.Past past -> isSearch(past.access());
      case Access.Scan _, Access.PointGet _, Access.SystemScan _ -> false;
    };
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
