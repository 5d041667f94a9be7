package io.proxima.sql;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.RelFactories;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.util.ImmutableBitSet;

/// Takes sub-queries out of the conditions of joins.
///
/// Calcite's rule for them puts each beside one of the inputs, and of several some beside the wrong
/// one. It is left with what is neither of an inner join nor over the left input alone.
final class JoinSubQueries {
  private JoinSubQueries() {}

  /// The same rows as those of `join`.
  static RelNode out(Join join) {
    if (!RexUtil.SubQueryFinder.containsSubQuery(join)) {
      return join;
    }
    return join.getJoinType() == JoinRelType.INNER ? filtered(join) : computedBefore(join);
  }

  /// An inner join with a filter above it.
  private static RelNode filtered(Join join) {
    Map<Boolean, List<RexNode>> parts =
        RelOptUtil.conjunctions(join.getCondition()).stream()
            .collect(Collectors.partitioningBy(each -> RexUtil.SubQueryFinder.find(each) != null));
    return builder(join)
        .push(join.getLeft())
        .push(join.getRight())
        .join(JoinRelType.INNER, parts.get(false))
        .filter(join.getVariablesSet(), parts.get(true))
        .build();
  }

  /// A join whose left input has the values of the sub-queries as further columns.
  private static RelNode computedBefore(Join join) {
    List<RexSubQuery> subQueries = List.copyOf(subQueries(join));
    int width = join.getLeft().getRowType().getFieldCount();
    if (!subQueries.stream().allMatch(each -> isOver(width, each, join))) {
      return join;
    }
    RelBuilder builder = builder(join).push(join.getLeft());
    List<RexNode> columns = new ArrayList<>(builder.fields());
    columns.addAll(subQueries);
    RexNode condition =
        join.getCondition()
            .accept(
                new RexShuttle() {
                  @Override
                  public RexNode visitSubQuery(RexSubQuery subQuery) {
                    return new RexInputRef(
                        width + subQueries.indexOf(subQuery), subQuery.getType());
                  }

                  @Override
                  public RexNode visitInputRef(RexInputRef column) {
                    return column.getIndex() < width
                        ? column
                        : new RexInputRef(column.getIndex() + subQueries.size(), column.getType());
                  }
                });
    builder
        .project(columns, List.of(), true, join.getVariablesSet())
        .push(join.getRight())
        .join(join.getJoinType(), condition);
    int all = join.getRowType().getFieldCount() + subQueries.size();
    ImmutableBitSet wanted =
        ImmutableBitSet.range(all).except(ImmutableBitSet.range(width, width + subQueries.size()));
    return builder.project(builder.fields(wanted), join.getRowType().getFieldNames()).build();
  }

  private static Set<RexSubQuery> subQueries(Join join) {
    Set<RexSubQuery> found = new LinkedHashSet<>();
    join.getCondition()
        .accept(
            new RexShuttle() {
              @Override
              public RexNode visitSubQuery(RexSubQuery subQuery) {
                found.add(subQuery);
                return subQuery;
              }
            });
    return found;
  }

  /// Whether a sub-query looks at no other columns of a join than its first `width`.
  private static boolean isOver(int width, RexSubQuery subQuery, Join join) {
    ImmutableBitSet left = ImmutableBitSet.range(width);
    return left.contains(RelOptUtil.InputFinder.bits(subQuery.getOperands(), null))
        && join.getVariablesSet().stream()
            .allMatch(id -> left.contains(RelOptUtil.correlationColumns(id, subQuery.rel)));
  }

  private static RelBuilder builder(RelNode rel) {
    return RelFactories.LOGICAL_BUILDER.create(rel.getCluster(), null);
  }
}
