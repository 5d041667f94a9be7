package io.proxima.planner.rel;

import io.proxima.planner.exec.Measure;
import io.proxima.planner.exec.MeasuredOperator;
import io.proxima.planner.exec.Operator;
import io.proxima.planner.exec.RecallOperator;
import java.util.List;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.SingleRel;

/// Stands for its input in a plan whose execution is measured.
public final class MeasuredRel extends SingleRel implements BatchRel {
  private final Measure measure;
  private final boolean withRecall;

  /// The rows of `measured`, counted in `measure`; with `withRecall` a search is compared with its
  /// exact answer.
  public MeasuredRel(BatchRel measured, Measure measure, boolean withRecall) {
    super(measured.getCluster(), measured.getTraitSet(), measured);
    this.measure = measure;
    this.withRecall = withRecall;
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new MeasuredRel((BatchRel) inputs.getFirst(), measure, withRecall);
  }

  @Override
  public Operator compile() {
    return measured(compileInput(0));
  }

  /// An operator that does what the input does, counted.
  Operator measured(Operator operator) {
    Operator measured = new MeasuredOperator(operator, measure);
    return withRecall ? new RecallOperator(measured, operator, measure) : measured;
  }

  @Override
  public String describe() {
    return ((BatchRel) getInput()).describe();
  }
}
