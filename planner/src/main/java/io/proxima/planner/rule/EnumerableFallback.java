package io.proxima.planner.rule;

import io.proxima.planner.rel.BatchRel;
import io.proxima.planner.rel.FromEnumerable;
import io.proxima.planner.rel.ToEnumerable;
import java.util.List;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRules;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.convert.ConverterRule;

/// The rules that take over where ours find no plan: Calcite's operators for what we have none of,
/// and the ways between the two conventions. Everything else stays ours.
public final class EnumerableFallback {
  private EnumerableFallback() {}

  /// The rules.
  public static List<RelOptRule> rules() {
    return List.of(
        EnumerableRules.ENUMERABLE_WINDOW_RULE,
        EnumerableRules.ENUMERABLE_AGGREGATE_RULE,
        EnumerableRules.ENUMERABLE_INTERSECT_RULE,
        EnumerableRules.ENUMERABLE_MINUS_RULE,
        new Crossing(BatchRel.class, BatchRel.CONVENTION, EnumerableConvention.INSTANCE),
        new Crossing(EnumerableRel.class, EnumerableConvention.INSTANCE, BatchRel.CONVENTION));
  }

  private static final class Crossing extends ConverterRule {
    private final Convention target;

    Crossing(Class<? extends RelNode> from, Convention source, Convention target) {
      super(
          Config.INSTANCE
              .withConversion(from, source, target, "Crossing:" + target.getName())
              .withRuleFactory(_ -> {
                throw new UnsupportedOperationException();
              }));
      this.target = target;
    }

    @Override
    public RelNode convert(RelNode rel) {
      return target.equals(BatchRel.CONVENTION) ? new FromEnumerable(rel) : new ToEnumerable(rel);
    }
  }
}
