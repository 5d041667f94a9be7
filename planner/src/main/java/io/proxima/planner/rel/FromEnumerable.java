package io.proxima.planner.rel;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.planner.exec.EnumerableOperator;
import io.proxima.planner.exec.Operator;
import io.proxima.planner.expression.ExpressionCompiler;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.adapter.enumerable.EnumerableInterpretable;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.plan.ConventionTraitDef;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.convert.ConverterImpl;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.runtime.Bindable;

/// The result of code that Calcite generates, as batches of columns.
///
/// - **Cost:** `compile` generates and compiles a class, some milliseconds.
public final class FromEnumerable extends ConverterImpl implements BatchRel {
  /// The rows of `input`, which is of Calcite's convention.
  public FromEnumerable(RelNode input) {
    super(
        input.getCluster(),
        ConventionTraitDef.INSTANCE,
        input.getTraitSet().replace(BatchRel.CONVENTION),
        input);
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new FromEnumerable(inputs.getFirst());
  }

  @Override
  public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery query) {
    return planner.getCostFactory().makeCost(query.getRowCount(getInput()), 0, 0);
  }

  @Override
  @SuppressWarnings("NullAway") // there is no Spark
  public Operator compile() {
    Map<String, Object> stash = new HashMap<>();
    Bindable<?> code;
    try {
      code =
          EnumerableInterpretable.toBindable(
              stash, null, (EnumerableRel) getInput(), EnumerableRel.Prefer.ARRAY);
    } catch (ProximaException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new ProximaException(
          ErrorCode.UNSUPPORTED, "this query cannot be run: " + reason(e), e);
    }
    return new EnumerableOperator(
        getRowType().getFieldList().stream()
            .map(field -> ExpressionCompiler.typeOf(field.getType()))
            .toList(),
        code,
        Map.copyOf(stash));
  }

  private static String reason(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  @Override
  public String describe() {
    return "FromEnumerable";
  }
}
