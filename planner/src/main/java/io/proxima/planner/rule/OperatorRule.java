package io.proxima.planner.rule;

import io.proxima.planner.rel.AggregateRel;
import io.proxima.planner.rel.BatchRel;
import io.proxima.planner.rel.CorrelateRel;
import io.proxima.planner.rel.FilterRel;
import io.proxima.planner.rel.HashJoinRel;
import io.proxima.planner.rel.ProjectRel;
import io.proxima.planner.rel.RecursionRel;
import io.proxima.planner.rel.RecursionStepRel;
import io.proxima.planner.rel.RowsRel;
import io.proxima.planner.rel.SortRel;
import io.proxima.planner.rel.UnionRel;
import java.util.List;
import java.util.function.Function;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.convert.ConverterRule;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.RepeatUnion;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalCorrelate;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalRepeatUnion;
import org.apache.calcite.rel.logical.LogicalSort;
import org.apache.calcite.rel.logical.LogicalTableScan;
import org.apache.calcite.rel.logical.LogicalTableSpool;
import org.apache.calcite.rel.logical.LogicalUnion;
import org.apache.calcite.rel.logical.LogicalValues;
import org.apache.calcite.schema.TransientTable;
import org.jspecify.annotations.Nullable;

/// Turns a logical operator into ours, one for one.
public final class OperatorRule extends ConverterRule {
  private final Function<RelNode, @Nullable RelNode> conversion;

  private OperatorRule(
      Class<? extends RelNode> logical, Function<RelNode, @Nullable RelNode> conversion) {
    super(
        Config.INSTANCE
            .withConversion(
                logical,
                Convention.NONE,
                BatchRel.CONVENTION,
                "OperatorRule:" + logical.getSimpleName())
            .withRuleFactory(_ -> {
              throw new UnsupportedOperationException();
            }));
    this.conversion = conversion;
  }

  /// The rule for each operator.
  public static List<OperatorRule> all() {
    return List.of(
        new OperatorRule(LogicalFilter.class, rel -> filter((Filter) rel)),
        new OperatorRule(LogicalProject.class, rel -> project((Project) rel)),
        new OperatorRule(LogicalSort.class, rel -> sort((Sort) rel)),
        new OperatorRule(LogicalValues.class, rel -> values((Values) rel)),
        new OperatorRule(LogicalUnion.class, rel -> union((Union) rel)),
        new OperatorRule(LogicalJoin.class, rel -> join((Join) rel)),
        new OperatorRule(LogicalAggregate.class, rel -> aggregate((Aggregate) rel)),
        new OperatorRule(LogicalCorrelate.class, rel -> correlate((Correlate) rel)),
        new OperatorRule(LogicalRepeatUnion.class, rel -> recursion((RepeatUnion) rel)),
        new OperatorRule(LogicalTableSpool.class, rel -> input(rel, 0)),
        new OperatorRule(LogicalTableScan.class, rel -> step((TableScan) rel)));
  }

  @Override
  public @Nullable RelNode convert(RelNode rel) {
    return conversion.apply(rel);
  }

  private static RelTraitSet batch(RelNode rel) {
    return rel.getTraitSet().replace(BatchRel.CONVENTION);
  }

  private static RelNode input(RelNode rel, int ordinal) {
    RelNode input = rel.getInput(ordinal);
    return convert(input, batch(input));
  }

  private static RelNode filter(Filter filter) {
    return new FilterRel(batch(filter), input(filter, 0), filter.getCondition());
  }

  private static @Nullable RelNode project(Project project) {
    return project.containsOver()
        ? null
        : new ProjectRel(
            batch(project), input(project, 0), project.getProjects(), project.getRowType());
  }

  private static RelNode sort(Sort sort) {
    return new SortRel(batch(sort), input(sort, 0), sort.getCollation(), sort.offset, sort.fetch);
  }

  private static RelNode values(Values values) {
    return new RowsRel(values.getCluster(), batch(values), values.getRowType(), values.getTuples());
  }

  private static @Nullable RelNode union(Union union) {
    return union.all
        ? new UnionRel(
            union.getCluster(),
            batch(union),
            union.getInputs().stream().map(input -> convert(input, batch(input))).toList())
        : null;
  }

  private static RelNode join(Join join) {
    return new HashJoinRel(
        batch(join), input(join, 0), input(join, 1), join.getCondition(), join.getJoinType());
  }

  private static RelNode correlate(Correlate correlate) {
    return new CorrelateRel(
        batch(correlate),
        input(correlate, 0),
        input(correlate, 1),
        correlate.getCorrelationId(),
        correlate.getRequiredColumns(),
        correlate.getJoinType());
  }

  private static RelNode recursion(RepeatUnion union) {
    return new RecursionRel(
        batch(union),
        input(union, 0),
        input(union, 1),
        union.all,
        union.iterationLimit,
        union.getTransientTable());
  }

  /// What the last step of a recursion found.
  private static @Nullable RelNode step(TableScan scan) {
    return scan.getTable().unwrap(TransientTable.class) == null
        ? null
        : new RecursionStepRel(
            scan.getCluster(), batch(scan), scan.getRowType(), RecursionRel.name(scan.getTable()));
  }

  private static @Nullable RelNode aggregate(Aggregate aggregate) {
    return AggregateRel.canDo(aggregate)
        ? new AggregateRel(
            batch(aggregate),
            input(aggregate, 0),
            aggregate.getGroupSet(),
            aggregate.getGroupSets(),
            aggregate.getAggCallList())
        : null;
  }
}
