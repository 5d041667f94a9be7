package io.proxima.planner.rel;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.planner.exec.AggregateFunction;
import io.proxima.planner.exec.AggregateOperator;
import io.proxima.planner.exec.Operator;
import io.proxima.planner.expression.ExpressionCompiler;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.sql.SqlKind;
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
    if (getGroupType() != Group.SIMPLE) {
      throw new ProximaException(ErrorCode.UNSUPPORTED, "GROUPING SETS are not offered");
    }
    return new AggregateOperator(
        compileInput(0), groupSet.asList(), aggCalls.stream().map(AggregateRel::call).toList());
  }

  private static AggregateOperator.Call call(AggregateCall call) {
    if (call.getArgList().size() > 1 || !call.rexList.isEmpty() || call.distinctKeys != null) {
      throw unsupported(call);
    }
    return new AggregateOperator.Call(
        function(call),
        ExpressionCompiler.typeOf(call.getType()),
        call.getArgList().isEmpty() ? -1 : call.getArgList().getFirst(),
        call.isDistinct(),
        call.filterArg);
  }

  private static AggregateFunction function(AggregateCall call) {
    SqlKind kind = call.getAggregation().getKind();
    return switch (kind) {
      case COUNT -> AggregateFunction.COUNT;
      case SUM -> AggregateFunction.SUM;
      case SUM0 -> AggregateFunction.SUM0;
      case AVG -> AggregateFunction.AVG;
      case MIN -> AggregateFunction.MIN;
      case MAX -> AggregateFunction.MAX;
      case SINGLE_VALUE -> AggregateFunction.SINGLE;
      case ANY_VALUE -> AggregateFunction.ANY;
      default -> throw unsupported(call);
    };
  }

  private static ProximaException unsupported(AggregateCall call) {
    return new ProximaException(
        ErrorCode.UNSUPPORTED,
        "the aggregate " + call.getAggregation().getName() + " is not offered in this form");
  }

  @Override
  public String describe() {
    List<String> names = getInput().getRowType().getFieldNames();
    String groups = groupSet.asList().stream().map(names::get).collect(Collectors.joining(", "));
    String calls =
        aggCalls.stream().map(call -> describe(call, names)).collect(Collectors.joining(", "));
    return "Aggregate"
        + (calls.isEmpty() ? "" : " " + calls)
        + (groups.isEmpty() ? "" : " by " + groups);
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
