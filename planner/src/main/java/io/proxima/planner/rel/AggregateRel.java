package io.proxima.planner.rel;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.planner.exec.AggregateFunction;
import io.proxima.planner.exec.AggregateOperator;
import io.proxima.planner.exec.Operator;
import io.proxima.planner.expression.ExpressionCompiler;
import io.proxima.sql.function.VectorAggregate;
import io.proxima.sql.function.VectorOperators;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/// Groups rows by a hash table.
public final class AggregateRel extends Aggregate implements BatchRel {
  /// An aggregation over an input of our convention.
  public AggregateRel(
      RelTraitSet traits,
      RelNode input,
      ImmutableBitSet groupSet,
      @Nullable List<ImmutableBitSet> groupSets,
      List<AggregateCall> calls) {
    super(input.getCluster(), traits, List.of(), input, groupSet, groupSets, calls);
  }

  @Override
  public Aggregate copy(
      RelTraitSet traits,
      RelNode input,
      ImmutableBitSet newGroupSet,
      @Nullable List<ImmutableBitSet> newGroupSets,
      List<AggregateCall> newCalls) {
    return new AggregateRel(traits, input, newGroupSet, newGroupSets, newCalls);
  }

  @Override
  public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery query) {
    return planner.getCostFactory().makeCost(query.getRowCount(getInput()), 0, 0);
  }

  @Override
  public Operator compile() {
    List<Set<Integer>> sets =
        groupSets.stream()
            .map(set -> set.asList().stream().map(groupSet::indexOf).collect(Collectors.toSet()))
            .toList();
    return new AggregateOperator(
        compileInput(0), groupSet.asList(), sets, aggCalls.stream().map(this::call).toList());
  }

  /// Whether our aggregation can do all of this.
  public static boolean canDo(Aggregate aggregate) {
    return aggregate.getAggCallList().stream().allMatch(AggregateRel::canDo);
  }

  private static boolean canDo(AggregateCall call) {
    return (call.getArgList().size() <= 1 || isGrouping(call))
        && call.rexList.isEmpty()
        && call.distinctKeys == null
        && call.getCollation().getFieldCollations().isEmpty()
        && function(call.getAggregation()) != null;
  }

  private static boolean isGrouping(AggregateCall call) {
    return function(call.getAggregation()) == AggregateFunction.GROUPING;
  }

  private AggregateOperator.Call call(AggregateCall call) {
    AggregateFunction function = function(call.getAggregation());
    if (function == null) {
      throw unsupported(call);
    }
    return new AggregateOperator.Call(
        function,
        ExpressionCompiler.typeOf(call.getType()),
        call.getArgList().isEmpty() || isGrouping(call) ? -1 : call.getArgList().getFirst(),
        call.isDistinct(),
        call.filterArg,
        isGrouping(call) ? call.getArgList().stream().map(groupSet::indexOf).toList() : List.of());
  }

  /// Our function of that meaning, or null if we have none.
  public static @Nullable AggregateFunction function(SqlAggFunction function) {
    if (function instanceof VectorAggregate) {
      return function.equals(VectorOperators.SUM) ? AggregateFunction.SUM : AggregateFunction.AVG;
    }
    return switch (function.getKind()) {
      case COUNT -> AggregateFunction.COUNT;
      case SUM -> AggregateFunction.SUM;
      case SUM0 -> AggregateFunction.SUM0;
      case AVG -> AggregateFunction.AVG;
      case MIN -> AggregateFunction.MIN;
      case MAX -> AggregateFunction.MAX;
      case SINGLE_VALUE -> AggregateFunction.SINGLE;
      case ANY_VALUE -> AggregateFunction.ANY;
      case MODE -> AggregateFunction.MODE;
      case VAR_POP -> AggregateFunction.VAR_POP;
      case VAR_SAMP -> AggregateFunction.VAR_SAMP;
      case STDDEV_POP -> AggregateFunction.STDDEV_POP;
      case STDDEV_SAMP -> AggregateFunction.STDDEV_SAMP;
      case BIT_AND -> AggregateFunction.BIT_AND;
      case BIT_OR -> AggregateFunction.BIT_OR;
      case BIT_XOR -> AggregateFunction.BIT_XOR;
      case GROUPING, GROUPING_ID -> AggregateFunction.GROUPING;
      default -> null;
    };
  }

  private static ProximaException unsupported(AggregateCall call) {
    return new ProximaException(
        ErrorCode.UNSUPPORTED,
        "the aggregate " + call.getAggregation().getName() + " is not offered in this form");
  }

  @Override
  public String describe() {
    return describe(this);
  }

  /// The line about an aggregation in EXPLAIN.
  public static String describe(Aggregate aggregate) {
    List<String> names = aggregate.getInput().getRowType().getFieldNames();
    String groups =
        aggregate.getGroupSet().asList().stream().map(names::get).collect(Collectors.joining(", "));
    String calls =
        aggregate.getAggCallList().stream()
            .map(call -> describe(call, names))
            .collect(Collectors.joining(", "));
    return "Aggregate"
        + (calls.isEmpty() ? "" : " " + calls)
        + (groups.isEmpty() ? "" : " by " + groups)
        + (aggregate.getGroupType() == Group.SIMPLE
            ? ""
            : " in " + aggregate.getGroupSets().size() + " grouping sets");
  }

  private static String describe(AggregateCall call, List<String> names) {
    String arguments = call.getArgList().stream().map(names::get).collect(Collectors.joining(", "));
    return call.getAggregation().getName()
        + "("
        + (call.isDistinct() ? "DISTINCT " : "")
        + (arguments.isEmpty() ? "*" : arguments)
        + ")"
        + (call.filterArg < 0 ? "" : " FILTER " + names.get(call.filterArg));
  }
}
